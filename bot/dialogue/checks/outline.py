"""
The skeleton of a flow: which states, and which ways between them.

A misspelt name is reported here, once, and then taken for the one that was meant; a
name that is like no other leaves a gap, and the checks say nothing about what may
have been in it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.dialogue.codes import finding
from bot.dialogue.definition import AGAIN, ANY, BUILT_IN_TRIGGERS, RESUMED, STAY
from bot.dialogue.draft import DraftFlow, DraftState, DraftTransition
from bot.dialogue.nearest import did_you_mean, nearest
from bot.findings import Finding
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


@dataclass(frozen=True, slots=True, kw_only=True)
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
        return tuple(way for way in self.ways if state in way.sources)

    def triggers(self, state: str) -> frozenset[str]:
        """What *state* takes."""
        return frozenset(way.trigger or "" for way in self.leading_from(state))

    def unsure(self, state: str) -> bool:
        """Whether *state* may have ways that could not be read."""
        return any(
            way.gap or (way.trigger is None and state in way.sources)
            for way in self.ways
        )

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
    for old, new in draft.renamed:
        resolver.state("F101", new, f"{old.value!r} was renamed to", ())
    outline = Outline(draft=draft, states=draft.states, initial=initial, ways=ways)
    findings = [*resolver.findings, *_resumptions(outline)]
    return replace(outline, reached=_reached(outline)), findings


class _Resolver:
    def __init__(self, draft: DraftFlow, triggers: Collection[str] | None) -> None:
        self.findings: list[Finding] = []
        self._draft = draft
        self._triggers = triggers

    def way(self, written: DraftTransition) -> Way:
        sources: dict[str, Scalar] = {}
        gap = not written.sources
        for scalar in written.sources:
            found = self._source(scalar)
            gap = gap or found is None
            for state in found or ():
                sources.setdefault(state, scalar)
        return Way(
            written=written,
            trigger=self._trigger(written.trigger),
            sources=sources,
            gap=gap,
            dest=self._dest(written),
        )

    def initial(self) -> str | None:
        """The first state; the one that stands first if none is named."""
        scalar = self._draft.initial
        if scalar is None:
            return next(iter(self._draft.states), None)
        found = self.state("F101", scalar, "initial:", ())
        if found and self._draft.states[found].final:
            hint = "begin in a state that people can leave"
            message = f"the first state, {found!r}, is final"
            self.findings.append(finding("F106", scalar.place, message, hint))
        return found

    def state(
        self, code: str, scalar: Scalar, what: str, words: tuple[str, ...]
    ) -> str | None:
        """The state, or the one of *words*, that *scalar* names or was meant to."""
        known = {*self._draft.states, *words}
        if scalar.value in known:
            return scalar.value
        if self._draft.complete:
            message = f"{what} {scalar.value!r}, which is no state"
            hint = did_you_mean(scalar.value, known)
            self.findings.append(finding(code, scalar.place, message, hint))
        return nearest(scalar.value, known)

    def _source(self, scalar: Scalar) -> list[str] | None:
        states = self._draft.states
        name = self.state("F102", scalar, "source:", (ANY,))
        if name == ANY:
            return [each for each, state in states.items() if not state.final]
        if name is None:
            return None
        if states[name].final:
            hint = "the dialogue ends there: delete this, or `final: true`"
            message = f"a way out of {name!r}, which is final"
            self.findings.append(finding("F106", scalar.place, message, hint))
            return []
        return [name]

    def _dest(self, written: DraftTransition) -> str | None:
        if written.dest is None:
            return None
        return self.state("F101", written.dest, "dest:", (STAY, AGAIN, RESUMED))

    def _trigger(self, scalar: Scalar | None) -> str | None:
        if scalar is None or scalar.value in BUILT_IN_TRIGGERS:
            return scalar.value if scalar else None
        if self._triggers is None or scalar.value in self._triggers:
            return scalar.value
        known = BUILT_IN_TRIGGERS.union(self._triggers)
        message = f"{scalar.value!r} has no word in any language and is not built in"
        hint = f"add `{scalar.value}: […]` under `words:` in each language"
        meant = nearest(scalar.value, known)
        if meant:
            hint = f"{did_you_mean(scalar.value, known)} Or {hint}"
        self.findings.append(finding("F201", scalar.place, message, hint))
        return meant


def _resumptions(outline: Outline) -> Iterator[Finding]:
    """Ways to ``resumed`` from elsewhere than the first state."""
    for way in outline.ways:
        dest = way.written.dest
        if way.dest != RESUMED or dest is None or outline.initial is None:
            continue
        if not way.gap and set(way.sources) != {outline.initial}:
            hint = f"write `source: {outline.initial}`"
            message = "only the first state can lead to `resumed`"
            yield finding("F004", dest.place, message, hint)


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
