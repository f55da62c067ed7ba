"""Makes a flow of a draft that the checker has accepted."""

from collections.abc import Iterable, Sequence

from bot.dialogue.definition import ANY, Call, Code, Flow, State, Transition
from bot.dialogue.draft import (
    DraftCall,
    DraftFlow,
    DraftState,
    DraftTexts,
    DraftTransition,
    Timer,
)
from bot.dialogue.textfile import build_texts
from bot.messages import digest


def build_flow(
    draft: DraftFlow, texts: Sequence[DraftTexts], code: Code, *, source: str
) -> Flow:
    """
    The flow of a draft without errors.

    Args:
        draft: What ``flow.yaml`` says.
        texts: Its texts, the tenant's own language first.
        code: What its ``actions.py`` brings.
        source: The text of its ``flow.yaml``.

    Raises:
        BadTemplate: If there was an error in a text after all.
        ValueError: If a part is missing after all.
    """
    if draft.initial is None:
        raise ValueError(f"{draft.name} has no initial state")
    lasting = tuple(name for name, state in draft.states.items() if not state.final)
    return Flow(
        name=draft.name,
        version=digest(source),
        source=source,
        allow=draft.allow,
        photos=draft.photos,
        items=draft.items,
        fields=draft.fields,
        initial=draft.initial.value,
        states={name: _state(state, code) for name, state in draft.states.items()},
        transitions=tuple(_transition(each, lasting) for each in draft.transitions),
        texts={each.language: build_texts(each) for each in texts},
        code=code,
        renamed={old.value: new.value for old, new in draft.renamed},
    )


def _state(draft: DraftState, code: Code) -> State:
    effects = [c.name.value for c in draft.on_enter if c.name.value in code.effects]
    return State(
        name=draft.name.value,
        on_enter=() if effects else _calls(draft.on_enter),
        on_exit=_calls(draft.on_exit),
        effect=effects[0] if effects else None,
        reminder_seconds=_seconds(draft.reminder),
        timeout_seconds=_seconds(draft.timeout),
        final=draft.final,
        resumable_seconds=_seconds(draft.resumable),
        place=draft.name.place,
    )


def _transition(draft: DraftTransition, lasting: tuple[str, ...]) -> Transition:
    if draft.trigger is None or draft.dest is None:
        raise ValueError(f"transition {draft.number} is not complete")
    sources: dict[str, None] = {}
    for source in draft.sources:
        sources.update(
            dict.fromkeys(lasting if source.value == ANY else (source.value,))
        )
    return Transition(
        number=draft.number,
        trigger=draft.trigger.value,
        sources=tuple(sources),
        dest=draft.dest.value,
        prepare=_calls(draft.prepare),
        conditions=_calls(draft.conditions),
        unless=_calls(draft.unless),
        before=_calls(draft.before),
        after=_calls(draft.after),
        immediate=draft.immediate,
        place=draft.place,
    )


def _calls(drafts: Iterable[DraftCall]) -> tuple[Call, ...]:
    return tuple(
        Call(
            name=draft.name.value,
            argument=draft.argument.value if draft.argument else None,
            place=draft.name.place,
        )
        for draft in drafts
    )


def _seconds(timer: Timer | None) -> float | None:
    return timer.seconds if timer else None
