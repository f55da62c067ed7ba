"""Whether anything can pull each way, and whether those who pull it hear of it."""

from collections.abc import Iterator

from bot.dialogue.checks.outline import REMAINING, Outline, Way
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import BUILT_IN_TRIGGERS, RESUMED, TEXT_TRIGGER
from bot.dialogue.draft import DraftCall
from bot.findings import Finding

_OF_PHOTOS = frozenset({"photo", "photo_full", "photo_removed", "photos_settled"})
_OF_VOICES = frozenset({"voice_full"})
_OF_EFFECTS = frozenset({"done", "failed"})
_OUTSIDE = frozenset({TEXT_TRIGGER, "photo"})
"""What is heard, beside words, of people who are in no dialogue."""

_SILENT_ACTIONS = frozenset({"save", "clear_photos", "hand_over"})


def check_pulls(subject: Subject) -> Iterator[Finding]:
    """Ways whose trigger never comes where they lead from."""
    outline = subject.outline
    kept = any(state.resumable for state in outline.states.values())
    for way in outline.ways:
        written = way.written
        if way.dest == RESUMED and not kept and outline.draft.complete:
            place = written.dest.place if written.dest else written.place
            yield finding("F213", place, "nothing_to_resume", doubtful=True)
        if way.gap or not written.trigger or way.trigger not in BUILT_IN_TRIGGERS:
            continue
        place, trigger = written.trigger.place, way.trigger
        if trigger in _OF_PHOTOS and outline.draft.photos is None:
            if outline.draft.complete:
                yield finding("F213", place, "takes_no_photos", trigger=trigger)
        elif trigger in _OF_VOICES and outline.draft.voices is None:
            if outline.draft.complete:
                yield finding("F213", place, "takes_no_voices", trigger=trigger)
        elif trigger in _OF_EFFECTS:
            yield from _without_effect(way, trigger, subject)
        else:
            yield from _outside(way, trigger, outline)


def _without_effect(way: Way, trigger: str, subject: Subject) -> Iterator[Finding]:
    """The states named by *way* that start no effect."""
    states = subject.outline.states
    idle = [name for name in way.sources if not subject.may_start_effect(states[name])]
    for name in idle:
        scalar = way.sources[name]
        if scalar.value == name or (len(idle) == len(way.sources) and name == idle[0]):
            yield finding(
                "F213", scalar.place, "starts_no_effect", state=name, trigger=trigger
            )


def _outside(way: Way, trigger: str, outline: Outline) -> Iterator[Finding]:
    """The first state, if *way* names it and nobody is in it who could pull that."""
    name = outline.initial
    scalar = way.sources.get(name or "")
    if name is None or scalar is None or scalar.value != name or trigger in _OUTSIDE:
        return
    if "photo" not in outline.triggers(name) and not outline.unsure(name):
        place = scalar.place
        yield finding("F213", place, "nobody_inside", state=name, trigger=trigger)


def check_answers(subject: Subject) -> Iterator[Finding]:
    """Words and texts that change where one stands, and say nothing."""
    outline = subject.outline
    for way in outline.ways:
        trigger = way.written.trigger
        typed = way.trigger == TEXT_TRIGGER or way.trigger not in BUILT_IN_TRIGGERS
        if trigger is None or not typed or way.dest is None or way.gap:
            continue
        if way.sources and not any(
            _may_say(way, source, subject) for source in way.sources
        ):
            yield finding(
                "F214", trigger.place, "says_nothing", trigger=str(way.trigger)
            )


def _may_say(way: Way, source: str, subject: Subject) -> bool:
    """Whether somebody in *source* who takes *way* hears anything, now or later."""
    states, composites = subject.outline.states, subject.outline.draft.composites
    written = way.written
    calls = [*written.before, *written.after, *written.prepare]
    if way.dest == RESUMED:
        return True
    if way.dest != "stay":
        dest = source if way.dest in REMAINING else str(way.dest)
        inside = [states[name] for name in (source, dest) if name in states]
        calls += [call for state in inside[:1] for call in state.on_exit]
        calls += [call for state in inside[1:] for call in state.on_enter]
        # Those around them are taken to be left and entered, which is the safe side.
        for one in composites.values():
            if any(name.startswith(f"{one.name.value}.") for name in (source, dest)):
                calls += [*one.on_enter, *one.on_exit]
    return any(_speaks(call) for call in calls)


def _speaks(call: DraftCall) -> bool:
    """Whether *call* says something, or may, as a flow's own code may."""
    return call.name.value not in _SILENT_ACTIONS
