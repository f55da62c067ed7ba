"""
The skeleton of a flow: which states, and which ways between them.

A misspelt name is reported here, once, and then taken for the one that was meant; a
name that is like no other leaves a gap, and the checks say nothing about what may
have been in it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.dialogue.codes import finding
from bot.dialogue.definition import AGAIN, ANY, BUILT_IN_TRIGGERS, RESUMED, STAY
from bot.dialogue.draft import DraftFlow, DraftState, DraftTransition
from bot.dialogue.nearest import did_you_mean, nearest
from bot.dialogue.nesting import DOT
from bot.findings import Finding, Phrase, phrase
from bot.yamlfile import Scalar

REMAINING = frozenset({STAY, AGAIN})
"""What ``dest`` says when no state is left for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """
    A transition whose names are resolved.

    Attributes:
        written: As it stands in the file.
        trigger: What pulls it; None if that is not known.
        sources: The states it leads from, each with the word that names it.
        gap: Whether it may lead from other states, too.
        dest: A state or a word of ``definition.py``; None if that is not known.
    """

    written: DraftTransition
    trigger: str | None
    sources: Mapping[str, Scalar]
    gap: bool
    dest: str | None

    def leaves(self, state: str) -> bool:
        """Whether it leads, or may lead, from *state* to another."""
        return self.dest not in REMAINING and self.dest != state


@dataclass(frozen=True, kw_only=True)
class Outline:
    """
    The skeleton of a flow.

    Attributes:
        draft: The flow.
        states: By name.
        initial: The first state; None if that is not known.
        ways: In the order of the file.
        reached: The states that people may come to.
    """

    draft: DraftFlow
    states: Mapping[str, DraftState]
    initial: str | None
    ways: tuple[Way, ...]
    reached: frozenset[str] = field(default=frozenset())

    def leading_from(self, state: str) -> tuple[Way, ...]:
        """The ways from *state*, in order; none of a final one."""
        return self._ways.get(state, ())

    def triggers(self, state: str) -> frozenset[str]:
        """What *state* takes."""
        return self._taken.get(state, frozenset())

    def unsure(self, state: str) -> bool:
        """Whether *state* may have ways that could not be read."""
        return self._any_gap or "" in self.triggers(state)

    @cached_property
    def _ways(self) -> Mapping[str, tuple[Way, ...]]:
        ways: dict[str, list[Way]] = {}
        for way in self.ways:
            for state in way.sources:
                ways.setdefault(state, []).append(way)
        return {state: tuple(found) for state, found in ways.items()}

    @cached_property
    def _taken(self) -> Mapping[str, frozenset[str]]:
        return {
            state: frozenset(way.trigger or "" for way in ways)
            for state, ways in self._ways.items()
        }

    @cached_property
    def _any_gap(self) -> bool:
        return any(way.gap for way in self.ways)

    def lived_in(self) -> Iterator[DraftState]:
        """The states that people may be in, final ones apart."""
        for name, state in self.states.items():
            if name in self.reached and not state.final:
                yield state


def make_outline(
    draft: DraftFlow, triggers: Collection[str] | None
) -> tuple[Outline, list[Finding]]:
    """
    Resolve the names in *draft*.

    Args:
        draft: The flow.
        triggers: Those that have words; None if no text file could be read.

    Returns:
        The outline, and what names nothing.
    """
    resolver = _Resolver(draft, triggers)
    ways = tuple(resolver.way(written) for written in draft.transitions)
    initial = resolver.initial()
    resolver.nested()
    for old, new in draft.renamed:
        resolver.state("F101", new, phrase("behind_renamed", old=old.value), ())
    outline = Outline(draft=draft, states=draft.states, initial=initial, ways=ways)
    findings = [*resolver.findings, *_resumptions(outline)]
    return replace(outline, reached=_reached(outline)), findings


