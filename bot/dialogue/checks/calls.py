"""Whether every action, condition and effect exists and stands where it may."""

from collections.abc import Iterator, Mapping

from bot.dialogue.builtin import Argument, BuiltIn
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftCall, DraftState
from bot.dialogue.forms import parse_number
from bot.dialogue.nearest import did_you_mean
from bot.findings import Finding, phrase


def check_calls(subject: Subject) -> Iterator[Finding]:
    """Every name after ``on_enter``, ``conditions`` and the like."""
    for state in subject.outline.states.values():
        yield from _on_enter(state, subject)
        for call in state.on_exit:
            yield from _action(call, subject)
    for composite in subject.outline.draft.composites.values():
        for call in (*composite.on_enter, *composite.on_exit):
            yield from _action(call, subject)
    for transition in subject.outline.draft.transitions:
        for calls in (transition.prepare, transition.before, transition.after):
            for call in calls:
                yield from _action(call, subject)
        for calls in (transition.conditions, transition.unless):
            for call in calls:
                yield from _condition(call, subject)


def _on_enter(state: DraftState, subject: Subject) -> Iterator[Finding]:
    effects = [
        call for call in state.on_enter if call.name.value in subject.code.code.effects
    ]
    for call in effects:
        if len(state.on_enter) > 1:
            name = call.name.value
            yield finding("F403", call.name.place, "effect_not_alone", name=name)
        elif state.final:
            name = call.name.value
            yield finding("F403", call.name.place, "effect_in_final_state", name=name)
        yield from _argument(call, BuiltIn(), subject)
    for call in state.on_enter:
        if call not in effects:
            yield from _action(call, subject)


def _action(call: DraftCall, subject: Subject) -> Iterator[Finding]:
    name, code = call.name.value, subject.code.code
    if name in code.effects:
        yield finding("F403", call.name.place, "effect_on_the_way", name=name)
        return
    own = {**dict.fromkeys(code.actions, BuiltIn()), **subject.actions}
    if name in own:
        yield from _argument(call, own[name], subject)
    elif subject.code.known:
        cure = did_you_mean(name, own)
        if name in {*code.conditions, *subject.conditions}:
            cure = phrase("is_a_condition")
        yield finding("F401", call.name.place, "unknown_action", name=name, cure=cure)


def _condition(call: DraftCall, subject: Subject) -> Iterator[Finding]:
    name, code = call.name.value, subject.code.code
    own = {**dict.fromkeys(code.conditions, BuiltIn()), **subject.conditions}
    if name in own:
        yield from _argument(call, own[name], subject)
    elif subject.code.known:
        cure = did_you_mean(name, own)
        if name in {*code.actions, *code.effects, *subject.actions}:
            cure = phrase("is_an_action")
        place = call.name.place
        yield finding("F402", place, "unknown_condition", name=name, cure=cure)


def _argument(call: DraftCall, known: BuiltIn, subject: Subject) -> Iterator[Finding]:
    name, argument = call.name.value, call.argument
    if known.argument is Argument.NONE:
        if argument:
            yield finding("F004", argument.place, "takes_no_value", name=name)
        return
    if argument is None:
        what = phrase(known.argument)
        yield finding("F003", call.name.place, "takes_a_value", name=name, what=what)
        return
    fields: Mapping[str, object] = subject.outline.draft.fields
    if known.argument is Argument.NUMBER:
        number = parse_number(argument.value)
        if number is None or number < 0:
            value = argument.value
            yield finding("F004", argument.place, "unfit_number", value=value)
    elif (
        known.argument is Argument.FIELD
        and argument.value not in fields
        and subject.outline.draft.complete
    ):
        cure = did_you_mean(argument.value, fields)
        name = argument.value
        yield finding("F004", argument.place, "unknown_field", name=name, cure=cure)
