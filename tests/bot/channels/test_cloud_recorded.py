"""Each kind of delivery that Meta's Cloud API is known to post, one in each file."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channel import Received
from bot.channels.cloud_delivery import Account, read
from bot.channels.payload import Payload
from bot.messages import Chat, Kind, Message, PhotoRef

RECORDED = Path(__file__).parents[2] / "deliveries" / "cloud"
ACCOUNT = Account(tenant="lumiku", channel="wa", number_id="106540352242922")

MESSAGES: list[tuple[str, Kind, str]] = [
    ("text", Kind.TEXT, "/upload brio rs 2019 cvt 168jt km 41rb"),
    ("text_escaped", Kind.TEXT, "Foto sudah saya kirim 🚗 é"),
    ("text_reply", Kind.TEXT, "yang ini"),
    ("text_forwarded", Kind.TEXT, "diteruskan"),
    ("text_from_ad", Kind.TEXT, "masih ada?"),
    ("text_hidden_number", Kind.TEXT, "halo"),
    ("image", Kind.PHOTO, ""),
    ("image_caption", Kind.PHOTO, "tampak depan"),
    ("image_without_id", Kind.OTHER, "depan"),
    ("document_image", Kind.PHOTO, "IMG_0412"),
    ("document", Kind.DOCUMENT, "stnk"),
    ("video", Kind.VIDEO, "interior"),
    ("voice", Kind.VOICE, ""),
    ("sticker", Kind.OTHER, ""),
    ("location", Kind.LOCATION, ""),
    ("contacts", Kind.OTHER, ""),
    ("order", Kind.OTHER, ""),
    ("button_reply", Kind.TEXT, "Ya, benar"),
    ("list_reply", Kind.TEXT, "Matic"),
    ("form_reply", Kind.TEXT, "Sent"),
    ("template_button", Kind.TEXT, "Lanjutkan"),
    ("edit", Kind.TEXT, "harga 140jt"),
    ("edit_caption", Kind.TEXT, "tampak belakang"),
    ("revoke", Kind.PHOTO_REMOVED, ""),
]
IGNORED: list[tuple[str, str]] = [
    ("reaction", "reaction"),
    ("reaction_removed", "reaction"),
    ("unsupported", "unsupported"),
    ("number_changed", "system"),
    ("brand_new_type", "unknown"),
    ("group", "group"),
    ("receipt_sent", "receipt"),
    ("receipt_delivered", "receipt"),
    ("receipt_read", "receipt"),
    ("receipt_window_closed", "failed_receipt"),
    ("echo_from_app", "own"),
    ("history", "history"),
    ("account_update", "account"),
    ("errors", "error"),
    ("other_number", "other_account"),
    ("nothing", "empty"),
]
SEVERAL = {"batch"}


def _recorded(name: str) -> Received:
    body = (RECORDED / f"{name}.json").read_bytes()
    return read(Payload.parse(body), ACCOUNT)


def _only(received: Received) -> Message:
    [message] = received.messages
    assert received.ignored == ()
    return message


@pytest.mark.parametrize(("name", "kind", "text"), MESSAGES)
def test_a_recorded_delivery_is_one_message(name: str, kind: Kind, text: str) -> None:
    message = _only(_recorded(name))

    assert (message.kind, message.text) == (kind, text)
    assert message.id.startswith("wamid.")
    assert not message.synthetic


@pytest.mark.parametrize(("name", "word"), IGNORED)
def test_a_recorded_delivery_that_is_no_message_is_named_in_one_word(
    name: str, word: str
) -> None:
    received = _recorded(name)

    assert (received.messages, received.ignored) == ((), (word,))


def test_every_recorded_delivery_is_in_one_of_the_tables() -> None:
    told = {name for name, _, _ in MESSAGES} | {name for name, _ in IGNORED} | SEVERAL

    assert {path.stem for path in RECORDED.glob("*.json")} == told


def test_a_text_has_the_person_the_time_and_the_name_that_its_delivery_tells() -> None:
    message = _only(_recorded("text"))

    assert message.sent_ms == 1_760_000_001_000
    assert message.values == {"name": "Budi"}
    assert message.chat == Chat(
        tenant="lumiku", channel="wa", address="6281200000011", phone="+6281200000011"
    )


def test_whoever_hides_their_number_is_replied_to_by_their_user_id() -> None:
    chat = _only(_recorded("text_hidden_number")).chat

    assert (chat.address, chat.phone) == ("ID.1349120865530274", None)


def test_a_photo_is_known_by_its_id_and_not_by_the_address_that_will_be_over() -> None:
    assert _only(_recorded("image_caption")).photo == PhotoRef(
        locator="1003383421387257"
    )


def test_a_voice_note_can_be_fetched_like_a_photo() -> None:
    message = _only(_recorded("voice"))

    assert message.voice == PhotoRef(locator="1003383421387261")
    assert message.photo is None


def test_a_photo_without_an_id_cannot_be_fetched() -> None:
    assert _only(_recorded("image_without_id")).values["unretrievable"] == "photo"


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("button_reply", "confirm"),
        ("list_reply", "matic"),
        ("template_button", "lanjut"),
        ("form_reply", None),
    ],
)
def test_what_was_tapped_is_known_by_the_id_that_was_sent_along(
    name: str, option: str | None
) -> None:
    assert _only(_recorded(name)).option == option


def test_a_deletion_names_the_message_that_was_deleted() -> None:
    message = _only(_recorded("revoke"))

    assert message.target == "wamid.HBgNNjI4EEEE"


def test_a_place_is_told_beside_its_message() -> None:
    values = _only(_recorded("location")).values

    assert (values["latitude"], values["longitude"]) == ("-6.2087634", "106.845599")
    assert values["label"] == "Monas"


def test_a_batch_is_read_to_its_end_in_order() -> None:
    received = _recorded("batch")

    assert [message.text for message in received.messages] == ["satu", "dua", ""]
    assert received.messages[-1].kind is Kind.PHOTO
    assert received.ignored == ("receipt",)


def test_a_reply_that_came_too_late_for_the_person_is_logged_without_the_person() -> (
    None
):
    with capture_logs() as logs:
        _recorded("receipt_window_closed")

    assert logs == [
        {
            "event": "receipt.failed",
            "log_level": "warning",
            "channel": "lumiku/wa",
            "reply": "12:0",
            "code": 131047,
            "window_closed": True,
        }
    ]
