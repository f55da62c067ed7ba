"""
The way of a reply: due, sent, or later, or parked.

Replies of one chat go out in the order they were said: the oldest one that is
neither sent nor parked holds the others back. Chats do not wait for each other.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import field

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    literal_column,
    select,
    update,
)

from storage.chats import say
from storage.prepared import Prepared
from storage.record import record
from storage.tables import chats, inbox, outbox

DUE_AT_ONCE = 128


@record(frozen=True, slots=True, kw_only=True)
class DueReply:
    """
    A reply whose turn it is.

    Attributes:
        seq: Its number in the outbox.
        chat: The chat's key.
        phone: E.164; None if it is not known.
        key: The same for every attempt at sending it.
        body: What it says.
        options: What people may tap beside it, as JSON; None: nothing.
        attempts: How often it was tried.
        unknown: How often the channel did not say whether it was sent.
    """

    seq: int
    chat: str
    phone: str | None
    key: str
    body: str
    options: str | None
    attempts: int
    unknown: int


@record(frozen=True, slots=True, kw_only=True)
class Due:
    """
    Which replies are asked for.

    Attributes:
        now: Those that were to wait until later than this are left out.
        busy: Chats to leave alone, each with the number of its reply on its way.
        without: Channels to leave alone, as ``tenant/channel``.
    """

    now: float
    busy: Mapping[str, int] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


@record(frozen=True, slots=True, kw_only=True)
class DueReplies:
    """
    The replies whose turn it is.

    Attributes:
        replies: The oldest open one of each chat that may go out now.
        following: When to ask again if nothing happens before: when the next of those
            that wait is due, at once if there may be more; None if none waits.
        passed: Busy chats that have another reply due than the one on its way.
    """

    replies: list[DueReply]
    following: float | None
    passed: frozenset[str]


@record(frozen=True, slots=True, kw_only=True)
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


@record(frozen=True, slots=True, kw_only=True)
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


_IS_OPEN = outbox.c.sent_at.is_(None) & outbox.c.parked_at.is_(None)


@functools.cache
def _due_without(without: frozenset[str]) -> Prepared:
    """
    Finds the replies that are first in their line and due.

    Made once for each set of channels to leave alone: there are few of them.
    """
    return Prepared(
        select(
            outbox.c.seq,
            outbox.c.chat,
            chats.c.phone,
            outbox.c.key,
            outbox.c.body,
            outbox.c.options,
            outbox.c.attempts,
            outbox.c.unknown,
        )
        .select_from(outbox.outerjoin(chats, chats.c.chat == outbox.c.chat))
        .where(
            _IS_OPEN,
            outbox.c.next_at <= bindparam("now"),
            *(~outbox.c.chat.startswith(f"{n}/", autoescape=True) for n in without),
        )
        .order_by(outbox.c.next_at, outbox.c.seq)
        .limit(bindparam("most"))
    )


_NEXT = Prepared(
    select(outbox.c.next_at)
    .where(_IS_OPEN, outbox.c.next_at > bindparam("now"))
    .order_by(outbox.c.next_at)
    .limit(1)
)
_MARK = Prepared(
    update(outbox)
    .where(outbox.c.seq == bindparam("number"))
    .values(
        attempts=outbox.c.attempts + literal_column("1"),
        unknown=outbox.c.unknown + bindparam("doubt"),
        sent_at=bindparam("sent"),
        parked_at=bindparam("parked"),
        next_at=func.coalesce(bindparam("later"), outbox.c.next_at),
        error=bindparam("why"),
    )
)
_MARKED = outbox.alias()
_LINE = outbox.alias()
_NEXT_IN_LINE = (
    select(func.min(_LINE.c.seq))
    .where(
        _LINE.c.sent_at.is_(None),
        _LINE.c.parked_at.is_(None),
        _LINE.c.chat
        == select(_MARKED.c.chat)
        .where(_MARKED.c.seq == bindparam("number"))
        .scalar_subquery(),
    )
    .scalar_subquery()
)
_ANY_BEHIND = Prepared(
    select(outbox.c.seq).where(_IS_OPEN, outbox.c.next_at.is_(None)).limit(1)
)
_CALL_UP = Prepared(
    update(outbox)
    .where(outbox.c.seq == _NEXT_IN_LINE, outbox.c.next_at.is_(None))
    .values(next_at=bindparam("at"))
)


def due(connection: Connection, questions: Sequence[Due]) -> list[DueReplies]:
    """Which replies may go out now; at most one of each chat."""
    return [_due(connection, question) for question in questions]


def _due(connection: Connection, question: Due) -> DueReplies:
    busy = question.busy
    # What is on its way is found, too: it is the first in the line of its chat.
    most = DUE_AT_ONCE + len(busy)
    given = {"now": question.now, "most": most}
    rows = _due_without(question.without).rows(connection, given)
    found = [
        DueReply(
            seq=seq,
            chat=chat,
            phone=phone,
            key=key,
            body=body,
            options=options,
            attempts=attempts,
            unknown=unknown,
        )
        for seq, chat, phone, key, body, options, attempts, unknown in rows
        if chat not in busy
    ]
    return DueReplies(
        replies=found,
        following=(
            question.now if len(rows) == most else _NEXT.value(connection, given)
        ),
        passed=frozenset(chat for seq, chat, *_ in rows if busy.get(chat, seq) != seq),
    )


def mark(connection: Connection, attempts: Sequence[Sent]) -> list[bool]:
    """
    Keep what came of *attempts*.

    Returns:
        For each whether a reply behind any of them may be due now; surely none is, if
        False.
    """
    _MARK.run_each(
        connection,
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
    over = [
        {"number": attempt.seq, "at": attempt.now}
        for attempt in attempts
        if attempt.next_at is None
    ]
    if _ANY_BEHIND.value(connection, {}) is None:
        return [False] * len(attempts)
    called_up = _CALL_UP.run_each(connection, over)
    return [called_up != 0] * len(attempts)


def notify(connection: Connection, notices: Sequence[Notice]) -> list[None]:
    """Say *notices*, unless they were said for the same message before."""
    say(
        connection,
        [
            {
                "chat": notice.chat,
                "key": f"{notice.seq}:waiting",
                "body": notice.body,
                "options": None,
                "at": notice.now,
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
