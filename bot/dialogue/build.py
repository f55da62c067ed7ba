"""Makes a flow of a draft that the checker has accepted."""

from collections.abc import Iterable, Sequence

from bot.dialogue.definition import (
    AGAIN,
    ANY,
    RESUMED,
    STAY,
    Call,
    Code,
    Composite,
    Flow,
    State,
    Transition,
)
from bot.dialogue.draft import (
    DraftCall,
    DraftComposite,
    DraftFlow,
    DraftState,
    DraftTexts,
    DraftTransition,
    Timer,
)
from bot.dialogue.nesting import Nesting, parents
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
    nesting = draft.nesting()
    return Flow(
        name=draft.name,
        version=digest(source),
        source=source,
        allow=draft.allow,
        photos=draft.photos,
        voices=draft.voices,
        items=draft.items,
        fields=draft.fields,
        initial=_entered(nesting, draft.initial.value),
        states={
            name: _state(state, draft, code) for name, state in draft.states.items()
        },
        transitions=tuple(
            _transition(each, draft, nesting) for each in draft.transitions
        ),
        texts={each.language: build_texts(each) for each in texts},
        code=code,
        renamed=_renamed(draft, nesting),
        composites={name: _composite(each) for name, each in draft.composites.items()},
    )


def _state(draft: DraftState, flow: DraftFlow, code: Code) -> State:
    field = flow.choice_field(draft)
    named = tuple(written.value for written in draft.choices)
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
        parents=parents(draft.name.value),
        choices=flow.fields[field].choices if field else named,
        choice_field=field,
        place=draft.name.place,
    )


def _composite(draft: DraftComposite) -> Composite:
    return Composite(
        name=draft.name.value,
        on_enter=_calls(draft.on_enter),
        on_exit=_calls(draft.on_exit),
        place=draft.name.place,
    )


def _entered(nesting: Nesting, name: str | None) -> str:
    state = nesting.entered(name) if name is not None else None
    if state is None:
        raise ValueError(f"{name} is no state")
    return state


def _renamed(draft: DraftFlow, nesting: Nesting) -> dict[str, str]:
    """Each old name and the state it is now; what was inside keeps its own name."""
    renamed = {}
    for old, new in draft.renamed:
        for state in nesting.states_in(new.value):
            if state != new.value:
                renamed[f"{old.value}{state.removeprefix(new.value)}"] = state
        renamed[old.value] = _entered(nesting, new.value)
    return renamed


def _transition(
    draft: DraftTransition, flow: DraftFlow, nesting: Nesting
) -> Transition:
    if draft.trigger is None or draft.dest is None:
        raise ValueError(f"transition {draft.number} is not complete")
    sources: dict[str, None] = {}
    for source in draft.sources:
        named = flow.states if source.value == ANY else nesting.states_in(source.value)
        sources.update({name: None for name in named if not flow.states[name].final})
    dest, through = draft.dest.value, None
    if dest not in {STAY, AGAIN, RESUMED}:
        names = [source.value for source in draft.sources]
        whole = next(iter(nesting.find_from(dest, names)))
        dest = _entered(nesting, whole)
        through = whole if whole in flow.composites else None
    return Transition(
        number=draft.number,
        trigger=draft.trigger.value,
        sources=tuple(sources),
        dest=dest,
        through=through,
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
