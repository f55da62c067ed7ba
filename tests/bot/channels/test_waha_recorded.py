"""Each kind of delivery that the three engines of WAHA are known to post."""

from pathlib import Path

import pytest

from bot.channel import Received
from bot.channels.payload import Payload
from bot.channels.waha_delivery import read
from bot.channels.waha_file import WahaFile
from bot.messages import Chat, Kind, Message

RECORDED = Path(__file__).parents[2] / "deliveries" / "waha"
PHONE = "6281200000011@c.us"
LID = "251556368777322@lid"

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "Halo, mau jual mobil 🚗"),
    ("text_webjs", Kind.TEXT, "halo"),
    ("text_noweb", Kind.TEXT, "halo"),
    ("text_any", Kind.TEXT, "halo"),
    ("text_hidden_gows", Kind.TEXT, "halo"),
    ("text_hidden_noweb", Kind.TEXT, "halo"),
    ("text_hidden_webjs", Kind.TEXT, "halo"),
    ("text_2023", Kind.TEXT, "halo"),
    ("reply", Kind.TEXT, "ya"),
    ("image_gows", Kind.PHOTO, "tampak depan"),
    ("image_hidden_gows", Kind.PHOTO, ""),
    ("image_webjs", Kind.PHOTO, ""),
    ("image_noweb", Kind.PHOTO, ""),
    ("image_base_path", Kind.PHOTO, ""),
    ("image_bucket", Kind.PHOTO, ""),
    ("image_media_null", Kind.PHOTO, ""),
    ("image_media_failed", Kind.PHOTO, ""),
    ("media_untold", Kind.PHOTO, ""),
    ("document_image", Kind.PHOTO, ""),
    ("document", Kind.DOCUMENT, "stnk"),
    ("document_caption_noweb", Kind.DOCUMENT, "stnk"),
    ("voice", Kind.VOICE, ""),
    ("video", Kind.VIDEO, "interior"),
    ("sticker", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
    ("contact", Kind.OTHER, ""),
    ("button_noweb", Kind.TEXT, "Ya, benar"),
    ("button_gows", Kind.TEXT, "Ya, benar"),
    ("button_webjs", Kind.TEXT, "Ya, benar"),
    ("template_noweb", Kind.TEXT, "Ya, benar"),
    ("flow_button_noweb", Kind.TEXT, "Ya, benar"),
    ("list_noweb", Kind.TEXT, "Rambut"),
    ("list_webjs", Kind.TEXT, "Rambut"),
    ("edited", Kind.TEXT, "mau jual motor"),
    ("edited_webjs", Kind.TEXT, "mau jual motor"),
    ("revoked", Kind.PHOTO_REMOVED, ""),
    ("revoked_webjs", Kind.PHOTO_REMOVED, ""),
]
IGNORED: list[tuple[str, str]] = [
    ("album_webjs", "album"),
    ("album_gows", "album"),
    ("album_noweb", "album"),
    ("hd_twin", "hd_twin"),
    ("empty", "empty"),
    ("own_echo", "own"),
    ("revoked_own", "own"),
    ("revoked_nothing", "unknown"),
    ("group", "group"),
    ("status", "status"),
    ("newsletter", "newsletter"),
    ("reaction", "reaction"),
    ("receipt", "receipt"),
    ("receipt_failed", "failed_receipt"),
    ("receipt_group", "receipt"),
    ("waiting", "waiting"),
    ("session_status", "session"),
    ("other_session", "session"),
    ("presence", "presence"),
    ("poll_vote", "poll"),
    ("group_joined", "group"),
    ("call", "call"),
    ("event_of_later_versions", "unknown"),
    ("every_field_null", "unknown"),
]


def _recorded(name: str) -> Received:
    payload = Payload.parse((RECORDED / f"{name}.json").read_bytes())
    return read(payload, tenant="lumiku", channel="wa", session="default")