class _Resolver:
    def __init__(self, draft: DraftFlow, triggers: Collection[str] | None) -> None:
        self.findings: list[Finding] = []
        self._draft = draft
        self._nesting = draft.nesting()
        self._triggers = triggers
        self._unknown: set[str] = set()
        self._wordless: set[str] = set()

    def way(self, written: DraftTransition) -> Way:
        sources: dict[str, Scalar] = {}
        named: list[str] = []
        gap = not written.sources
        for scalar in written.sources:
            where = phrase("behind", key="source")
            name = self.state("F102", scalar, where, (ANY,))
            gap = gap or name is None
            named.append(name or ANY)
            for state in self._meant(scalar, name):
                sources.setdefault(state, scalar)
        return Way(
            written=written,
            trigger=self._trigger(written.trigger),
            sources=sources,
            gap=gap,
            dest=self._dest(written, named),
        )

    def initial(self) -> str | None:
        """The first state; the one that stands first if none is named."""
        scalar = self._draft.initial
        if scalar is None:
            return next(iter(self._draft.states), None)
        named = self.state("F101", scalar, phrase("behind", key="initial"), ())
        found = self._nesting.entered(named) if named else None
        if found and self._draft.states[found].final:
            self.findings.append(
                finding("F106", scalar.place, "first_state_is_final", state=found)
            )
        return found

    def state(
        self, code: str, scalar: Scalar, where: Phrase, words: tuple[str, ...]
    ) -> str | None:
        """The state, or the one of *words*, that *scalar* names or was meant to."""
        known = {*self._nesting.names, *words}
        if scalar.value in known:
            return scalar.value
        # The mistake may be where the state itself is written, so a name is told once.
        if self._draft.complete and scalar.value not in self._unknown:
            self._unknown.add(scalar.value)
            cure, name = did_you_mean(scalar.value, known), scalar.value
            self.findings.append(
                finding(
                    code, scalar.place, "no_state", where=where, name=name, cure=cure
                )
            )
        return nearest(scalar.value, known)

    def nested(self) -> None:
        """Look which states the composite ones begin with."""
        for name, composite in self._draft.composites.items():
            scalar = composite.initial
            inside = f"{name}{DOT}"
            known = {
                each.removeprefix(inside)
                for each in self._nesting.names
                if each.startswith(inside)
            }
            if scalar and scalar.value not in known and self._draft.complete:
                cure = did_you_mean(scalar.value, known)
                self.findings.append(
                    finding(
                        "F101",
                        scalar.place,
                        "no_state",
                        where=phrase("behind", key="initial"),
                        name=scalar.value,
                        cure=cure,
                    )
                )

    def _meant(self, scalar: Scalar, name: str | None) -> list[str]:
        """The states that a way from *name* leads from; none if it is not known."""
        states = self._draft.states
        if name == ANY:
            return [each for each, state in states.items() if not state.final]
        if name is None:
            return []
        if name in states and states[name].final:
            self.findings.append(
                finding("F106", scalar.place, "way_out_of_final_state", state=name)
            )
            return []
        return list(self._nesting.states_in(name))

    def _dest(self, written: DraftTransition, sources: list[str]) -> str | None:
        scalar, words = written.dest, (STAY, AGAIN, RESUMED)
        if scalar is None or scalar.value in words:
            return scalar.value if scalar else None
        where = phrase("behind", key="dest")
        found = self._nesting.find_from(scalar.value, sources)
        meant = sorted(filter(None, found))
        if len(found) > 1 and self._draft.complete:
            self.findings.append(
                finding(
                    "F101",
                    scalar.place,
                    "several_states",
                    where=where,
                    name=scalar.value,
                    states=tuple(meant),
                )
            )
        name = meant[0] if meant else self.state("F101", scalar, where, words)
        return self._nesting.entered(name) if name else None

    def _trigger(self, scalar: Scalar | None) -> str | None:
        if scalar is None or scalar.value in BUILT_IN_TRIGGERS:
            return scalar.value if scalar else None
        if self._triggers is None or scalar.value in self._triggers:
            return scalar.value
        known = BUILT_IN_TRIGGERS.union(self._triggers)
        meant = nearest(scalar.value, known)
        cure = phrase("add_words", trigger=scalar.value)
        if meant:
            cure = phrase("did_you_mean_or", meant=meant, otherwise=cure)
        if scalar.value not in self._wordless:
            self._wordless.add(scalar.value)
            name, place = scalar.value, scalar.place
            self.findings.append(
                finding("F201", place, "unknown_trigger", name=name, cure=cure)
            )
        return meant


def _resumptions(outline: Outline) -> Iterator[Finding]:
    """Ways to ``resumed`` from elsewhere than the first state."""
    for way in outline.ways:
        dest = way.written.dest
        if way.dest != RESUMED or dest is None or outline.initial is None:
            continue
        if not way.gap and set(way.sources) != {outline.initial}:
            initial = outline.initial
            yield finding("F004", dest.place, "resumed_from_elsewhere", state=initial)


def _reached(outline: Outline) -> frozenset[str]:
    """The states that may be come to; all of them while anything is unknown."""
    if outline.initial is None or any(way.dest is None for way in outline.ways):
        return frozenset(outline.states)
    reached: set[str] = set()
    waiting = [outline.initial]
    waiting += [way.dest for way in outline.ways if way.gap and way.dest]
    while waiting:
        state = waiting.pop()
        if state in reached or state not in outline.states:
            continue
        reached.add(state)
        waiting += [way.dest for way in outline.leading_from(state) if way.dest]
    return frozenset(reached)
