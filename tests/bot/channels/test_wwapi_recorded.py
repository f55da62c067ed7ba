"""Each kind of delivery that the gateway is known to post, as it was recorded."""

from pathlib import Path

import pytest

from bot.channel import Received
from bot.channels.payload import Payload
from bot.channels.wwapi_delivery import read
from bot.messages import Chat, Kind, Message, PhotoRef

RECORDED = Path(__file__).parents[2] / "deliveries" / "wwapi"


MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "/upload brio rs 2019 cvt 168jt km 41rb"),
    ("text_linked_device", Kind.TEXT, "selesai"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("image", Kind.PHOTO, ""),
    ("image_caption", Kind.PHOTO, "freed 2012 145jt"),
    ("image_nulls", Kind.PHOTO, "tampak depan"),
    ("image_v1_5", Kind.OTHER, ""),
    ("document", Kind.DOCUMENT, ""),
    ("document_image", Kind.DOCUMENT, ""),
    ("audio", Kind.VOICE, ""),
    ("video", Kind.VIDEO, "interior"),
    ("sticker", Kind.OTHER, ""),
    ("contact", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
]
IGNORED: list[tuple[str, str]] = [
    ("image_v1_4", "notice"),
    ("image_without_attachment", "notice"),
    ("unknown", "unsupported"),
    ("pair_success", "pairing"),
    ("disconnected", "connection"),
    ("group", "group"),
    ("status", "status"),
    ("newsletter", "newsletter"),
    ("own_echo", "own"),
    ("every_field_null", "unknown"),
    ("media_url_at_the_root", "unknown"),
]


def _recorded(name: str) -> Received:
    body = (RECORDED / f"{name}.json").read_bytes()
    return read(Payload.parse(body), tenant="lumiku", channel="wa")


def _only(received: Received) -> Message:
    [message] = received.messages
    assert received.ignored == ()
    return message


@pytest.mark.parametrize(("name", "kind", "text"), MESSAGES)
def test_a_recorded_delivery_is_one_message(name: str, kind: Kind, text: str) -> None:
    message = _only(_recorded(name))

    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize(("name", "word"), IGNORED)
def test_a_recorded_delivery_that_is_no_message_is_named_in_one_word(
    name: str, word: str
) -> None:
    received = _recorded(name)

    assert (received.messages, received.ignored) == ((), (word,))


def test_every_recorded_delivery_is_in_one_of_the_tables() -> None:
    told = {name for name, _, _ in MESSAGES} | {name for name, _ in IGNORED}

    assert {path.stem for path in RECORDED.glob("*.json")} == told


def test_a_text_is_named_after_its_delivery() -> None:
    message = _only(_recorded("text"))

    assert message.id.startswith("sha256:")
    assert message.synthetic
    assert message.sent_ms == 1_761_634_991_482
    assert message.chat == Chat(
        tenant="lumiku",
        channel="wa",
        address="6281200000011@s.whatsapp.net",
        phone="+6281200000011",
    )


def test_a_photo_has_the_id_that_its_file_is_named_after() -> None:
    message = _only(_recorded("image"))

    assert message.id == "3EB0A1B2C3D4E5F60718"
    assert not message.synthetic
    assert message.photo == PhotoRef(
        locator="/images/3EB0A1B2C3D4E5F60718.jpg", size_bytes=184213
    )


def test_a_photo_that_the_gateway_keeps_no_file_of_cannot_be_fetched() -> None:
    message = _only(_recorded("image_v1_5"))

    assert message.photo is None
    assert message.values == {"unretrievable": "photo"}


def test_a_device_is_no_part_of_the_address() -> None:
    message = _only(_recorded("text_linked_device"))

    assert (message.chat.address, message.chat.phone) == (
        "6281200000011@s.whatsapp.net",
        "+6281200000011",
    )


def test_a_hidden_number_is_no_phone() -> None:
    message = _only(_recorded("text_hidden_number"))

    assert message.chat.address == "100200300400500@lid"
    assert message.chat.phone is None
