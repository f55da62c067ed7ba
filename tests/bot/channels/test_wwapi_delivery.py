"""What the gateway posts becomes one message, or one word for why it is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Received
from bot.channels.payload import Payload
from bot.channels.wwapi_delivery import read
from bot.messages import Message, PhotoRef
from tests.fakes import deliveries

PHONE = "+6281200000011"
ADDRESS = "6281200000011@s.whatsapp.net"


def _received(fields: object) -> Received:
    payload = Payload.parse(json.dumps(fields).encode())
    return read(payload, tenant="lumiku", channel="wa")


def _only(fields: object) -> Message:
    received = _received(fields)
    [message] = received.messages
    assert received.ignored == ()
    return message


def test_the_same_delivery_is_the_same_message_and_a_later_one_is_not() -> None:
    ya = deliveries.text("ya")
    later = deliveries.text("ya")

    ids = [_only(each).id for each in (ya, ya, later)]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("size", [None, 0, -5, True, "184213", 1.5])
def test_a_length_that_is_none_is_not_announced(size: object) -> None:
    body = deliveries.image("3EB0A1")
    body["attachment"] = {"type": "image", "url": "/images/A.jpg", "file_length": size}

    message = _only(body)

    assert message.photo == PhotoRef(locator="/images/A.jpg", size_bytes=None)


@pytest.mark.parametrize("url", ["/images/.jpg", "/images/", "/images/a b.jpg", "?"])
def test_a_photo_whose_file_has_no_usable_name_is_named_after_its_delivery(
    url: str,
) -> None:
    body = deliveries.image("3EB0A1")
    body["attachment"] = {"type": "image", "url": url}

    message = _only(body)

    assert message.synthetic
    assert message.photo == PhotoRef(locator=url)


def test_without_a_chat_the_sender_is_replied_to() -> None:
    body = deliveries.text("halo", sender="6281200000011:3@s.whatsapp.net")
    del body["chat"]

    message = _only(body)

    assert message.chat.address == ADDRESS


def test_the_sender_tells_the_phone_of_a_chat_with_a_hidden_number() -> None:
    body = deliveries.delivery("halo", sender=ADDRESS, chat="100200300400500@lid")

    message = _only(body)

    assert message.chat.address == "100200300400500@lid"
    assert message.chat.phone == PHONE


@pytest.mark.parametrize("sender", ["", "6281200000011", "@s.whatsapp.net", None, 62])
def test_a_delivery_from_nobody_is_ignored(sender: object) -> None:
    body = {"event": "message", "message": "halo", "sender": sender}

    assert _received(body).ignored == ("anonymous",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Image received",
        "Image received: freed",
        "Non-text message received",
        "Audio message received",
        "Document received: brosur.pdf",
        "Video received",
        "Video received: a\nb",
        "Sticker received",
        "Contact received: Pak Contoh",
        "Location received: %!s(*string=0xc0001a2b40)",
    ],
)
def test_the_gateways_own_sentence_is_never_a_text(sentence: str) -> None:
    received = _received(deliveries.text(sentence))

    assert (received.messages, received.ignored) == ((), ("notice",))


@pytest.mark.parametrize("words", ["image received", "Image received?", "Sticker"])
def test_words_that_only_resemble_it_are_a_text(words: str) -> None:
    assert _only(deliveries.text(words)).text == words


@pytest.mark.parametrize("attachment", [{}, {"type": None}, {"type": "poll"}, [], "x"])
def test_an_attachment_that_cannot_be_named_is_unknown(attachment: object) -> None:
    body = {**deliveries.text("halo"), "attachment": attachment}

    assert _received(body).ignored == ("unknown",)


def test_a_pointer_of_the_gateway_is_no_caption() -> None:
    body = deliveries.image("3EB0A1")
    body["message"] = "Image received: %!s(*string=0xc0001a2b30)"

    assert _only(body).text == ""


def test_a_message_without_words_is_empty() -> None:
    body = deliveries.text(" \n")

    assert _received(body).ignored == ("empty",)


def test_an_event_that_nobody_knows_is_unknown() -> None:
    body = {**deliveries.text("halo"), "event": "presence"}

    assert _received(body).ignored == ("unknown",)


def test_fields_that_nobody_knows_are_tolerated() -> None:
    body = {**deliveries.text("halo"), "pushName": "Budi", "extra": [1, {"a": None}]}

    assert _only(body).text == "halo"


@pytest.mark.parametrize(
    ("time", "sent_ms"),
    [
        ("2025-10-28T14:06:02Z", 1_761_660_362_000),
        ("2025-10-28T14:06:02.5Z", 1_761_660_362_500),
        ("2025-10-28T14:06:02.123456789Z", 1_761_660_362_123),
        ("2025-10-28T21:06:02+07:00", 1_761_660_362_000),
        ("2025-10-28T14:06:02", 0),
        ("28 Oct 2025", 0),
        ("0001-01-01T00:00:00Z", 0),
        ("9999-12-31T23:59:59Z", 0),
        (None, 0),
        (1761660362, 0),
    ],
)
def test_the_time_is_read_to_the_millisecond_or_not_at_all(
    time: object, sent_ms: int
) -> None:
    body = {**deliveries.text("halo"), "time": time}

    assert _only(body).sent_ms == sent_ms


FIELDS = st.none() | st.booleans() | st.integers() | st.text() | st.just(ADDRESS)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "event": FIELDS | st.just("message"),
            "message": FIELDS,
            "sender": FIELDS,
            "chat": FIELDS,
            "time": FIELDS,
            "attachment": FIELDS
            | st.fixed_dictionaries(
                {"type": st.sampled_from(["image", "video", "unknown", "x"])},
                optional={"url": FIELDS, "caption": FIELDS, "file_length": FIELDS},
            ),
        },
    )
)
def test_whatever_fields_hold_is_one_message_or_one_word(body: object) -> None:
    received = _received(body)

    assert len(received.messages) + len(received.ignored) == 1
    assert all(
        Message.from_json(m.to_json(), id=m.id, chat=m.chat) == m
        for m in received.messages
    )
