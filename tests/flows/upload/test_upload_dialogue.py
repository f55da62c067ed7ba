"""The upload dialogue, turn by turn: what is said, and where it leads."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.loader import load_flow
from bot.dialogue.machine import FlowMachine
from bot.messages import Chat, Kind, Message
from bot.session import Session
from bot.turn import Photos, Turn

ROOT = Path(__file__).parents[3]
CHAT = Chat(tenant="lumiku", channel="wa", address="staff@s.whatsapp.net")
NOW = datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
FREED = "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"
READY = [FREED, "skip"]


def load() -> FlowMachine:
    flow, findings = load_flow(
        ROOT / "flows" / "upload", locales=ROOT / "locales", languages=["id", "en"]
    )
    assert flow is not None, findings
    assert findings == []
    return FlowMachine(flow)


MACHINE = load()


class Conversation:
    """One chat with the upload dialogue: texts, or ``<photo>`` and other kinds."""

    def __init__(self) -> None:
        self.failed = 0
        self.effects: list[str] = []
        self.session = Session(
            id="1761646020000-9c01f2ab",
            flow="upload",
            version=MACHINE.flow.version,
            state=MACHINE.flow.initial,
            language="id",
            folder="lumiku/whatsapp:+6281200000011/1761646020000-9c01f2ab",
        )

    def hears(self, said: str) -> list[str]:
        """Take one turn; the keys of the texts said. ``<photo> words`` is a caption."""
        kind, _, text = (
            said[1:].partition("> ") if said[0] == "<" else ("text", "", said)
        )
        turn = self._turn(Kind(kind.rstrip(">")), text)
        if self.session.visit:
            MACHINE.take(turn)
        else:
            turn.beginning = True
            MACHINE.begin(turn)
        self.session.state = turn.state
        self.effects += turn.effects
        return [key for key in turn.replies if not key.startswith("line_")]

    def _turn(self, kind: Kind, text: str) -> Turn:
        listed = tuple(str(number) for number in range(self.session.taken))
        return Turn(
            message=Message(id="m", chat=CHAT, kind=kind, sent_ms=0, text=text),
            session=self.session,
            state=self.session.state,
            now=NOW,
            speak=lambda _, key: key,
            fields=MACHINE.flow.fields,
            photos_max=10,
            words=text,
            photos=Photos(listed=listed, failed=self.failed),
        )


def talk(chat: Sequence[str]) -> Conversation:
    conversation = Conversation()
    for said in chat:
        conversation.hears(said)
    return conversation


def test_the_whole_way_from_data_to_the_page() -> None:
    chat = Conversation()
    said = [FREED, "<photo>", "<photo>", "<photo>", "selesai", "ya", "<done>"]

    heard = [chat.hears(message) for message in said]

    assert heard == [
        ["data_accepted"],
        ["first_photo"],
        [],
        [],
        ["summary"],
        [],
        ["published"],
    ]
    assert chat.effects == ["publish_car"]
    assert chat.session.state == "published"


@pytest.mark.parametrize(
    ("before", "said", "heard", "state"),
    [
        ([], "/upload", ["data_asked"], "completing_data"),
        ([], "tambah mobil freed 2012", ["data_missing"], "completing_data"),
        ([], "upload yang tadi kok belum muncul?", ["help_idle"], "idle"),
        ([], "bantuan", ["help_idle"], "idle"),
        ([], "batal", ["nothing_to_cancel"], "idle"),
        (["/upload"], "halo kak", ["data_not_found"], "completing_data"),
        (["/upload"], "<photo>", [], "completing_data"),
        (["/upload"], "<photo> tampak depan", [], "completing_data"),
        (["/upload"], "freed 2012 145jt", ["data_accepted"], "collecting_photos"),
        (
            ["/upload", "<photo>"],
            "freed 2012 145jt",
            ["data_accepted_with_photos"],
            "collecting_photos",
        ),
        (["/upload", "<photo>"], "<timeout>", ["expired"], "expired"),
        ([FREED], "selesai", ["no_photo_yet"], "collecting_photos"),
        ([FREED], "-", ["summary"], "preview"),
        ([FREED, "<photo>"], "skip", ["summary"], "preview"),
        ([FREED], "harga 140jt", ["data_changed"], "collecting_photos"),
        ([FREED], "harga 145jt", ["already_known"], "collecting_photos"),
        ([FREED], "toyota rush 2018 195jt", ["another_car"], "collecting_photos"),
        ([FREED], "halo", ["hint_photos"], "collecting_photos"),
        ([FREED, "halo"], "halo", ["hint_photos"], "collecting_photos"),
        ([FREED], "<voice>", ["only_texts_and_photos"], "collecting_photos"),
        ([FREED, "<voice>"], "<video>", [], "collecting_photos"),
        ([FREED], "<reminder>", ["reminder"], "collecting_photos"),
        ([FREED], "<photos_settled>", [], "collecting_photos"),
        ([FREED, *["<photo>"] * 10], "<photo>", ["photo_full"], "collecting_photos"),
        ([FREED, *["<photo>"] * 11], "<photo>", [], "collecting_photos"),
        (READY, "harga 140jt", ["data_changed", "summary"], "preview"),
        (READY, "<photo>", [], "preview"),
        (READY, "<photos_settled>", ["summary"], "preview"),
        (READY, "halo", ["hint_preview"], "preview"),
        (READY, "batal", ["cancelled"], "cancelled"),
        ([*READY, "ya"], "batal", ["publishing_now"], "publishing"),
        ([*READY, "ya"], "ya", ["publishing_now"], "publishing"),
        ([*READY, "ya"], "<photo>", [], "publishing"),
        ([*READY, "ya"], "<failed>", ["publish_failed", "summary"], "preview"),
    ],
)
def test_each_message_is_answered_where_it_is_said(
    before: list[str], said: str, heard: list[str], state: str
) -> None:
    chat = talk(before)

    assert chat.hears(said) == heard
    assert chat.session.state == state


@pytest.mark.parametrize(
    ("before", "heard"),
    [
        (["/upload"], ["photos_failed"]),
        ([FREED], ["photos_failed"]),
        (READY, ["photos_failed", "summary"]),
        ([*READY, "ya"], ["photos_left_out"]),
    ],
)
def test_photos_that_failed_are_told_wherever_people_are(
    before: list[str], heard: list[str]
) -> None:
    chat = talk(before)
    chat.failed = 2

    assert chat.hears("<photos_settled>") == heard


def test_a_doubtful_price_is_shown_to_be_checked() -> None:
    chat = Conversation()

    heard = chat.hears("upload brio rs 2019 cvt 168")

    assert heard == ["data_accepted", "please_check"]


def test_after_a_failure_publishing_can_be_confirmed_again() -> None:
    chat = talk([*READY, "ya", "<failed>", "ya"])

    assert chat.effects == ["publish_car", "publish_car"]
    assert chat.session.state == "publishing"
