"""Drafts that were kept for a while, and whose time is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select, update

from storage.tables import downloads, sessions

LAPSED_AT_ONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """
    A draft whose time is over.

    Attributes:
        session: Its id.
        folder: Where its photos are.
    """

    session: str
    folder: str


def lapsed(connection: Connection, times: Sequence[float]) -> list[list[Lapsed]]:
    """
    The drafts whose time is over at each of *times*, no more than 64 at once.

    One with photos on their way is left until they are settled.
    """
    return [_lapsed(connection, now) for now in times]


def _lapsed(connection: Connection, now: float) -> list[Lapsed]:
    rows = connection.execute(
        select(sessions.c.id, sessions.c.folder)
        .where(
            sessions.c.resumable_until.is_not(None),  # the index holds only these
            sessions.c.resumable_until <= now,
            ~exists().where(
                downloads.c.session == sessions.c.id, downloads.c.settled_at.is_(None)
            ),
        )
        .limit(LAPSED_AT_ONCE)
    )
    return [Lapsed(session=row.id, folder=row.folder) for row in rows]


def forget(connection: Connection, ids: Sequence[str]) -> list[None]:
    """Forget what was read in the sessions *ids*; nobody can go on with them."""
    connection.execute(
        update(sessions)
        .where(sessions.c.id.in_(ids), sessions.c.ended_at.is_not(None))
        .values(resumable_until=None, memory="{}")
    )
    return [None] * len(ids)
