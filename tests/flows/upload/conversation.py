"""The upload dialogue on the machine alone: no inbox, no store, no clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.dialogue.loader import load_flow
from bot.dialogue.machine import FlowMachine
from bot.messages import Chat, Kind, Message
from bot.session import Session
from bot.turn import Photos, Turn

ROOT = Path(__file__).parents[3]
CHAT = Chat(tenant="lumiku", channel="wa", address="staff@s.whatsapp.net")
NOW = datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta"))


def load() -> FlowMachine:
    flow, findings = load_flow(
        ROOT / "flows" / "upload", locales=ROOT / "locales", languages=["id", "en"]
    )
    assert flow is not None, findings
    assert findings == []
    return FlowMachine(flow)


MACHINE = load()


class Conversation:
    """
    One chat with the upload dialogue: texts, or ``<photo>`` and other kinds.

    Attributes:
        failed: How many photos were given up.
        removed: How many photos were deleted for everyone.
        effects: Those that were started.
        cleared: Whether the photos were to be deleted.
        session: Where it stands.
    """

    def __init__(self) -> None:
        self.failed = 0
        self.removed = 0
        self.cleared = False
        self.effects: list[str] = []
        self.session = Session(
            id="1761646020000-9c01f2ab",
            flow="upload",
            version=MACHINE.flow.version,
            state=MACHINE.flow.initial,
            language="id",
            folder="lumiku/whatsapp:+6281200000011/1761646020000-9c01f2ab",
        )

    def hears(self, said: str, **values: str) -> list[str]:
        """Take one turn; the keys of the texts said. ``<photo> words`` is a caption."""
        kind, _, text = (
            said[1:].partition("> ") if said[0] == "<" else ("text", "", said)
        )
        turn = self._turn(Kind(kind.rstrip(">")), text, values)
        if self.session.visit or self.session.taken:
            MACHINE.take(turn)
        else:
            turn.beginning = True
            if not MACHINE.begin(turn):
                MACHINE.begin_otherwise(turn)
        self.session.state = turn.state
        self.effects += turn.effects
        self.cleared = self.cleared or turn.cleared
        return [key for key in turn.replies if not key.startswith("line_")]

    def _turn(self, kind: Kind, text: str, values: Mapping[str, str]) -> Turn:
        there = self.session.taken - self.removed
        listed = tuple(str(number) for number in range(there))
        return Turn(
            message=Message(
                id="m", chat=CHAT, kind=kind, sent_ms=0, text=text, values=values
            ),
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
    """The conversation after everything in *chat* was said."""
    conversation = Conversation()
    for said in chat:
        conversation.hears(said)
    return conversation
