"""Each kind of delivery that WuzAPI is known to post, as a form or as JSON."""

from pathlib import Path

import pytest

from bot.channel import Delivery, Received
from bot.channels.webfile import WebFile
from bot.channels.wuzapi_body import read_body
from bot.channels.wuzapi_delivery import read
from bot.messages import Chat, Kind, Message
from tests.fakes.wuzapi_deliveries import FORM

RECORDED = Path(__file__).parents[2] / "deliveries" / "wuzapi"
PHONE = "6281200000011@s.whatsapp.net"
LID = "251556368777322@lid"
TARGET = "3EB0C127D7BACC83D6A3"
KEYS = {
    "Url": "https://mmg.whatsapp.net/o1/v/t24/f2/m000/AQ.enc",
    "DirectPath": "/o1/v/t24/f2/m000/AQ",
    "MediaKey": "AAAA",
    "Mimetype": "image/jpeg",
    "FileEncSHA256": "BBBB",
    "FileSHA256": "Q3vVYbq2kq1cM0yVqkq0cS0l4y0zXQ8z0m9bqf0m0aA=",
    "FileLength": 184_213,
}

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "Halo, mau jual mobil 🚗"),
    ("text_form", Kind.TEXT, "Halo, mau jual mobil 🚗"),
    ("text_extended", Kind.TEXT, "ya"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("text_hidden_number_alone", Kind.TEXT, "halo"),
    ("image", Kind.PHOTO, ""),
    ("image_bucket", Kind.PHOTO, ""),
    ("image_form", Kind.PHOTO, ""),
    ("image_inline", Kind.PHOTO, "tampak depan"),
    ("image_lower_case", Kind.PHOTO, ""),
    ("image_of_album", Kind.PHOTO, ""),
    ("image_without_keys", Kind.OTHER, ""),
    ("document_image", Kind.PHOTO, ""),
    ("document", Kind.DOCUMENT, "stnk"),
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
    ("edited_unwrapped", Kind.TEXT, "Halo, mau jual motor"),
    ("revoked", Kind.PHOTO_REMOVED, ""),
    ("revoked_type_left_out", Kind.PHOTO_REMOVED, ""),
]
IGNORED: list[tuple[str, str]] = [
    ("album", "album"),
    ("anonymous", "anonymous"),
    ("call", "call"),
    ("connected", "connection"),
    ("empty", "empty"),
    ("event_of_later_versions", "unknown"),
    ("every_field_null", "unknown"),
    ("group", "group"),
    ("group_info", "group"),
    ("history", "history"),
    ("image_hd_twin", "hd_twin"),
    ("logged_out", "pairing"),
    ("newsletter", "newsletter"),
    ("own_echo", "own"),
    ("presence", "presence"),
    ("protocol_without_key", "unknown"),
    ("reaction", "reaction"),
    ("reaction_removed", "reaction"),
    ("receipt", "receipt"),
    ("status", "status"),
    ("type_of_later_versions", "unknown"),
    ("undecryptable", "undecryptable"),
]


def _recorded(name: str, *, instance: str | None = "main") -> Received:
    [path] = RECORDED.glob(f"{name}.*")
    kind = FORM if path.suffix == ".form" else "application/json"
    body = path.read_bytes().rstrip(b"\n")
    payload = read_body(Delivery(body=body, headers={"content-type": kind}))
    return read(payload, tenant="lumiku", channel="wa", instance=instance)


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

    assert {path.stem for path in RECORDED.glob("*")} == told


@pytest.mark.parametrize("name", ["text", "text_form"])
def test_a_text_has_the_id_the_time_and_the_person_of_its_delivery(name: str) -> None:
    message = _only(name)

    assert (message.id, message.synthetic) == ("3EB0C127D7BACC83D6A1", False)
    assert message.sent_ms == 1_760_000_000_000
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address=PHONE, phone="+6281200000011"
    )


def test_behind_a_hidden_number_is_the_phone_that_stands_beside_it() -> None:
    chat = _only("text_hidden_number").chat

    assert (chat.address, chat.phone) == (LID, "+6281200000011")


def test_a_hidden_number_alone_is_no_phone() -> None:
    chat = _only("text_hidden_number_alone").chat

    assert (chat.address, chat.phone) == (LID, None)


def test_what_is_for_another_user_is_not_for_us() -> None:
    assert _recorded("text", instance="other").ignored == ("instance",)
    assert len(_recorded("text", instance=None).messages) == 1


def test_what_it_takes_to_download_a_photo_once_more_is_kept() -> None:
    photo = _only("image").photo

    assert photo is not None
    assert WebFile.parse(photo.locator) == WebFile(
        message=TARGET, media="image", keys=KEYS
    )
    assert (photo.size_bytes, photo.data) == (184_213, None)


def test_the_case_of_names_does_not_matter() -> None:
    photo = _only("image_lower_case").photo

    assert photo is not None
    keys = WebFile.parse(photo.locator).keys
    assert (keys["FileEncSHA256"], keys["FileLength"]) == ("BBBB", 184_213)


@pytest.mark.parametrize("name", ["image_inline", "image_form"])
def test_a_photo_that_stands_in_its_delivery_is_there_at_once(name: str) -> None:
    photo = _only(name).photo

    assert photo is not None
    assert photo.data == "/9j/4AAQSkZJRg=="


def test_a_photo_may_lie_in_the_bucket() -> None:
    photo = _only("image_bucket").photo

    assert photo is not None
    assert (photo.data or "").startswith("https://minio.example.com/")


def test_a_picture_sent_as_a_document_is_downloaded_as_one() -> None:
    photo = _only("document_image").photo

    assert photo is not None
    assert WebFile.parse(photo.locator).media == "document"


def test_a_photo_that_nothing_leads_to_cannot_be_fetched() -> None:
    assert _only("image_without_keys").values["unretrievable"] == "photo"


@pytest.mark.parametrize("name", ["button", "button_flow", "button_template"])
def test_a_tap_names_its_option(name: str) -> None:
    assert _only(name).option == "confirm_yes"


@pytest.mark.parametrize("name", ["revoked", "revoked_type_left_out"])
def test_a_deletion_names_what_it_deletes(name: str) -> None:
    message = _only(name)

    assert (message.id, message.target) == (f"{TARGET}-revoked", TARGET)


def test_an_edit_is_another_message_than_what_it_edits() -> None:
    ids = {_only(name).id for name in ("text", "edited", "edited_unwrapped")}

    assert len(ids) == 3
