"""Whether people can come to each state, and from each to an end."""

from collections.abc import Iterator, Mapping

from bot.dialogue.checks.outline import Outline
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import RESUMED
from bot.dialogue.nesting import parents
from bot.findings import Finding


def check_reached(subject: Subject) -> Iterator[Finding]:
    """States that nothing leads to; a composite one is told once for all of its."""
    outline = subject.outline
    composites = outline.draft.composites
    alive = {around for name in outline.reached for around in parents(name)}
    dead = [name for name in composites if name not in alive]
    for name in (*dead, *outline.states):
        whole = next((each for each in parents(name) if each in dead), None)
        if name not in outline.reached and whole is None:
            written = composites[name] if name in dead else outline.states[name]
            place = written.name.place
            yield finding("F103", place, "state_not_reached", state=name)


def check_ends(subject: Subject) -> Iterator[Finding]:
    """States that cannot be left, and rings of states that lead to no end."""
    outline = subject.outline
    stuck = {
        state.name.value
        for state in outline.lived_in()
        if not outline.unsure(state.name.value)
        and not any(
            way.leaves(state.name.value)
            for way in outline.leading_from(state.name.value)
        )
    }
    for name in stuck:
        place = outline.states[name].name.place
        yield finding("F104", place, "state_not_left", state=name)
    yield from _rings(outline, stuck)


def _rings(outline: Outline, stuck: set[str]) -> Iterator[Finding]:
    """One finding for each ring of states, at the first of them."""
    steps = {
        state.name.value: _steps(outline, state.name.value)
        for state in outline.lived_in()
    }
    ahead = {name: _ahead(name, steps) for name in steps}
    ends = {name for name, state in outline.states.items() if state.final}
    reported: set[str] = set()
    for name in steps:
        seen = ahead[name]
        if name in stuck or name in reported or seen & (ends | stuck | {RESUMED, ""}):
            continue
        # What lies ahead of every state in the ring is the ring; others only lead in.
        if any(name not in ahead[other] for other in seen):
            continue
        reported |= seen
        ring = tuple(each for each in steps if each in seen or each == name)
        place = outline.states[name].name.place
        yield finding("F105", place, "no_end_ahead", states=ring)


def _steps(outline: Outline, state: str) -> frozenset[str]:
    """Where ways from *state* lead; an empty name stands for one that is not known."""
    ways = outline.leading_from(state)
    steps = {way.dest or "" for way in ways if way.leaves(state)}
    return frozenset(steps | {""} if outline.unsure(state) else steps)


def _ahead(start: str, steps: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Every state that can be come to from *start*."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for step in steps.get(waiting.pop(), ()):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return frozenset(seen)
