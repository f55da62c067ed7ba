"""
What was set for a moment, when the machine's time was set back meanwhile.

A running bot does not follow a clock that is set back. At the next start it has to,
and then what is kept lies ahead: a reply that was to wait for a second would wait for
hours. So before anything runs, moments are brought as near as they were set to be.
"""

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Connection, select, update

from storage.tables import chats, effects, inbox, outbox, sessions
from storage.timers import QUIET_SECONDS

FARTHEST_TRY_SECONDS = 60.0
"""Nothing waits longer for its next try."""

UNNOTICED_SECONDS = 60.0
"""By how little a silence may end late."""


def bring_near(connection: Connection, times: Sequence[float]) -> list[float]:
    """
    Bring near what lies ahead of the time of a start.

    By how much the time was set back is told by the newest message, which cannot
    have come later than now. Doing it again changes nothing.

    Args:
        connection: The database.
        times: What time it is.

    Returns:
        By how many seconds the silences and drafts were moved; 0.0 for not at all.
    """
    return [_bring_near(connection, now) for now in times]


def _bring_near(connection: Connection, now: float) -> float:
    newest = select(inbox.c.received_at).order_by(inbox.c.seq.desc()).limit(1)
    ahead = (connection.execute(newest).scalar() or now) - now
    _tries(connection, now)
    if ahead <= UNNOTICED_SECONDS:
        return 0.0
    for moment in (
        sessions.c.wake_at,
        sessions.c.look_at,
        sessions.c.resumable_until,
    ):
        connection.execute(
            update(sessions).where(moment.is_not(None)).values({moment: moment - ahead})
        )
    _pull(connection, chats.c.hinted_at, now)
    _pull(connection, chats.c.refused_at, now)
    come = select(inbox.c.seq).where(inbox.c.received_at <= now)
    last = connection.execute(come.order_by(inbox.c.seq.desc()).limit(1)).scalar()
    _pull(connection, inbox.c.received_at, now, inbox.c.seq > (last or 0))
    return float(ahead)


def _tries(connection: Connection, now: float) -> None:
    """Let nothing that is open wait longer than it can have been told to."""
    is_unanswered = inbox.c.done_at.is_(None)
    is_unsent = outbox.c.sent_at.is_(None) & outbox.c.parked_at.is_(None)
    tries = now + FARTHEST_TRY_SECONDS
    _pull(connection, outbox.c.next_at, now, is_unsent, outbox.c.next_at > tries)
    _pull(
        connection,
        effects.c.next_at,
        now,
        effects.c.done_at.is_(None),
        effects.c.next_at > tries,
    )
    _pull(
        connection,
        inbox.c.not_before,
        now,
        is_unanswered,
        inbox.c.not_before > now + QUIET_SECONDS,
    )
    _pull(connection, inbox.c.received_at, now, is_unanswered)


def _pull(
    connection: Connection,
    moment: Column[float],
    now: float,
    *those: ColumnElement[bool],
) -> None:
    """Let *moment* be *now* where it is later, in the rows that *those* name."""
    connection.execute(
        update(moment.table).where(moment > now, *those).values({moment: now})
    )
