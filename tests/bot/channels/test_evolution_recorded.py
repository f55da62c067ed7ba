"""Each kind of delivery that Evolution API is known to post."""

from pathlib import Path

import pytest

from bot.channel import Received
from bot.channels.evolution_delivery import read
from bot.channels.payload import Payload
from bot.channels.webfile import WebFile
from bot.messages import Chat, Kind, Message

RECORDED = Path(__file__).parents[2] / "deliveries" / "evolution"
PHONE = "6281200000011@s.whatsapp.net"
LID = "251556368777322@lid"
TARGET = "3EB0C127D7BACC83D6A3"
BUCKET = (
    "https://minio.example.com/evolution/showroom/image/3EB0C127D7BACC83D6A3.jpeg"
    "?X-Amz-Expires=604800"
)

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "Halo, mau jual mobil 🚗"),
    ("text_extended", Kind.TEXT, "lihat https://example.com"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("text_hidden_number_alone", Kind.TEXT, "halo"),
    ("text_hidden_number_v2_3_0", Kind.TEXT, "halo"),
    ("text_linked_device", Kind.TEXT, "selesai"),
    ("text_long_time", Kind.TEXT, "halo"),
    ("text_vanishing", Kind.TEXT, "halo"),
    ("upper_case_event", Kind.TEXT, "halo"),
    ("reply", Kind.TEXT, "ya"),
    ("image", Kind.PHOTO, ""),
    ("image_bucket", Kind.PHOTO, ""),
    ("image_caption_inline_and_bucket", Kind.PHOTO, "tampak depan"),
    ("image_of_album", Kind.PHOTO, ""),
    ("image_view_once", Kind.PHOTO, ""),
    ("image_without_id", Kind.OTHER, ""),
    ("document_image", Kind.PHOTO, ""),
    ("document_image_caption", Kind.PHOTO, "interior"),
    ("document", Kind.DOCUMENT, "stnk"),
    ("document_heic", Kind.DOCUMENT, ""),
    ("voice", Kind.VOICE, ""),
    ("video", Kind.VIDEO, "interior"),
    ("sticker", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
    ("contact", Kind.OTHER, ""),
    ("button", Kind.TEXT, "Ya, benar"),
    ("button_flow", Kind.TEXT, "Ya, benar"),
    ("button_template", Kind.TEXT, "Ya, benar"),
    ("list", Kind.TEXT, "Rambut"),
    ("edited", Kind.TEXT, "Halo, mau jual motor"),
    ("edited_caption", Kind.TEXT, "tampak belakang"),
    ("edited_in_message", Kind.TEXT, "Halo, mau jual motor"),
    ("revoked", Kind.PHOTO_REMOVED, ""),
    ("revoked_in_message", Kind.PHOTO_REMOVED, ""),
    ("revoked_number", Kind.PHOTO_REMOVED, ""),
    ("deleted", Kind.PHOTO_REMOVED, ""),
]
IGNORED: list[tuple[str, str]] = [
    ("album", "album"),
    ("anonymous", "anonymous"),
    ("call", "call"),
    ("connection", "connection"),
    ("contacts", "contacts"),
    ("deleted_own", "own"),
    ("empty", "empty"),
    ("event_of_later_versions", "unknown"),
    ("every_field_null", "unknown"),
    ("group", "group"),
    ("group_joined", "group"),
    ("history", "history"),
    ("image_hd_twin", "hd_twin"),
    ("newsletter", "newsletter"),
    ("other_instance", "instance"),
    ("own_echo", "own"),
    ("poll_vote", "poll"),
    ("presence", "presence"),
    ("qrcode", "pairing"),
    ("reaction", "reaction"),
    ("receipt", "receipt"),
    ("receipt_deleted", "receipt"),
    ("receipt_failed", "failed_receipt"),
    ("sent", "own"),
    ("status", "status"),
    ("type_of_later_versions", "unknown"),
]


def _recorded(name: str) -> Received:
    payload = Payload.parse((RECORDED / f"{name}.json").read_bytes())
    return read(payload, tenant="lumiku", channel="wa", instance="showroom")


def _only(name: str) -> Message:
    received = _recorded(name)
    [message] = received.messages
    assert received.ignored == ()
    return message


@pytest.mark.parametrize(("name", "kind", "text"), MESSAGES)
def test_a_recorded_delivery_is_one_message(name: str, kind: Kind, text: str) -> None:
    message = _only(name)

    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize(("name", "word"), IGNORED)
def test_a_recorded_delivery_that_is_no_message_is_named_in_one_word(
    name: str, word: str
) -> None:
    received = _recorded(name)

    assert (received.messages, received.ignored) == ((), (word,))


def test_every_recorded_delivery_is_in_one_of_the_tables() -> None:
    told = {name for name, _, _ in MESSAGES} | {name for name, _ in IGNORED}

    assert {path.stem for path in RECORDED.glob("*")} == told | {"several"}


def test_one_delivery_may_hold_several_messages() -> None:
    received = _recorded("several")

    assert [message.text for message in received.messages] == ["satu", "tiga"]
    assert received.ignored == ("group",)


@pytest.mark.parametrize("name", ["text", "text_linked_device", "text_long_time"])
def test_a_text_has_the_id_the_time_and_the_person_of_its_delivery(name: str) -> None:
    message = _only(name)

    assert (message.id, message.synthetic) == ("3EB0C127D7BACC83D6A1", False)
    assert message.sent_ms == 1_760_000_000_000
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address=PHONE, phone="+6281200000011"
    )


