"""Whatever a form of Twilio holds, it is messages or one word for why it holds none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Received
from bot.channels.payload import Payload
from bot.channels.twilio_delivery import read
from bot.messages import Kind, Message
from tests.fakes import twilio_deliveries as deliveries

FRONT = ("https://api.twilio.com/1", "image/jpeg")
BACK = ("https://api.twilio.com/2", "image/png")
VOICE = ("https://api.twilio.com/3", "audio/ogg")


def _read(fields: dict[str, str]) -> Received:
    return read(
        Payload(fields=fields), tenant="lumiku", channel="wa", own=deliveries.NUMBER
    )


def test_each_of_several_photos_is_a_message_of_its_own() -> None:
    received = _read(deliveries.media(FRONT, BACK, VOICE, caption="depan", sid="MM7"))

    assert [(one.id, one.kind, one.text) for one in received.messages] == [
        ("MM7", Kind.PHOTO, "depan"),
        ("MM7-1", Kind.PHOTO, ""),
        ("MM7-2", Kind.VOICE, ""),
    ]


def test_ten_photos_come_in_one_delivery_at_most() -> None:
    received = _read(deliveries.media(*[FRONT] * 10, sid="MM7"))

    assert [one.id for one in received.messages][-1] == "MM7-9"
    assert len(received.messages) == 10


@pytest.mark.parametrize(
    ("sender", "address", "phone"),
    [
        ("whatsapp:+6281200000011", "+6281200000011", "+6281200000011"),
        ("whatsapp:6281200000011", "+6281200000011", "+6281200000011"),
        ("whatsapp: 6281200000011", "+6281200000011", "+6281200000011"),
        ("whatsapp:ID.45", "ID.45", "+6281200000022"),
    ],
)
def test_a_number_is_the_same_chat_however_it_is_written(
    sender: str, address: str, phone: str
) -> None:
    fields = {**deliveries.text("halo"), "From": sender, "WaId": "6281200000022"}

    [message] = _read(fields).messages

    assert (message.chat.address, message.chat.phone) == (address, phone)


@pytest.mark.parametrize(
    ("sender", "word"),
    [
        ("whatsapp:", "anonymous"),
        ("", "anonymous"),
        ("whatsapp:+62 812/..", "unknown"),
        ("messenger:1234567", "unknown"),
        ("+6281200000011", "sms"),
    ],
)
def test_nobody_is_made_up_to_reply_to(sender: str, word: str) -> None:
    received = _read({**deliveries.text("halo"), "From": sender})

    assert (received.messages, received.ignored) == ((), (word,))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"ButtonText": "Ya, benar", "ButtonPayload": "yes"}, "Ya, benar"),
        ({"ButtonPayload": "yes"}, "yes"),
        ({"ListTitle": "Rambut", "ListId": "hair"}, "Rambut"),
        ({"ListId": "hair"}, "hair"),
    ],
)
def test_what_was_tapped_is_what_was_said(answer: dict[str, str], words: str) -> None:
    [message] = _read({**deliveries.text(" "), **answer}).messages

    assert (message.kind, message.text) == (Kind.TEXT, words)


@pytest.mark.parametrize(
    ("content_type", "message_type", "kind"),
    [
        ("", "image", Kind.PHOTO),
        ("application/octet-stream", "audio", Kind.VOICE),
        ("application/octet-stream", "", Kind.DOCUMENT),
        ("IMAGE/JPEG; q=1", "", Kind.PHOTO),
        ("application/ogg", "audio", Kind.VOICE),
        ("image/webp", "sticker", Kind.OTHER),
        ("", "", Kind.OTHER),
    ],
)
def test_a_file_without_a_type_is_what_its_message_is(
    content_type: str, message_type: str, kind: Kind
) -> None:
    fields = deliveries.media(("https://api.twilio.com/1", content_type))

    [message] = _read({**fields, "MessageType": message_type}).messages

    assert message.kind is kind


def test_what_no_database_stores_is_left_out_of_a_text() -> None:
    [message] = _read(deliveries.text("ha\0lo \udcff")).messages

    assert message.text == "halo \ufffd"


NAMES = st.sampled_from(
    [
        *deliveries.text("x"),
        *("MediaUrl0", "MediaContentType0", "MediaUrl1", "Latitude", "Longitude"),
        *("ListId", "ButtonText", "MessageStatus", "SmsStatus"),
    ]
)
VALUES = st.text() | st.sampled_from(
    [
        *("", "1", "-1", "10", "99999", "received", "sent", "whatsapp:+6281200000011"),
        *("image/jpeg", "audio/ogg; codecs=opus", "text/vcard", "https://h/x", "SM1"),
    ]
)


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_the_fields_hold_is_messages_or_one_word(
    odd: dict[str, str],
) -> None:
    received = _read({**deliveries.text("halo"), **odd})

    assert bool(received.messages) != bool(received.ignored)
    assert len(received.ignored) <= 1
    assert all(
        Message.from_json(m.to_json(), id=m.id, chat=m.chat) == m
        for m in received.messages
    )
