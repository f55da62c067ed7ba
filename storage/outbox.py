"""
The way of a reply: due, sent, or later, or parked.

Replies of one chat go out in the order they were said: the oldest one that is
neither sent nor parked holds the others back. Chats do not wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.tables import chats, inbox, outbox

DUE_AT_ONCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReply:
    """
    A reply whose turn it is.

    Attributes:
        seq: Its number in the outbox.
        chat: The chat's key.
        phone: E.164; None if it is not known.
        key: The same for every attempt at sending it.
        body: What it says.
        attempts: How often it was tried.
        unknown: How often the channel did not say whether it was sent.
    """

    seq: int
    chat: str
    phone: str | None
    key: str
    body: str
    attempts: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    Which replies are asked for.

    Attributes:
        now: Those that were to wait until later than this are left out.
        busy: Chats to leave alone.
        without: Channels to leave alone, as ``tenant/channel``.
    """

    now: float
    busy: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """
    What came of an attempt at sending.

    Attributes:
        seq: The reply's number.
        now: When.
        next_at: When to try again; None if it is over.
        error: Why it was not sent, for the operator; None if it was.
        unknown: Whether it may have been sent all the same.
    """

    seq: int
    now: float
    next_at: float | None = None
    error: str | None = None
    unknown: bool = False

    @property
    def over_in_vain(self) -> bool:
        """Whether it was not sent and is not to be tried again."""
        return self.error is not None and self.next_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    Something said between turns, once: that a message has to wait.

    Attributes:
        seq: The number of the message that waits.
        chat: The chat's key.
        body: What to say.
        now: When.
    """

    seq: int
    chat: str
    body: str
    now: float


def due(
    connection: Connection, questions: Sequence[Due]
) -> list[tuple[list[DueReply], float | None]]:
    """
    The oldest open reply of each chat that may go out now.

    Returns:
        With each list, when the next of those that wait is due; None if none waits.
    """
    return [_due(connection, question) for question in questions]


def _due(connection: Connection, question: Due) -> tuple[list[DueReply], float | None]:
    is_open = outbox.c.sent_at.is_(None) & outbox.c.parked_at.is_(None)
    heads = (
        select(func.min(outbox.c.seq).label("seq"))
        .where(
            is_open,
            outbox.c.chat.not_in(question.busy),
            *(
                ~outbox.c.chat.startswith(f"{name}/", autoescape=True)
                for name in question.without
            ),
        )
        .group_by(outbox.c.chat)
        .subquery()
    )
    oldest = outbox.join(heads, heads.c.seq == outbox.c.seq)
    rows = connection.execute(
        select(
            outbox.c.seq,
            outbox.c.chat,
            chats.c.phone,
            outbox.c.key,
            outbox.c.body,
            outbox.c.attempts,
            outbox.c.unknown,
        )
        .select_from(oldest.outerjoin(chats, chats.c.chat == outbox.c.chat))
        .where(outbox.c.next_at <= question.now)
        .order_by(outbox.c.seq)
        .limit(DUE_AT_ONCE)
    )
    found = [DueReply(**row._asdict()) for row in rows]
    following = connection.execute(
        select(func.min(outbox.c.next_at))
        .select_from(oldest)
        .where(outbox.c.next_at > question.now)
    ).scalar()
    return found, following


def mark(connection: Connection, attempts: Sequence[Sent]) -> list[None]:
    """Keep what came of *attempts*."""
    connection.execute(
        update(outbox)
        .where(outbox.c.seq == bindparam("number"))
        .values(
            attempts=outbox.c.attempts + 1,
            unknown=outbox.c.unknown + bindparam("doubt"),
            sent_at=bindparam("sent"),
            parked_at=bindparam("parked"),
            next_at=func.coalesce(bindparam("later"), outbox.c.next_at),
            error=bindparam("why"),
        ),
        [
            {
                "number": attempt.seq,
                "doubt": int(attempt.unknown),
                "sent": attempt.now if attempt.error is None else None,
                "parked": attempt.now if attempt.over_in_vain else None,
                "later": attempt.next_at,
                "why": attempt.error,
            }
            for attempt in attempts
        ],
    )
    return [None] * len(attempts)


def notify(connection: Connection, notices: Sequence[Notice]) -> list[None]:
    """Say *notices*, unless they were said for the same message before."""
    connection.execute(
        insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
        [
            {
                "chat": notice.chat,
                "key": f"{notice.seq}:waiting",
                "body": notice.body,
                "created_at": notice.now,
                "next_at": notice.now,
            }
            for notice in notices
        ],
    )
    connection.execute(
        update(inbox)
        .where(inbox.c.seq.in_([notice.seq for notice in notices]))
        .values(notified=True)
    )
    return [None] * len(notices)
