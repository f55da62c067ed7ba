"""Where one chat stands, and what it still waits for: a look that changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Table, func, select

from storage.records import SessionRow
from storage.tables import chats, downloads, effects, inbox, outbox, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where a chat stands.

    Attributes:
        session: That it is in; None outside any dialogue.
        draft: The one that may be resumed; None if there is none.
        unanswered: How many of its messages are.
        coming: How many of its photos are on their way.
        running: How many of its effects are not over.
        refused: How many of its replies were set aside: the channel takes them never.
    """

    session: SessionRow | None
    draft: SessionRow | None
    unanswered: int
    coming: int
    running: int
    refused: int


def standings(connection: Connection, keys: Sequence[str]) -> list[Standing]:
    """Where each of the chats *keys* stands; nobody known stands outside."""
    return [_standing(connection, key) for key in keys]


def _standing(connection: Connection, key: str) -> Standing:
    inside = connection.execute(
        select(sessions)
        .join(chats, chats.c.session == sessions.c.id)
        .where(chats.c.chat == key, sessions.c.ended_at.is_(None))
    ).one_or_none()
    draft = connection.execute(
        select(sessions)
        .where(sessions.c.chat == key, sessions.c.resumable_until.is_not(None))
        .order_by(sessions.c.id.desc())
        .limit(1)
    ).one_or_none()
    unanswered, coming, running, refused = connection.execute(
        select(
            _count(inbox, key, inbox.c.done_at.is_(None)),
            _count(downloads, key, downloads.c.settled_at.is_(None)),
            _count(effects, key, effects.c.done_at.is_(None)),
            _count(outbox, key, outbox.c.parked_at.is_not(None)),
        )
    ).one()
    return Standing(
        session=SessionRow(**inside._asdict()) if inside else None,
        draft=SessionRow(**draft._asdict()) if draft else None,
        unanswered=unanswered,
        coming=coming,
        running=running,
        refused=refused,
    )


def _count(table: Table, key: str, condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many rows of *table* are of the chat *key*, and such."""
    rows = select(func.count()).select_from(table)
    return rows.where(table.c.chat == key, condition).scalar_subquery()
