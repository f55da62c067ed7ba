"""
What people typed in vain: which message, in which flow, in which state.

The words themselves stay in the inbox and nowhere else; whatever deletes a message
there deletes its line here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.records import Outcome
from storage.tables import inbox, misses

MOST = 10_000
"""How many are looked at, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """
    One message that nothing in its state fitted.

    Attributes:
        flow: The flow's name.
        state: Where it was typed.
        body: The message as JSON.
    """

    flow: str
    state: str
    body: str


def note(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Keep which of *outcomes* are of messages typed in vain."""
    rows = [
        {"seq": outcome.seq, "flow": outcome.missed[0], "state": outcome.missed[1]}
        for outcome in outcomes
        if outcome.missed is not None
    ]
    if rows:
        connection.execute(insert(misses).on_conflict_do_nothing(), rows)


def missed(connection: Connection, questions: Sequence[None]) -> list[list[Miss]]:
    """What was typed in vain and is still in the inbox, the newest 10 000 in order."""
    rows = connection.execute(
        select(misses.c.flow, misses.c.state, inbox.c.body)
        .join(inbox, inbox.c.seq == misses.c.seq)
        .order_by(misses.c.seq.desc())
        .limit(MOST)
    )
    found = [Miss(**row._asdict()) for row in rows]
    found.reverse()
    return [found for _ in questions]
