"""Whether every action, condition and effect exists and stands where it may."""

from collections.abc import Iterator, Mapping

from bot.dialogue.builtin import Argument, BuiltIn
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftCall, DraftState
from bot.dialogue.forms import parse_number
from bot.dialogue.nearest import did_you_mean
from bot.findings import Finding


def check_calls(subject: Subject) -> Iterator[Finding]:
    """Every name after ``on_enter``, ``conditions`` and the like."""
    for state in subject.outline.states.values():
        yield from _on_enter(state, subject)
        for call in state.on_exit:
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
            hint = "let it stand alone in `on_enter`, and say things on the way there"
            message = f"the effect {call.name.value!r} beside other actions"
            yield finding("F403", call.name.place, message, hint)
        elif state.final:
            hint = "put it into a state before, which waits for `done`"
            message = f"the effect {call.name.value!r} in a final state"
            yield finding("F403", call.name.place, message, hint)
        yield from _argument(call, BuiltIn(), subject)
    for call in state.on_enter:
        if call not in effects:
            yield from _action(call, subject)


def _action(call: DraftCall, subject: Subject) -> Iterator[Finding]:
    name, code = call.name.value, subject.code.code
    if name in code.effects:
        hint = "put it alone into `on_enter` of a state of its own"
        message = f"{name!r} is an effect, which only a state can start"
        yield finding("F403", call.name.place, message, hint)
        return
    own = {**dict.fromkeys(code.actions, BuiltIn()), **subject.actions}
    if name in own:
        yield from _argument(call, own[name], subject)
    elif subject.code.known:
        hint = did_you_mean(name, own)
        if name in {*code.conditions, *subject.conditions}:
            hint = "it is a condition: put it after `conditions`"
        yield finding("F401", call.name.place, f"no action {name!r}", hint)


def _condition(call: DraftCall, subject: Subject) -> Iterator[Finding]:
    name, code = call.name.value, subject.code.code
    own = {**dict.fromkeys(code.conditions, BuiltIn()), **subject.conditions}
    if name in own:
        yield from _argument(call, own[name], subject)
    elif subject.code.known:
        hint = did_you_mean(name, own)
        if name in {*code.actions, *code.effects, *subject.actions}:
            hint = "it is an action: put it after `prepare`, `before` or `after`"
        yield finding("F402", call.name.place, f"no condition {name!r}", hint)


def _argument(call: DraftCall, known: BuiltIn, subject: Subject) -> Iterator[Finding]:
    name, argument = call.name.value, call.argument
    if known.argument is Argument.NONE:
        if argument:
            hint = f"write `{name}` alone"
            message = f"{name!r} takes no value"
            yield finding("F004", argument.place, message, hint)
        return
    if argument is None:
        hint = f"write `{name}: …`, with {known.argument}"
        yield finding("F003", call.name.place, f"{name!r} of what?", hint)
        return
    fields: Mapping[str, object] = subject.outline.draft.fields
    if known.argument is Argument.NUMBER:
        number = parse_number(argument.value)
        if number is None or number < 0:
            message = f"{argument.value!r} is no number"
            hint = "write digits only, such as 1"
            yield finding("F004", argument.place, message, hint)
    elif (
        known.argument is Argument.FIELD
        and argument.value not in fields
        and subject.outline.draft.complete
    ):
        hint = did_you_mean(argument.value, fields)
        message = f"{argument.value!r} is no field of `data`"
        yield finding("F004", argument.place, message, hint)
