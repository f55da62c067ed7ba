"""Whether each way can be taken, and whether each state has those it needs."""

from collections import defaultdict
from collections.abc import Iterator

from bot.dialogue.builtin import CANCEL, HELP
from bot.dialogue.checks.outline import Way
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import ANY, ANYTHING, RESUMED
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
            if way.sources[state].value != ANY:
                yield _shadowed(way.sources[state].place, {line})


def _shadowed(place: Place, lines: set[int]) -> Finding:
    numbers = " and ".join(str(line) for line in sorted(lines))
    hint = "give the earlier one a condition, put this one before it, or delete it"
    message = f"this can never run: line {numbers} takes it first"
    return finding("F202", place, message, hint)


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
    """Timers that pull nothing."""
    outline = subject.outline
    for state in outline.lived_in():
        name = state.name.value
        if outline.unsure(name):
            continue
        for trigger, timer in _timers(state).items():
            if timer and trigger not in outline.triggers(name):
                hint = f"add a transition with `trigger: {trigger}` from {name!r}"
                message = f"{name!r} has no way for {trigger!r}"
                yield finding("F205", timer.at.place, message, hint)


def check_timed_ways(subject: Subject) -> Iterator[Finding]:
    """Ways that wait for a timer there is not."""
    states = subject.outline.states
    for way in subject.outline.ways:
        if way.trigger not in _TIMERS:
            continue
        hint = f"add `{way.trigger}: 30 minutes` to the state, or delete this"
        untimed = {
            name: scalar
            for name, scalar in way.sources.items()
            if not _timers(states[name])[way.trigger]
        }
        every = untimed.keys() == way.sources.keys()
        # `any` stands for the states with a timer, and is wrong only without one.
        reported = {
            scalar.place: ANY if scalar.value == ANY else name
            for name, scalar in untimed.items()
            if every or scalar.value != ANY
        }
        for place, name in reported.items():
            message = f"{name!r} has no {way.trigger}, so this never runs"
            yield finding("F205", place, message, hint)


def _timers(state: DraftState) -> dict[str, Timer | None]:
    return {"timeout": state.timeout, "reminder": state.reminder}


def check_effects(subject: Subject) -> Iterator[Finding]:
    """States that wait for an effect and forget one of its two ends."""
    outline = subject.outline
    for state in outline.lived_in():
        name = state.name.value
        triggers = outline.triggers(name)
        starts = any(
            call.name.value in subject.code.code.effects for call in state.on_enter
        )
        if outline.unsure(name) or not (starts or "done" in triggers):
            continue
        for trigger in ("done", "failed"):
            if trigger not in triggers:
                hint = f"add a transition with `trigger: {trigger}` from {name!r}"
                message = f"{name!r} has no way for {trigger!r}, an end of its effect"
                yield finding("F206", state.name.place, message, hint)


def check_silence(subject: Subject) -> Iterator[Finding]:
    """States that do not answer what they do not expect."""
    outline = subject.outline
    for state in outline.lived_in():
        name = state.name.value
        if name == outline.initial or outline.unsure(name):
            continue
        if ANYTHING not in outline.triggers(name):
            hint = f"add a transition with `trigger: {ANYTHING}` from {name!r}"
            message = f"{name!r} is silent on what it does not expect"
            yield finding("F204", state.name.place, message, hint)


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
            hint = f"add a transition with `trigger: {trigger}` and `source: any`"
            message = f"no state takes {trigger!r}"
            yield finding("F207", outline.draft.place, message, hint)
    for state in states:
        missing = [each for each in lacking[state.name.value] if each in pulled]
        if missing:
            words = " and ".join(repr(trigger) for trigger in missing)
            hint = f"add transitions from {state.name.value!r}, or use `source: any`"
            message = f"{state.name.value!r} does not take {words}"
            yield finding("F207", state.name.place, message, hint)
