"""
What was said in one session, by both sides.

The session knows the message that was answered last in it, and each message the one
before it: an index of who said what where would cost every message a page of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, literal, select

from storage.tables import inbox, outbox, sessions

MOST_HEARD = 500
"""How many messages of a session are told: the latest."""

_MOST_REPLIES = 32
"""How many replies of one turn are looked for."""

_TURNS_AT_ONCE = 25


def _heard() -> Select[Any]:
    """Finds the messages of a session, the latest first."""
    wanted = [
        inbox.c[name]
        for name in ("seq", "message_id", "body", "received_at", "previous")
    ]
    latest = (
        select(*wanted, literal(1).label("number"))
        .join(sessions, sessions.c.latest == inbox.c.seq)
        .where(sessions.c.id == bindparam("session"), inbox.c.chat == bindparam("chat"))
        .cte("heard", recursive=True)
    )
    heard = latest.union_all(
        select(*wanted, latest.c.number + 1)
        .join(latest, latest.c.previous == inbox.c.seq)
        .where(latest.c.number < MOST_HEARD)
    )
    return select(heard).order_by(heard.c.number)


_HEARD = _heard()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    One thing said in a session.

    Attributes:
        at: When, in seconds since 1970.
        ours: Whether we said it.
        message_id: As the channel gave it; empty for a reply.
        body: A message as JSON; a reply as text.
    """

    at: float
    ours: bool
    message_id: str
    body: str


def conversation(
    connection: Connection, asked: Sequence[tuple[str, str]]
) -> list[tuple[Said, ...]]:
    """
    What was said in each chat and session; replies stand behind their cause.

    Messages stand in the order in which they were first answered.

    What other sessions of the chat said is not among it, nor what was not answered.
    """
    return [_conversation(connection, chat, session) for chat, session in asked]


def _conversation(connection: Connection, chat: str, session: str) -> tuple[Said, ...]:
    heard = connection.execute(_HEARD, {"chat": chat, "session": session}).all()
    told: dict[str, Said] = {}
    for start in range(0, len(heard), _TURNS_AT_ONCE):
        told.update(_replies(connection, chat, heard[start : start + _TURNS_AT_ONCE]))
    said: list[Said] = []
    for row in reversed(heard):
        said.append(
            Said(
                at=row.received_at,
                ours=False,
                message_id=row.message_id,
                body=row.body,
            )
        )
        said.extend(told[key] for key in _keys(row.seq) if key in told)
    return tuple(said)


def _replies(
    connection: Connection, chat: str, heard: Sequence[Row[int, str, str, float]]
) -> dict[str, Said]:
    keys = [key for row in heard for key in _keys(row.seq)]
    rows = connection.execute(
        select(outbox.c.key, outbox.c.created_at, outbox.c.body).where(
            outbox.c.key.in_(keys), outbox.c.chat == chat
        )
    )
    return {
        row.key: Said(at=row.created_at, ours=True, message_id="", body=row.body)
        for row in rows
    }


def _keys(seq: int) -> list[str]:
    """What the replies to message *seq* are kept by."""
    return [f"{seq}:{number}" for number in range(_MOST_REPLIES)]
