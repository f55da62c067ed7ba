"""
From an older version of a flow to the current one: where its people go on.

What they have said is theirs and stays. A state that is still there is the same state,
one that is gone is what ``renamed`` says; whoever stands where neither helps cannot go
on, and then nobody of that flow is moved.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.dialogue.definition import Flow, State
from bot.fields import Field, FieldType, parse
from bot.outcome import session_of
from bot.session import FieldValue, Session
from storage.records import SessionRow
from storage.versions import Standing

_FIGURES = frozenset({FieldType.NUMBER, FieldType.RUPIAH, FieldType.YEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """
    What becomes of the people inside older versions of a flow.

    Attributes:
        moves: Their sessions as they are, and as they would be in the current one.
        gone: How many stand in each state that is gone and not renamed.
        waiting: How many wait for an effect that the current version does not run
            there; they stay in their version until it is over.
    """

    moves: tuple[tuple[SessionRow, SessionRow], ...]
    gone: Mapping[str, int]
    waiting: int

    @property
    def people(self) -> Mapping[tuple[str, str], int]:
        """How many go from which state to which."""
        return Counter((old.state, new.state) for old, new in self.moves)


def successor(flow: Flow, state: str) -> str | None:
    """
    The state of *flow* in which people go on who stand in *state* of another version.

    None if there is none: it is gone and not renamed, or nobody can go on in it.
    """
    name = flow.state_now(state)
    if name is None or name not in flow.states or flow.states[name].final:
        return None
    return name


def succeed(
    people: Iterable[Standing],
    flow: Flow,
    older: Callable[[SessionRow], Flow | None],
    now: float,
) -> Succession:
    """
    Tell what becomes of *people*.

    Args:
        people: Everybody inside the flow, in whatever version.
        flow: The current one.
        older: Tells the version that a session is in; None if it is not to be had.
        now: Seconds since 1970.
    """
    moves: list[tuple[SessionRow, SessionRow]] = []
    gone: Counter[str] = Counter()
    waiting = 0
    for one in people:
        row = one.session
        if row.version == flow.version:
            continue
        name = successor(flow, row.state)
        if name is None:
            gone[row.state] += 1
            continue
        known = older(row)
        before = known.states.get(row.state) if known is not None else None
        if _effect_differs(one, before, flow.states[name]):
            waiting += 1
        else:
            moves.append((row, _moved(row, flow, before, flow.states[name], now)))
    return Succession(moves=tuple(moves), gone=gone, waiting=waiting)


def _effect_differs(one: Standing, before: State | None, after: State) -> bool:
    """Whether somebody would wait for what never comes, or not for what does."""
    if before is not None:
        return before.effect != after.effect
    return one.waits != (after.effect is not None)


def _moved(
    row: SessionRow, flow: Flow, before: State | None, after: State, now: float
) -> SessionRow:
    session = session_of(row)
    adapt(session, flow)
    row = replace(row, version=flow.version, state=after.name, memory=session.memory())
    if before is not None and _silences(before) == _silences(after):
        return row
    wake, seconds = "timeout", after.timeout_seconds
    if after.reminder_seconds is not None and not session.reminded:
        wake, seconds = "reminder", after.reminder_seconds
    if seconds is None:
        return replace(row, wake_at=None, wake=None, wake_mark=None)
    # Another mark: what the old silence may have put into the inbox is out of date.
    mark = f"moved-{int(now * 1000)}"
    return replace(row, wake_at=now + seconds, wake=wake, wake_mark=mark)


def adapt(session: Session, flow: Flow) -> None:
    """
    Make *session* one of *flow*, in whatever version of it that was so far.

    Its data stays, but for values that a field of another type cannot hold. Which
    transitions ran is forgotten: it was told by their numbers in the older version.
    """
    if session.flow != flow.name or session.version == flow.version:
        return
    session.version = flow.version
    session.ran = []
    kept = {
        name: _fitting(value, flow.fields.get(name))
        for name, value in session.data.items()
    }
    session.data = {name: value for name, value in kept.items() if value is not None}
    session.confirm = [name for name in session.confirm if name in session.data]


def _fitting(value: FieldValue, known: Field | None) -> FieldValue | None:
    """*value* as the field holds it; None if it cannot."""
    if known is None or (known.type in _FIGURES and isinstance(value, int)):
        return value
    return parse(str(value), known)


def _silences(state: State) -> tuple[float | None, float | None]:
    return state.reminder_seconds, state.timeout_seconds
