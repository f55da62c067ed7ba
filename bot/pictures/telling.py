"""How a flow is told to people who do not read YAML, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from babel.core import UnknownLocaleError
from babel.units import format_unit

from bot.dialogue.builtin import WORD_PREFIX
from bot.dialogue.definition import (
    BUILT_IN_TRIGGERS,
    Call,
    Flow,
    FlowTexts,
    State,
    Transition,
)
from bot.texts import Placeholder, Template

Texts = Mapping[str, Mapping[str, Template]]
"""What ``book.yaml`` says: by language, then by key."""

BOOK_FILE = "book.yaml"
"""The file of each language with what pictures and books say."""

VALUE = "\u2039{}\u203a"
"""What stands for a value: its name in angled quotes."""

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_LEAST_DAYS = 2
"""One day is told as 24 hours, which is how texts put it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """
    Tells of one flow in one language.

    Attributes:
        flow: Which.
        language: Which; what it lacks is told in another that is there.
        own: What pictures and books say.
    """

    flow: Flow
    language: str
    own: Texts

    def say(self, key: str, **values: Any) -> str:
        """
        The text *key* of ``book.yaml``.

        Raises:
            KeyError: If no language has it.
        """
        for texts in (self.own.get(self.language, {}), *self.own.values()):
            if key in texts:
                return texts[key].render(lambda name: str(values[name]))
        raise KeyError(key)

    @property
    def spoken(self) -> FlowTexts:
        """The texts of the flow in the language; in another if it lacks them."""
        known = self.flow.texts
        return known.get(self.language) or next(iter(known.values()), FlowTexts())

    def words(self, trigger: str) -> tuple[str, ...]:
        """What people type for *trigger*; ``…`` where anything may follow."""
        return tuple(
            f"{word.removesuffix('*').rstrip()} …" if word.endswith(" *") else word
            for word in self.spoken.words.get(trigger, ())
        )

    def trigger(self, name: str, *, words: int = 2, state: State | None = None) -> str:
        """
        What pulls the trigger *name*, in a few words.

        Args:
            name: Of a word, or a built-in one.
            words: How many of its words are shown at most.
            state: Whose silence it is, for ``reminder`` and ``timeout``.
        """
        seconds = {
            "reminder": state.reminder_seconds if state else None,
            "timeout": state.timeout_seconds if state else None,
        }.get(name)
        if seconds is not None:
            return self.say("silence", time=self.duration(seconds))
        if name in BUILT_IN_TRIGGERS:
            return self.say(f"trigger_{name}")
        known = self.words(name)
        return ", ".join(f'"{word}"' for word in known[:words]) or name

    def conditions(self, ways: Iterable[Transition]) -> str:
        """When one of *ways* is taken; empty if one of them always is."""
        asked = [
            frozenset(
                [self.condition(call) for call in way.conditions]
                + [
                    self.say("not", condition=self.condition(call))
                    for call in way.unless
                ]
            )
            for way in ways
        ]
        weakest = [one for one in asked if not any(other < one for other in asked)]
        if frozenset() in weakest:
            return ""
        told = dict.fromkeys(self.say("and").join(sorted(one)) for one in weakest)
        return self.say("or").join(told)

    def condition(self, call: Call) -> str:
        """What *call* asks."""
        key = f"condition_{call.name}"
        if call.name in self.flow.code.conditions or not self._knows(key):
            return call.name.replace("_", " ")
        return self.say(key, value=self.label(call.argument or ""))

    def options(self, state: State) -> str:
        """The options of *state*, numbered, on one line; empty if it has none."""
        labels = self.spoken.labels
        called = [
            labels.get(name) or next(iter(self.words(name)), name)
            for name in state.choices
        ]
        return ", ".join(f"{n}. {name}" for n, name in enumerate(called, 1))

    def label(self, name: str) -> str:
        """What the field or choice *name* is called."""
        return self.spoken.labels.get(name, name)

    def text(self, key: str) -> str:
        """The text *key* as people read it; a name in brackets for what differs."""
        for texts in (self.spoken, *self.flow.texts.values()):
            if key in texts.texts:
                return texts.texts[key].render(self.stand_in)
        return key

    def stand_in(self, name: str) -> str:
        """What stands for the placeholder *name* where no session is."""
        if name.startswith(WORD_PREFIX):
            found = self.spoken.words.get(name.removeprefix(WORD_PREFIX), ("?",))
            return found[0].removesuffix("*").rstrip()
        if name == "photos_max" and self.flow.photos:
            return str(self.flow.photos.maximum)
        if name == "voices_max" and self.flow.voices:
            return str(self.flow.voices.maximum)
        if self._knows(f"placeholder_{name}"):
            return VALUE.format(self.say(f"placeholder_{name}"))
        return VALUE.format(self.label(name).replace("_", " "))

    def parts(self, key: str) -> tuple[tuple[str, bool], ...]:
        """The text *key* in pieces, each with whether it stands for a value."""
        template = self.spoken.texts.get(key)
        if template is None:
            return ((self.text(key), False),)
        return tuple(
            (self.stand_in(part.name), not part.name.startswith(WORD_PREFIX))
            if isinstance(part, Placeholder)
            else (part, False)
            for part in template.parts
        )

    def duration(self, seconds: float) -> str:
        """A time in the largest unit that it is whole in: ``30 menit``."""
        units = _UNITS if seconds >= _LEAST_DAYS * _UNITS[0][1] else _UNITS[1:]
        unit, size = next((u for u in units if seconds % u[1] == 0), units[-1])
        number = round(seconds / size, 1)
        whole = int(number) if number == int(number) else number
        try:
            shown = format_unit(whole, f"duration-{unit}", locale=self.language)
        except UnknownLocaleError:
            shown = format_unit(whole, f"duration-{unit}", locale="en")
        return str(shown)

    def _knows(self, key: str) -> bool:
        return any(key in texts for texts in self.own.values())
