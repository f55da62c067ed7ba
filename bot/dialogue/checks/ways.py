"""Whether each way can be taken, and whether each state has those it needs."""

from collections import defaultdict
from collections.abc import Iterator

from bot.dialogue.builtin import CANCEL, HELP
from bot.dialogue.checks.certainty import sure
from bot.dialogue.checks.outline import Outline, Way
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import ANYTHING, RESUMED
from bot.dialogue.draft import DraftCall, DraftState, Timer
from bot.findings import Finding, Place

_TIMERS = frozenset({"timeout", "reminder"})
_FIRST_TIME = "first_time"


def check_shadowed(subject: Subject) -> Iterator[Finding]:
    """Ways that an earlier one always takes first."""
    tried: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for way in subject.outline.ways:
        if way.trigger is None:
            continue
        taken: dict[str, int] = {}
        for state in way.sources:
            for earlier in tried[state, way.trigger]:
                if _takes_all(earlier, way):
                    taken.setdefault(state, earlier.written.place.line)
            tried[state, way.trigger].append(way)
        if taken and len(taken) == len(way.sources) and not way.gap:
            trigger = way.written.trigger
            place = trigger.place if trigger else way.written.place
            yield _shadowed(place, set(taken.values()))
            continue
        for state, line in taken.items():
            if way.sources[state].value == state:
                yield _shadowed(way.sources[state].place, {line})


def _shadowed(place: Place, lines: set[int]) -> Finding:
    numbers = tuple(str(line) for line in sorted(lines))
    return finding("F202", place, "way_never_taken", lines=numbers)


def _takes_all(earlier: Way, later: Way) -> bool:
    """Whether *earlier* runs whenever *later* could."""
    if earlier.dest == RESUMED:
        return False
    asked = _asked(earlier)
    if not asked:
        return True
    if any(name == _FIRST_TIME for _, name, _ in asked):
        return False
    # What the later one reads beforehand may change the answers.
    reads = _names(later.written.prepare) - _names(earlier.written.prepare)
    return asked <= _asked(later) and not reads


def _asked(way: Way) -> set[tuple[bool, str, str]]:
    written = way.written
    return {
        (holds, call.name.value, call.argument.value if call.argument else "")
        for holds, calls in ((True, written.conditions), (False, written.unless))
        for call in calls
    }


def _names(calls: tuple[DraftCall, ...]) -> set[str]:
    return {call.name.value for call in calls}


def check_timers(subject: Subject) -> Iterator[Finding]:
    """Timers that pull nothing; a composite state's is told once."""
    outline = subject.outline
    told: set[Place] = set()
    for state in outline.lived_in():
        name = state.name.value
        if outline.unsure(name):
            continue
        for trigger, timer in _timers(state).items():
            place = timer.at.place if timer else None
            if place and place not in told and trigger not in outline.triggers(name):
                told.add(place)
                yield finding(
                    "F205", place, "timer_without_way", state=name, trigger=trigger
                )


def check_timed_ways(subject: Subject) -> Iterator[Finding]:
    """Ways that wait for a timer there is not."""
    states = subject.outline.states
    for way in subject.outline.ways:
        if way.trigger not in _TIMERS:
            continue
        untimed = {
            name: scalar
            for name, scalar in way.sources.items()
            if not _timers(states[name])[way.trigger]
        }
        every = untimed.keys() == way.sources.keys()
        # A name of several states stands for those with a timer, and is wrong only
        # without one.
        reported = {
            scalar.place: scalar.value
            for name, scalar in untimed.items()
            if every or scalar.value == name
        }
        for place, name in reported.items():
            yield finding(
                "F205", place, "way_without_timer", state=name, trigger=way.trigger
            )


def _timers(state: DraftState) -> dict[str, Timer | None]:
    return {"timeout": state.timeout, "reminder": state.reminder}


def check_effects(subject: Subject) -> Iterator[Finding]:
    """States that wait for an effect and forget one of its two ends."""
    outline = subject.outline
    for state in outline.lived_in():
        name = state.name.value
        triggers = outline.triggers(name)
        effects = subject.code.code.effects
        starts = any(call.name.value in effects for call in state.on_enter)
        awaits = "done" in triggers and subject.may_start_effect(state)
        if outline.unsure(name) or not (starts or awaits):
            continue
        for trigger in ("done", "failed"):
            if trigger not in triggers:
                place = state.name.place
                yield finding(
                    "F206", place, "effect_without_way", state=name, trigger=trigger
                )
            elif not sure(_pulled(outline, name, trigger)):
                place = state.name.place
                yield finding(
                    "F206", place, "effect_may_hang", state=name, trigger=trigger
                )


def check_silence(subject: Subject) -> Iterator[Finding]:
    """States that do not answer what they do not expect."""
    outline = subject.outline
    for state in outline.lived_in():
        name = state.name.value
        if name == outline.initial or outline.unsure(name):
            continue
        if ANYTHING not in outline.triggers(name):
            yield finding("F204", state.name.place, "state_is_silent", state=name)
        elif not sure(_pulled(outline, name, ANYTHING)):
            yield finding("F204", state.name.place, "state_may_be_silent", state=name)


def _pulled(outline: Outline, state: str, trigger: str) -> list[Way]:
    """The ways from *state* that *trigger* may take, in order."""
    return [way for way in outline.leading_from(state) if way.trigger == trigger]


def check_way_back(subject: Subject) -> Iterator[Finding]:
    """States without cancel or help: one finding each, or one for all of them."""
    outline = subject.outline
    states = [
        state
        for state in outline.lived_in()
        if state.name.value != outline.initial and not outline.unsure(state.name.value)
    ]
    lacking = {
        state.name.value: [
            trigger
            for trigger in (CANCEL, HELP)
            if trigger not in outline.triggers(state.name.value)
        ]
        for state in states
    }
    pulled = {way.trigger for way in outline.ways}
    for trigger in (CANCEL, HELP):
        if states and trigger not in pulled:
            place = outline.draft.place
            yield finding("F207", place, "no_state_takes", trigger=trigger)
    for state in states:
        missing = [each for each in lacking[state.name.value] if each in pulled]
        if missing:
            yield finding(
                "F207",
                state.name.place,
                "state_does_not_take",
                state=state.name.value,
                triggers=tuple(missing),
            )
        yield from _only_maybe(state, outline)


def _only_maybe(state: DraftState, outline: Outline) -> Iterator[Finding]:
    """Cancel and help that *state* takes under conditions only."""
    for trigger in (CANCEL, HELP):
        ways = _pulled(outline, state.name.value, trigger)
        if ways and not sure(ways):
            written = ways[-1].written.trigger
            place = written.place if written else ways[-1].written.place
            yield finding(
                "F207",
                place,
                "takes_maybe",
                state=state.name.value,
                trigger=trigger,
            )
