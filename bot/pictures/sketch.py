"""
What a picture of a flow shows, before anything is placed.

A picture that draws every transition shows nothing: forty arrows lead to help. So
ways between the same two states share an arrow; what leaves somebody where they are
stands in the box; ways that three states or more have in common start from one box
that names these states; and what every state does stands below the picture.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from bot.dialogue.definition import (
    AGAIN,
    RESUMED,
    STAY,
    Call,
    Flow,
    State,
    Transition,
)
from bot.pictures.boxes import Arrow, Box, Look, Sketch
from bot.pictures.telling import Telling

IN_COMMON = 3
"""From how many states on a way is drawn from one box."""

SHOWN_TRIGGERS = 6
"""How many triggers a box names that leave people where they are."""

NAMED_STATES = 8
"""How many states a box names that stands for several."""

Ways = tuple[Transition, ...]


def sketch(telling: Telling) -> Sketch:
    """What the picture of the flow of *telling* shows, in its language."""
    return _Sketcher(telling).sketch()


class _Sketcher:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._flow: Flow = telling.flow
        self._keys = {name: f"s{n}" for n, name in enumerate(self._flow.states)}
        self._lasting = tuple(
            name for name, state in self._flow.states.items() if not state.final
        )

    def sketch(self) -> Sketch:
        everywhere = set(self._everywhere())
        shared = self._shared()
        drawn = {
            (source, trigger, dest)
            for sources, ways in shared.items()
            for trigger, dest in ways
            for source in sources
        }
        boxes = [self._box(state, everywhere) for state in self._flow.states.values()]
        arrows = list(self._arrows(drawn))
        for number, (sources, ways) in enumerate(shared.items()):
            key = f"m{number}"
            title = self._telling.say("picture_from", count=len(sources))
            boxes.append(
                Box(
                    key=key,
                    look=Look.MANY,
                    title=title,
                    lines=tuple(self._named(sources)),
                    below=self._keys[sources[0]],
                )
            )
            arrows += self._from_many(key, sources, ways)
        boxes.sort(key=lambda box: box.key != self._keys[self._flow.initial])
        looks = [box.look for box in boxes] + [arrow.look for arrow in arrows]
        return Sketch(
            title=self._flow.name,
            boxes=tuple(boxes),
            arrows=tuple(arrows),
            notes=tuple(self._notes(everywhere)),
            legend={
                look: self._telling.say(f"look_{look}")
                for look in Look
                if look in looks
            },
        )

    def _everywhere(self) -> Iterator[str]:
        """The triggers that leave people where they are, wherever they have got to."""
        inside = [name for name in self._lasting if name != self._flow.initial]
        for trigger in self._triggers():
            if len(inside) > 1 and all(
                (ways := self._flow.by_state[state].get(trigger))
                and all(way.dest in {STAY, AGAIN} for way in ways)
                for state in inside
            ):
                yield trigger

    def _triggers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(way.trigger for way in self._flow.transitions))

    def _leaving(self, state: str) -> Mapping[tuple[str, str], Ways]:
        """The ways out of *state*, by trigger and dest, in the order of the file."""
        found: dict[tuple[str, str], list[Transition]] = defaultdict(list)
        for trigger, ways in self._flow.by_state[state].items():
            for way in ways:
                if way.dest not in {STAY, AGAIN, state}:
                    found[trigger, way.dest].append(way)
        return {key: tuple(ways) for key, ways in found.items()}

    def _shared(self) -> Mapping[tuple[str, ...], Mapping[tuple[str, str], Ways]]:
        """What several states have in common, by these states."""
        sources: dict[tuple[str, str], list[str]] = defaultdict(list)
        ways: dict[tuple[str, str], Ways] = {}
        for state in self._lasting:
            for key, found in self._leaving(state).items():
                if key[1] != RESUMED and state != self._flow.initial:
                    sources[key].append(state)
                    ways[key] = found
        shared: dict[tuple[str, ...], dict[tuple[str, str], Ways]] = defaultdict(dict)
        for key, states in sources.items():
            if len(states) >= IN_COMMON:
                shared[tuple(states)][key] = ways[key]
        return shared

    def _named(self, sources: Sequence[str]) -> Iterator[str]:
        """The states *sources*; of many, the composite states that hold them all."""
        if len(sources) <= NAMED_STATES:
            yield from sources
            return
        left = list(sources)
        for name in self._flow.composites:
            held = [one for one in self._lasting if one.startswith(f"{name}.")]
            if held and set(held) <= set(left):
                yield f"{name} ({len(held)})"
                left = [one for one in left if one not in held]
        yield from left[:NAMED_STATES]
        if len(left) > NAMED_STATES:
            yield "…"

    def _box(self, state: State, everywhere: set[str]) -> Box:
        look = Look.STATE
        if state.name == self._flow.initial:
            look = Look.START
        elif state.final:
            look = Look.END
        elif state.effect:
            look = Look.EFFECT
        return Box(
            key=self._keys[state.name],
            look=look,
            title=state.name,
            says=self._says(state),
            lines=tuple(self._inside(state, everywhere)),
        )

    def _says(self, state: State) -> str:
        keys = [*_said(state.on_enter)]
        if not keys and state.name != self._flow.initial:
            into = (w for w in self._flow.transitions if w.dest == state.name)
            keys = [key for way in into for key in _said((*way.before, *way.after))]
        text = self._telling.text(keys[0]) if keys else ""
        return " ".join("".join(c for c in text if not _is_symbol(c)).split())

    def _inside(self, state: State, everywhere: set[str]) -> Iterator[str]:
        say, ways = self._telling.say, self._flow.by_state[state.name]
        if state.effect:
            name = state.effect.replace("_", " ")
            yield say("picture_effect", name=name)
        if state.choices:
            yield say("picture_choices", choices=self._telling.options(state))
        if state.reminder_seconds is not None:
            time = self._telling.duration(state.reminder_seconds)
            yield say("picture_reminder", time=time)
        if state.resumable_seconds is not None:
            time = self._telling.duration(state.resumable_seconds)
            yield say("picture_resumable", time=time)
        stays = [
            self._telling.trigger(trigger, words=1)
            for trigger, found in ways.items()
            if trigger not in everywhere | {"reminder", "timeout", "anything"}
            and any(way.dest in {STAY, AGAIN, state.name} for way in found)
        ]
        if stays:
            more = ", …" if len(stays) > SHOWN_TRIGGERS else ""
            shown = ", ".join(dict.fromkeys(stays[:SHOWN_TRIGGERS]))
            yield say("picture_stay", triggers=shown + more)

    def _arrows(self, drawn: set[tuple[str, str, str]]) -> Iterator[Arrow]:
        for name in self._lasting:
            joined: dict[tuple[str, Look], list[str]] = defaultdict(list)
            for (trigger, dest), ways in self._leaving(name).items():
                if (name, trigger, dest) in drawn or dest == RESUMED:
                    continue
                label = self._label(trigger, ways, self._flow.states[name])
                joined[dest, _look(trigger)].append(label)
            for (dest, look), lines in joined.items():
                yield Arrow(
                    source=self._keys[name],
                    target=self._keys[dest],
                    look=look,
                    lines=tuple(dict.fromkeys(lines)),
                )

    def _from_many(
        self,
        key: str,
        sources: Sequence[str],
        ways: Mapping[tuple[str, str], Ways],
    ) -> Iterator[Arrow]:
        for (trigger, dest), found in ways.items():
            times = {self._flow.states[name].timeout_seconds for name in sources}
            state = self._flow.states[sources[0]] if len(times) == 1 else None
            yield Arrow(
                source=key,
                target=self._keys[dest],
                look=_look(trigger),
                lines=(self._label(trigger, found, state),),
            )

    def _label(self, trigger: str, ways: Ways, state: State | None) -> str:
        asked = self._telling.conditions(ways)
        told = self._telling.trigger(trigger, state=state)
        return f"{told} [{asked}]" if asked else told

    def _notes(self, everywhere: set[str]) -> Iterator[str]:
        named = [
            self._telling.trigger(trigger)
            for trigger in self._triggers()
            if trigger in everywhere and trigger not in {"anything", "reminder"}
        ]
        if named:
            yield self._telling.say("picture_everywhere", triggers="; ".join(named))
        resumed = [way for way in self._flow.transitions if way.dest == RESUMED]
        if resumed:
            told = self._telling.trigger(resumed[0].trigger)
            yield self._telling.say("picture_resumed", trigger=told)


def _said(calls: Sequence[Call]) -> Iterator[str]:
    return (call.argument for call in calls if call.name == "say" and call.argument)


def _is_symbol(char: str) -> bool:
    """Whether it is an emoji, or a part of one: few fonts have them."""
    return unicodedata.category(char) in {"So", "Sk", "Mn", "Cf"}


def _look(trigger: str) -> Look:
    looks = {
        "timeout": Look.SILENCE,
        "reminder": Look.SILENCE,
        "done": Look.DONE,
        "failed": Look.FAILED,
    }
    return looks.get(trigger, Look.WORD)
