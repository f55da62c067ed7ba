"""Whether somebody typed something in vain: nothing in the state was meant for it."""

from bot.dialogue.definition import (
    AGAIN,
    ANYTHING,
    STAY,
    TEXT_TRIGGER,
    Flow,
    Transition,
)
from bot.messages import Kind
from bot.turn import Turn

_ONLY_TALK = frozenset({"say", "repeat"})


def in_vain(turn: Turn, flow: Flow, *, moved: bool) -> bool:
    """
    Whether the text of *turn* met silence, or an answer that fits whatever is typed.

    Such an answer is one by ``anything``, or by a ``text`` transition that leaves the
    person where they are and does nothing at all, or asks for nothing and only talks.

    Args:
        turn: A turn that was taken.
        flow: In which.
        moved: Whether a transition ran.
    """
    if turn.message.kind is not Kind.TEXT or turn.changed:
        return False
    return not moved or _fits_anything(flow.transitions[turn.pulled])


def _fits_anything(way: Transition) -> bool:
    if way.dest not in {STAY, AGAIN}:
        return False
    if way.trigger == ANYTHING:
        return True
    asks = way.conditions or way.unless
    does = {call.name for call in (*way.before, *way.after)}
    return way.trigger == TEXT_TRIGGER and (
        not does or (not asks and does <= _ONLY_TALK)
    )
