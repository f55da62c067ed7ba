"""
What the book of a flow tells, state by state.

Each message stands once, where it is said first, with every way that leads to it.
Those that only the flow's own code says come last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.dialogue.definition import (
    AGAIN,
    RESUMED,
    STAY,
    Call,
    Flow,
    State,
    Transition,
)
from bot.pictures.telling import Telling

EVERY_WORD = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """
    One message in one language.

    Attributes:
        language: Which.
        parts: Its text in pieces, each with whether it stands for a value; empty if
            there is none in this language.
    """

    language: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One thing the bot says.

    Attributes:
        key: Of its text.
        bubbles: In each language.
        causes: How one gets there, each a sentence; empty if only code says it.
    """

    key: str
    bubbles: tuple[Bubble, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    What one may do in a state.

    Attributes:
        does: The words, or what else one does.
        asked: On which condition; empty for none.
        leads: Where to, in words.
    """

    does: str
    asked: str
    leads: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """
    One state.

    Attributes:
        title: Its name; empty for what only code says.
        kind: ``start``, ``state``, ``effect`` or ``end``.
        limits: Times and the like, each a sentence.
        ways: What one may do, in the order in which it is tried.
        messages: What is said here first.
    """

    title: str
    kind: str
    limits: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    messages: tuple[Message, ...] = ()


def chapters(tellings: Sequence[Telling]) -> tuple[Chapter, ...]:
    """
    What there is to tell.

    Args:
        tellings: Of one flow, the first in the language of the book, the others in
            those that its messages are shown in beside it.
    """
    return tuple(_Author(tellings).chapters())


class _Author:
    def __init__(self, tellings: Sequence[Telling]) -> None:
        self._tell = tellings[0]
        self._tellings = tellings
        self._flow: Flow = tellings[0].flow
        self._causes: dict[str, list[str]] = defaultdict(list)
        self._first: dict[str, str] = {}

    def chapters(self) -> Iterator[Chapter]:
        for state in self._flow.states.values():
            self._find(state)
        for name, state in self._flow.states.items():
            keys = [key for key, first in self._first.items() if first == name]
            yield Chapter(
                title=name,
                kind=self._kind(state),
                limits=tuple(self._limits(state)),
                ways=tuple(self._ways(state)),
                messages=tuple(map(self._message, keys)),
            )
        said = dict.fromkeys(k for t in self._flow.texts.values() for k in t.texts)
        rest = [key for key in said if key not in self._first]
        if rest:
            yield Chapter(
                title="", kind="code", messages=tuple(map(self._message, rest))
            )

    def _find(self, state: State) -> None:
        """Note what is said in *state*: on the way in, then by what is done there."""
        for parent in state.parents:
            for key in _said(self._flow.composites[parent].on_enter):
                causes = list(self._entering(state, around=parent))
                if causes:
                    self._first.setdefault(key, state.name)
                self._causes[key] += causes
        for key in _said(state.on_enter):
            self._first.setdefault(key, state.name)
            self._causes[key] += self._entering(state)
        for trigger, ways in self._flow.by_state[state.name].items():
            for way in ways:
                for key in _said((*way.before, *way.after)):
                    self._first.setdefault(key, state.name)
                    self._causes[key].append(self._cause(state, trigger, way))

    def _entering(self, state: State, around: str | None = None) -> Iterator[str]:
        """What leads into *state*, or with it into the composite state *around* it."""
        for source in self._flow.states.values():
            for trigger, ways in self._flow.by_state[source.name].items():
                for way in ways:
                    again = way.dest == AGAIN and source.name == state.name
                    inside = around in source.parents and way.through != around
                    if (way.dest == state.name and not inside) or (
                        again and around is None
                    ):
                        yield self._cause(source, trigger, way)

    def _cause(self, state: State, trigger: str, way: Transition) -> str:
        key = "book_cause_asked" if way.conditions or way.unless else "book_cause"
        return self._tell.say(
            key,
            state=state.name,
            trigger=self._tell.trigger(trigger, state=state),
            condition=self._tell.conditions([way]),
        )

    def _message(self, key: str) -> Message:
        return Message(
            key=key,
            bubbles=tuple(
                Bubble(
                    language=telling.language,
                    parts=telling.parts(key) if key in telling.spoken.texts else (),
                )
                for telling in self._tellings
            ),
            causes=tuple(dict.fromkeys(self._causes[key])),
        )

    def _kind(self, state: State) -> str:
        if state.name == self._flow.initial:
            return "start"
        if state.final:
            return "end"
        return "effect" if state.effect else "state"

    def _limits(self, state: State) -> Iterator[str]:
        say, duration = self._tell.say, self._tell.duration
        if state.choices:
            yield say("book_choices", choices=self._tell.options(state))
        if state.effect:
            yield say("picture_effect", name=state.effect.replace("_", " "))
        if state.reminder_seconds is not None:
            yield say("book_reminder", time=duration(state.reminder_seconds))
        if state.timeout_seconds is not None:
            yield say("book_timeout", time=duration(state.timeout_seconds))
        if state.resumable_seconds is not None:
            yield say("book_resumable", time=duration(state.resumable_seconds))
        if self._flow.photos and "photo" in self._flow.by_state[state.name]:
            yield say("book_photos", count=self._flow.photos.maximum)

    def _ways(self, state: State) -> Iterator[Way]:
        for trigger, ways in self._flow.by_state[state.name].items():
            does = self._tell.trigger(trigger, words=EVERY_WORD, state=state)
            for leads in dict.fromkeys(map(self._leads, ways)):
                alike = [way for way in ways if self._leads(way) == leads]
                asked = self._tell.conditions(alike)
                yield Way(does=does, asked=asked, leads=leads)

    def _leads(self, way: Transition) -> str:
        kept = {STAY: "book_stays", AGAIN: "book_again", RESUMED: "book_goes_on"}
        if way.dest in kept:
            return self._tell.say(kept[way.dest])
        return self._tell.say("book_leads", state=way.dest)


def _said(calls: Iterable[Call]) -> Iterator[str]:
    return (call.argument for call in calls if call.name == "say" and call.argument)
