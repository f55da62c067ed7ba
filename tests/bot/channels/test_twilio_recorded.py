"""Each kind of delivery that Twilio is known to post, as a form on one line."""

from pathlib import Path

import pytest

from bot.channel import Received
from bot.channels.payload import Payload
from bot.channels.twilio_delivery import NOTHING_TO_SAY, read
from bot.channels.twilio_signature import read_form
from bot.messages import Chat, Kind, Message, PhotoRef

RECORDED = Path(__file__).parents[2] / "deliveries" / "twilio"
FOLDER = f"https://api.twilio.com/2010-04-01/Accounts/AC{0:032d}/Messages/MM{2:032d}"

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "/upload brio rs 2019 cvt 168jt km 41rb"),
    ("text_emoji", Kind.TEXT, "Foto sudah saya kirim 🚗👍🏽"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("image", Kind.PHOTO, ""),
    ("image_caption", Kind.PHOTO, "tampak depan"),
    ("image_without_address", Kind.OTHER, ""),
    ("document_image", Kind.PHOTO, "IMG_0412.jpg"),
    ("document", Kind.DOCUMENT, "stnk.pdf"),
    ("voice", Kind.VOICE, ""),
    ("voice_opus", Kind.VOICE, ""),
    ("video", Kind.VIDEO, "interior"),
    ("sticker", Kind.OTHER, ""),
    ("contact", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
    ("button", Kind.TEXT, "Ya, benar"),
    ("list", Kind.TEXT, "Rambut"),
]
IGNORED: list[tuple[str, str]] = [
    ("empty", "empty"),
    ("sms", "sms"),
    ("own_echo", "own"),
    ("receipt", "receipt"),
    ("receipt_failed", "receipt"),
    ("anonymous", "anonymous"),
    ("without_id", "unknown"),
]


def _recorded(name: str) -> Received:
    body = (RECORDED / f"{name}.form").read_bytes().rstrip(b"\n")
    fields = dict(read_form(body))
    return read(
        Payload(fields=fields), tenant="lumiku", channel="wa", own="+14155238886"
    )


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

    assert {path.stem for path in RECORDED.glob("*.form")} == told


@pytest.mark.parametrize("name", ["text", "receipt", "empty"])
def test_every_delivery_is_answered_with_nothing_to_say(name: str) -> None:
    said = _recorded(name).acknowledgement

    assert said == NOTHING_TO_SAY
    assert said.body.endswith(b"<Response/>")


def test_a_text_has_the_id_and_the_person_that_its_delivery_names() -> None:
    message = _only(_recorded("text"))

    assert message.id == f"SM{1:032d}"
    assert not message.synthetic
    assert message.sent_ms == 0
    assert message.values == {"name": "Budi"}
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address="+6281200000011", phone="+6281200000011"
    )


def test_whoever_hides_their_number_is_replied_to_by_their_id() -> None:
    chat = _only(_recorded("text_hidden_number")).chat

    assert (chat.address, chat.phone) == ("ID.4566546130240823", None)


def test_a_photo_lies_at_the_address_that_its_delivery_names() -> None:
    message = _only(_recorded("image"))

    assert message.photo == PhotoRef(locator=f"{FOLDER}/Media/ME{3:032d}")
    assert message.voice is None


def test_a_voice_note_can_be_fetched_like_a_photo() -> None:
    message = _only(_recorded("voice_opus"))

    assert message.voice == PhotoRef(locator=f"{FOLDER}/Media/ME{6:032d}")
    assert message.photo is None


def test_a_photo_without_an_address_cannot_be_fetched() -> None:
    message = _only(_recorded("image_without_address"))

    assert message.values["unretrievable"] == "photo"


def test_a_place_is_told_beside_its_message() -> None:
    message = _only(_recorded("location"))

    assert message.values["latitude"] == "-6.2087634"
    assert message.values["label"] == "Monas"
