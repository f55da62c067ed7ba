"""
By which key each reply was said.

A reply travels as text alone, so that nothing in the bot needs to know its key. Who
plays scenarios has the texts written by a speaker and a library that note what they
wrote, and then finds each reply among the notes, the oldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.library import Dialogue, Library
from bot.dialogue.speaker import EngineTexts, Speaker
from bot.dialogue.stepreader import ENGINE_PREFIX
from bot.messages import Option
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    chat: str | None
    key: str
    text: str


class SaidKeys:
    """What was written, by chat; the engine's own texts for whoever got them."""

    def __init__(self) -> None:
        self._notes: list[_Note] = []

    def note(self, chat: str | None, key: str, text: str) -> None:
        """Note that *text* was written from *key*; None: for any chat."""
        self._notes.append(_Note(chat=chat, key=key, text=text))

    def find(self, chat: str, text: str) -> str:
        """
        The key of the reply *text* to *chat*; each note is given once.

        Returns:
            The key; empty if it was not written from any.
        """
        for note in self._notes:
            if note.text == text and note.chat in {None, chat}:
                self._notes.remove(note)
                return note.key
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotingSpeaker(Speaker):
    """
    Writes the texts of one flow, and notes them.

    Attributes:
        keys: Where.
        prefix: What stands before the key in a note; empty for the flow whose
            scenarios are played.
    """

    keys: SaidKeys
    prefix: str

    def speak(self, turn: Turn, key: str) -> str:
        """See ``Speaker``."""
        # Without super(): a class with slots is made anew, and super() misses it.
        text = Speaker.speak(self, turn, key)
        self.keys.note(turn.chat.key, f"{self.prefix}{key}", text)
        return text

    def numbered(self, turn: Turn, text: str, options: Sequence[Option]) -> str:
        """See ``Speaker``."""
        chat = turn.chat.key
        whole = Speaker.numbered(self, turn, text, options)
        self.keys.note(chat, self.keys.find(chat, text), whole)
        return whole


class NotingLibrary(Library):
    """The dialogues of every tenant, and notes of what the engine says itself."""

    def __init__(
        self,
        current: Mapping[str, Sequence[Dialogue]],
        *,
        engine: EngineTexts,
        keys: SaidKeys,
    ) -> None:
        super().__init__(current, engine=engine)
        self._keys = keys

    def say(self, key: str, languages: Sequence[str], values: Mapping[str, str]) -> str:
        """See ``Library``."""
        text = super().say(key, languages, values)
        self._keys.note(None, f"{ENGINE_PREFIX}{key}", text)
        return text
