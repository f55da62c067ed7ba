"""Small flows for tests of the machine, loaded from files like any other."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.dialogue.library import Dialogue
from bot.dialogue.loader import load_flow
from bot.findings import errors
from bot.messages import Chat, Kind, Message, PhotoRef
from bot.session import Session
from bot.texts import Template
from bot.turn import Photos, Turn

ENGINE = {
    "id": {
        "photos_pending": Template.parse("{count} ({coming} diproses)"),
        "option": Template.parse("{number}. {title}"),
    },
    "en": {
        "photos_pending": Template.parse("{count} ({coming} pending)"),
        "option": Template.parse("({number}) {title}"),
    },
}
ALWAYS = """
  - {trigger: cancel, source: any, dest: over}
  - {trigger: help, source: any, dest: stay}
"""
"""What every flow has to have; `over` is its last state."""

WORDS = """
  cancel: [batal]
  help: [bantuan]
"""

_SAYS = "texts: {a: a, b: b, c: c, d: d, e: e, f: f, g: g}"
OPEN = """
photos: {max: 2}
data:
  name: {type: text, required: true}
  size: {type: number, min: 1, max: 99}
initial: idle
states:
  - name: idle
  - name: open
    on_enter: [{say: a}]
    on_exit: [{say: b}]
  - name: other
    on_enter: [{say: c}]
  - {name: over, final: true}
transitions:
  - {trigger: begin, source: idle, dest: open}
  - {trigger: onward, source: open, dest: other}
"""
TEXTS = f"words:\n  begin: [mulai]\n  onward: [terus]{WORDS}{_SAYS}"


class Small:
    """One chat with one small flow."""

    def __init__(
        self,
        root: Path,
        flow: str,
        texts: Mapping[str, str],
        *,
        actions: str = "",
        state: str | None = None,
    ) -> None:
        """Load *flow* with *texts* by language; the chat stands in *state*."""
        folder = root / "flows" / "small"
        folder.mkdir(parents=True)
        (folder / "flow.yaml").write_text(f"flow: small\n{flow}{ALWAYS}")
        if actions:
            (folder / "actions.py").write_text(actions)
        for language, content in texts.items():
            file = root / "locales" / language / "small.yaml"
            file.parent.mkdir(parents=True)
            file.write_text(content)
        loaded, findings = load_flow(
            folder, locales=root / "locales", languages=tuple(texts)
        )
        assert loaded is not None, "\n".join(map(str, errors(findings)))
        self.dialogue = Dialogue.of(loaded, engine=ENGINE, languages=tuple(texts))
        self.session = Session(
            id="1761646020000-9c01f2ab",
            flow="small",
            version=loaded.version,
            state=state or loaded.initial,
            language=next(iter(texts)),
            folder="shop/whatsapp:+6281200000011/1761646020000-9c01f2ab",
            visit=0 if state is None else 1,
        )
        self.photos = Photos()
        self.turn: Turn

    def hears(self, text: str = "", kind: Kind = Kind.TEXT, **values: Any) -> list[str]:
        """Take the turn of one message; what was said."""
        flow = self.dialogue.flow
        photo = PhotoRef(locator="p") if kind is Kind.PHOTO else None
        self.turn = Turn(
            message=Message(
                id="m",
                chat=Chat(tenant="shop", channel="wa", address="a"),
                kind=kind,
                sent_ms=1,
                text=text,
                photo=photo,
                values=values,
            ),
            session=self.session,
            state=self.session.state,
            now=datetime(2025, 10, 28, 17, 7, tzinfo=ZoneInfo("Asia/Jakarta")),
            speak=self.dialogue.speaker.speak,
            fields=flow.fields,
            photos_max=flow.photos.maximum if flow.photos else 0,
            words=text,
            photos=self.photos,
        )
        self.moved = self.dialogue.machine.take(self.turn)
        self.session.state = self.turn.state
        return self.turn.replies

    def waits(self, text: str, *, state: str, option: str | None = None) -> bool:
        """Whether *text*, or an *option* tapped, waits for photos in *state*."""
        said = Message(
            id="m",
            chat=Chat(tenant="shop", channel="wa", address="a"),
            kind=Kind.TEXT,
            sent_ms=1,
            text=text,
            option=option,
        )
        return self.dialogue.machine.waits(state, said)

    def begins(self, text: str = "", kind: Kind = Kind.TEXT) -> bool:
        """Whether the message begins the dialogue, tried as the engine tries it."""
        turn = self._outside(text, kind)
        machine = self.dialogue.machine
        begun = machine.begin(turn) or machine.begin_otherwise(turn)
        self.turn = turn
        self.session.state = turn.state
        return begun

    def _outside(self, text: str, kind: Kind) -> Turn:
        state = self.session.state
        self.hears(kind=Kind.REMINDER)
        turn = self.turn
        assert turn.state == state
        turn.message = Message(
            id="m",
            chat=turn.chat,
            kind=kind,
            sent_ms=1,
            text=text,
            photo=PhotoRef(locator="p") if kind is Kind.PHOTO else None,
        )
        turn.words, turn.beginning = text, True
        return turn


def opened(
    root: Path, ways: str, *, texts: str = TEXTS, state: str | None = "open", **how: Any
) -> Small:
    """A chat in `open`, with *ways* beside those of every small flow."""
    return Small(root, OPEN + ways, {"id": texts}, state=state, **how)