@pytest.mark.parametrize("name", ["text_hidden_number", "text_hidden_number_v2_3_0"])
def test_behind_a_hidden_number_is_the_phone_that_stands_beside_it(name: str) -> None:
    chat = _only(name).chat

    assert (chat.address, chat.phone) == (LID, "+6281200000011")


def test_a_hidden_number_alone_is_no_phone() -> None:
    chat = _only("text_hidden_number_alone").chat

    assert (chat.address, chat.phone) == (LID, None)


def test_a_photo_is_known_by_its_message_and_its_place_in_the_bucket() -> None:
    photo = _only("image_bucket").photo

    assert photo is not None
    assert WebFile.parse(photo.locator) == WebFile(message=TARGET, media="image")
    assert (photo.size_bytes, photo.data) == (184_213, BUCKET)


def test_a_photo_that_stands_in_its_delivery_is_there_at_once() -> None:
    photo = _only("image_caption_inline_and_bucket").photo

    assert photo is not None
    assert photo.data == "/9j/4AAQSkZJRg=="


def test_a_voice_note_can_be_fetched_like_a_photo() -> None:
    message = _only("voice")

    assert message.photo is None
    assert message.voice is not None
    assert message.voice.data == "T2dnUw=="


def test_a_photo_that_nothing_leads_to_cannot_be_fetched() -> None:
    assert _only("image_without_id").values["unretrievable"] == "photo"


@pytest.mark.parametrize("name", ["button", "button_flow", "button_template"])
def test_a_tap_names_its_option(name: str) -> None:
    assert _only(name).option == "confirm_yes"


def test_a_tap_in_a_list_names_its_row() -> None:
    assert _only("list").option == "hair"


@pytest.mark.parametrize(
    "name", ["revoked", "revoked_in_message", "revoked_number", "deleted"]
)
def test_each_way_of_telling_a_deletion_is_the_same_message(name: str) -> None:
    message = _only(name)

    assert (message.id, message.target) == (f"{TARGET}-revoked", TARGET)


@pytest.mark.parametrize("name", ["edited", "edited_in_message"])
def test_each_way_of_telling_an_edit_is_the_same_message(name: str) -> None:
    assert _only(name).id == "3EB0C127D7BACC83D6A1-edit-1760000030000"


def test_a_place_is_told_beside_its_message() -> None:
    values = _only("location").values

    assert (values["latitude"], values["label"]) == ("-6.1753924", "Monas")


@pytest.mark.parametrize("name", [name for name, _, _ in MESSAGES])
def test_the_key_in_each_delivery_is_kept_nowhere(name: str) -> None:
    assert "REDACT-ME" in (RECORDED / f"{name}.json").read_text()

    assert "REDACT-ME" not in repr(_recorded(name))