def _only(received: Received) -> Message:
    [message] = received.messages
    assert received.ignored == ()
    return message


def _file(name: str) -> WahaFile:
    message = _only(_recorded(name))
    found = message.photo or message.voice
    assert found is not None
    return WahaFile.parse(found.locator)


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


@pytest.mark.parametrize("name", ["text", "text_webjs", "text_noweb"])
def test_a_text_has_the_id_the_time_and_the_person_of_its_delivery(name: str) -> None:
    message = _only(_recorded(name))

    assert (message.id, message.synthetic) == ("3EB0C127D7BACC83D6A1", False)
    assert message.sent_ms == 1_760_000_000_000
    assert message.values == {"name": "Budi"}
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address=PHONE, phone="+6281200000011"
    )


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("text_hidden_gows", "+6281200000011"),
        ("text_hidden_noweb", "+6281200000011"),
        ("text_hidden_webjs", None),
    ],
)
def test_a_hidden_number_has_the_phone_that_is_told_beside_it(
    name: str, phone: str | None
) -> None:
    message = _only(_recorded(name))

    assert (message.chat.address, message.chat.phone) == (LID, phone)
    assert message.id == "3EB0C127D7BACC83D6A1"


@pytest.mark.parametrize("name", ["image_gows", "image_webjs", "image_noweb"])
def test_a_file_is_known_by_its_name_and_by_its_message(name: str) -> None:
    assert _file(name) == WahaFile(
        path="default/3EB0C127D7BACC83D6A3.jpeg",
        message="false_6281200000011@c.us_3EB0C127D7BACC83D6A3",
        chat=PHONE,
    )


def test_a_file_is_kept_without_the_key_in_its_address() -> None:
    message = _only(_recorded("image_base_path"))

    assert _file("image_base_path").path == "default/3EB0C127D7BACC83D6A3.png"
    assert "k3y" not in message.to_json()


@pytest.mark.parametrize(
    "name", ["image_bucket", "image_media_null", "image_media_failed"]
)
def test_a_file_that_is_not_with_the_gateway_is_known_by_its_message(name: str) -> None:
    file = _file(name)

    assert (file.path, file.message) == (
        "",
        "false_6281200000011@c.us_3EB0C127D7BACC83D6A3",
    )
    assert "Signature" not in file.locator


def test_a_voice_note_can_be_fetched_like_a_photo() -> None:
    assert _file("voice").path == "default/3EB0C127D7BACC83D6A3.oga"


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("button_noweb", "confirm_yes"),
        ("button_gows", "confirm_yes"),
        ("button_webjs", "confirm_yes"),
        ("template_noweb", "confirm_yes"),
        ("flow_button_noweb", "confirm_yes"),
        ("list_noweb", "hair"),
        ("list_webjs", "hair"),
        ("text", None),
    ],
)
def test_what_was_tapped_has_the_id_of_its_option(
    name: str, option: str | None
) -> None:
    assert _only(_recorded(name)).option == option


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("edited", "3EB0C127D7BACC83D6F1"),
        ("edited_webjs", "3EB0C127D7BACC83D6A1-edit-1760000000000"),
    ],
)
def test_an_edit_is_a_message_of_its_own(name: str, id_: str) -> None:
    assert _only(_recorded(name)).id == id_


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("revoked", "F4062F2BBCB19B7432195AD7080DA4E2"),
        ("revoked_webjs", "3EB0C127D7BACC83D6A3-revoked"),
    ],
)
def test_a_deletion_names_what_was_deleted(name: str, id_: str) -> None:
    message = _only(_recorded(name))

    assert (message.target, message.id) == ("3EB0C127D7BACC83D6A3", id_)


def test_a_place_is_told_beside_its_message() -> None:
    assert _only(_recorded("location")).values == {
        "latitude": "-6.2087634",
        "longitude": "106.8455990",
        "label": "Monas",
        "address": "Jl. Contoh 1",
    }
