"""Each kind of delivery that GOWA is known to post: versions 8 and 9, and before."""

from pathlib import Path

import pytest

from bot.channel import Received
from bot.channels.gowa_delivery import read
from bot.channels.gowa_file import GowaFile
from bot.channels.payload import Payload
from bot.messages import Chat, Kind, Message

RECORDED = Path(__file__).parents[2] / "deliveries" / "gowa"
PHONE = "6281200000011@s.whatsapp.net"
LID = "251556368777322@lid"
PHOTO = "statics/media/1760000004-ad9e37ac-c658-4fe5-8d25-ba4a3f4d58fd.jpeg"

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "Halo, mau jual mobil 🚗"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("text_linked_device", Kind.TEXT, "selesai"),
    ("text_without_flags", Kind.TEXT, "halo"),
    ("reply", Kind.TEXT, "ya"),
    ("image", Kind.PHOTO, ""),
    ("image_caption", Kind.PHOTO, "tampak depan"),
    ("image_caption_v8_0", Kind.PHOTO, "tampak depan"),
    ("image_not_downloaded", Kind.PHOTO, ""),
    ("image_view_once", Kind.PHOTO, ""),
    ("document_image", Kind.PHOTO, ""),
    ("document_image_not_downloaded", Kind.PHOTO, ""),
    ("document", Kind.DOCUMENT, "stnk"),
    ("voice", Kind.VOICE, ""),
    ("video", Kind.VIDEO, "interior"),
    ("video_note", Kind.VIDEO, ""),
    ("sticker", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
    ("contact", Kind.OTHER, ""),
    ("edited", Kind.TEXT, "Halo, mau jual motor"),
    ("edited_same_id", Kind.TEXT, "Halo, mau jual motor"),
    ("revoked", Kind.PHOTO_REMOVED, ""),
    ("v7_text", Kind.TEXT, "Halo"),
    ("v7_text_hidden_number", Kind.TEXT, "Halo"),
    ("v7_image", Kind.PHOTO, "tampak depan"),
    ("v7_document_image", Kind.PHOTO, ""),
    ("v7_document", Kind.DOCUMENT, "stnk"),
    ("v7_voice", Kind.VOICE, ""),
    ("v7_revoked", Kind.PHOTO_REMOVED, ""),
    ("v7_edited", Kind.TEXT, "Halo lagi"),
    ("v7_edited_without_target", Kind.TEXT, "Halo lagi"),
    ("v5_image", Kind.PHOTO, ""),
    ("v4_text", Kind.TEXT, "halo"),
]
IGNORED: list[tuple[str, str]] = [
    ("album", "empty"),
    ("button", "empty"),
    ("reaction", "reaction"),
    ("reaction_removed", "reaction"),
    ("receipt", "receipt"),
    ("revoked_without_target", "unknown"),
    ("deleted_for_me", "own"),
    ("own_echo", "own"),
    ("group", "group"),
    ("newsletter", "newsletter"),
    ("status", "status"),
    ("presence", "presence"),
    ("group_joined", "group"),
    ("call", "call"),
    ("every_field_null", "unknown"),
    ("event_of_later_versions", "unknown"),
    ("v7_deleted_for_me", "own"),
    ("v7_reaction", "reaction"),
    ("v7_receipt", "receipt"),
    ("v7_group", "group"),
    ("v7_own_echo", "own"),
]


def _recorded(name: str, *, device: str | None = None) -> Received:
    payload = Payload.parse((RECORDED / f"{name}.json").read_bytes())
    return read(payload, tenant="lumiku", channel="wa", device=device)


def _only(received: Received) -> Message:
    [message] = received.messages
    assert received.ignored == ()
    return message


def _file(name: str) -> GowaFile:
    message = _only(_recorded(name))
    found = message.photo or message.voice
    assert found is not None
    return GowaFile.parse(found.locator)


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


@pytest.mark.parametrize("name", ["text", "v7_text", "text_linked_device"])
def test_a_text_has_the_id_the_time_and_the_person_of_its_delivery(name: str) -> None:
    message = _only(_recorded(name))

    assert (message.id, message.synthetic) == ("3EB0C127D7BACC83D6A1", False)
    assert message.sent_ms == 1_760_000_000_000
    assert message.values == {"name": "Budi"}
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address=PHONE, phone="+6281200000011"
    )


def test_a_hidden_number_is_replied_to_as_it_is() -> None:
    chat = _only(_recorded("text_hidden_number")).chat

    assert (chat.address, chat.phone) == (LID, None)


def test_a_hidden_number_has_the_phone_that_is_told_beside_it() -> None:
    chat = _only(_recorded("v7_text_hidden_number")).chat

    assert (chat.address, chat.phone) == (LID, "+6281200000011")


def test_the_delivery_of_another_device_is_none_of_ours() -> None:
    assert _recorded("text", device="showroom-2").ignored == ("device",)
    assert _recorded("text", device="628110000001@s.whatsapp.net").messages
    assert _recorded("text", device="showroom-1").messages
    assert _recorded("v7_text", device="showroom-1").messages


@pytest.mark.parametrize("name", ["image", "image_caption", "image_caption_v8_0"])
def test_a_photo_lies_where_its_delivery_says(name: str) -> None:
    assert _file(name) == GowaFile(
        path=PHOTO, message="3EB0C127D7BACC83D6A1", chat=PHONE
    )


def test_a_photo_that_was_not_downloaded_is_known_by_its_message() -> None:
    assert _file("image_not_downloaded") == GowaFile(
        path="", message="3EB0C127D7BACC83D6A1", chat=PHONE
    )


@pytest.mark.parametrize("name", ["voice", "v7_voice"])
def test_a_voice_note_can_be_fetched_like_a_photo(name: str) -> None:
    assert _file(name).path.endswith(".ogg; codecs=opus")


def test_a_photo_without_an_id_is_known_by_its_file() -> None:
    message = _only(_recorded("v5_image"))

    assert (message.id, message.synthetic) == ("file:1760000004-9.jpe", False)


def test_a_text_without_an_id_is_known_by_its_delivery() -> None:
    message = _only(_recorded("v4_text"))

    assert message.synthetic
    assert message.id.startswith("sha256:")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("edited", "3EB0C127D7BACC83D6F1"),
        ("edited_same_id", "3EB0C127D7BACC83D6A1-edit-1760000000000"),
        ("v7_edited", "3EB0C127D7BACC83D6A1"),
        ("v7_edited_without_target", "3EB0C127D7BACC83D6A1-edit-1760000000000"),
    ],
)
def test_an_edit_is_a_message_of_its_own(name: str, id_: str) -> None:
    assert _only(_recorded(name)).id == id_


@pytest.mark.parametrize("name", ["revoked", "v7_revoked"])
def test_a_deletion_names_what_was_deleted(name: str) -> None:
    assert _only(_recorded(name)).target == "3EB0C127D7BACC83D6A3"


def test_a_place_is_told_beside_its_message() -> None:
    assert _only(_recorded("location")).values == {
        "name": "Budi",
        "latitude": "-6.2087634",
        "longitude": "106.8455990",
        "label": "Monas",
        "address": "Jl. Contoh 1",
    }
