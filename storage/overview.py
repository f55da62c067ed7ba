"""Who is where, and what was set aside: what an operator looks at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Text, cast, delete, func, select, text, update

from storage.tables import chats, downloads, effects, inbox, outbox, sessions

_PARKED_ID = re.compile(r"([mr])(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """
    Where a chat is.

    Attributes:
        chat: Its key.
        phone: E.164; None if it is not known.
        flow: The flow it is in; None outside any dialogue.
        state: The state it is in; None outside any dialogue.
        folder: Where the photos of its session are; None outside any dialogue.
        coming: How many photos of it are on their way.
        waiting: How many of its messages are not answered.
        heard_at: When it was last heard, in seconds since 1970; None: never.
    """

    chat: str
    phone: str | None
    flow: str | None
    state: str | None
    folder: str | None
    coming: int
    waiting: int
    heard_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One thing said in a chat.

    Attributes:
        at: When, in seconds since 1970.
        ours: Whether we said it.
        body: A message as JSON; a reply as text.
        outcome: What became of it: for a reply ``sent``, ``waiting`` or ``parked``.
    """

    at: float
    ours: bool
    body: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """
    Something set aside.

    Attributes:
        id: ``m`` and a number for a message, ``r`` and a number for a reply.
        chat: The chat's key.
        at: When it was parked, in seconds since 1970.
        body: A message as JSON; a reply as text.
        error: Why, for the operator; empty for a message, whose error is in the log.
    """

    id: str
    chat: str
    at: float
    body: str
    error: str


def ping(connection: Connection, questions: Sequence[None]) -> list[None]:
    """Ask the database whether it answers."""
    connection.execute(text("SELECT 1"))
    return list(questions)


def has_work(connection: Connection, keys: Sequence[str]) -> list[bool]:
    """Whether anything of each of the chats *keys* is not done yet."""
    open_replies = outbox.c.sent_at.is_(None) & outbox.c.parked_at.is_(None)
    open_work = (
        (inbox, inbox.c.done_at.is_(None)),
        (outbox, open_replies),
        (downloads, downloads.c.settled_at.is_(None)),
        (effects, effects.c.done_at.is_(None)),
    )
    return [
        any(
            connection.execute(
                select(table.c.chat).where(table.c.chat == key, is_open).limit(1)
            ).first()
            for table, is_open in open_work
        )
        for key in keys
    ]


def whereabouts(
    connection: Connection, questions: Sequence[None]
) -> list[list[Whereabouts]]:
    """Every chat, the one heard last first."""
    coming = (
        select(func.count())
        .where(downloads.c.chat == chats.c.chat, downloads.c.settled_at.is_(None))
        .scalar_subquery()
    )
    waiting = (
        select(func.count())
        .where(
            inbox.c.chat == chats.c.chat,
            inbox.c.done_at.is_(None),
            inbox.c.not_before == 0,  # the quiet after a burst is nobody's message
        )
        .scalar_subquery()
    )
    # One pass over the inbox: it has no index by chat of what is answered.
    heard = (
        select(inbox.c.chat, func.max(inbox.c.received_at).label("at"))
        .group_by(inbox.c.chat)
        .subquery()
    )
    rows = connection.execute(
        select(
            chats.c.chat,
            chats.c.phone,
            sessions.c.flow,
            sessions.c.state,
            sessions.c.folder,
            coming.label("coming"),
            waiting.label("waiting"),
            heard.c.at.label("heard_at"),
        )
        .select_from(
            chats.outerjoin(sessions, sessions.c.id == chats.c.session).outerjoin(
                heard, heard.c.chat == chats.c.chat
            )
        )
        .order_by(heard.c.at.desc(), chats.c.chat)
    )
    found = [Whereabouts(**row._asdict()) for row in rows]
    return [found for _ in questions]


def lines(connection: Connection, keys: Sequence[str]) -> list[list[Line]]:
    """What was said in each of the chats *keys*, in order."""
    return [_lines(connection, key) for key in keys]


def _lines(connection: Connection, key: str) -> list[Line]:
    heard = connection.execute(
        select(inbox.c.received_at, inbox.c.body, inbox.c.outcome)
        .where(inbox.c.chat == key)
        .order_by(inbox.c.seq)
    )
    said = connection.execute(
        select(outbox).where(outbox.c.chat == key).order_by(outbox.c.seq)
    )
    found = [
        Line(at=at, ours=False, body=body, outcome=outcome or "waiting")
        for at, body, outcome in heard
    ]
    found += [
        Line(at=row.created_at, ours=True, body=row.body, outcome=_became(row))
        for row in said
    ]
    return sorted(found, key=lambda line: (line.at, line.ours))


def _became(row: object) -> str:
    if getattr(row, "sent_at", None) is not None:
        return "sent"
    return "waiting" if getattr(row, "parked_at", None) is None else "parked"


def parked(connection: Connection, questions: Sequence[None]) -> list[list[Parked]]:
    """What was set aside, the oldest first."""
    messages = connection.execute(
        select(inbox.c.seq, inbox.c.chat, inbox.c.done_at, inbox.c.body).where(
            inbox.c.outcome == "parked"
        )
    )
    found = [
        Parked(id=f"m{seq}", chat=chat, at=at, body=body, error="")
        for seq, chat, at, body in messages
    ]
    replies = connection.execute(select(outbox).where(outbox.c.parked_at.is_not(None)))
    found += [
        Parked(
            id=f"r{row.seq}",
            chat=row.chat,
            at=row.parked_at,
            body=row.body,
            error=row.error or "",
        )
        for row in replies
    ]
    found.sort(key=lambda one: one.at)
    return [found for _ in questions]


def retry(connection: Connection, ids: Sequence[str]) -> list[bool]:
    """Take up what was parked under *ids* again; False where there is nothing."""
    return [_retry(connection, *_number(one)) for one in ids]


def drop(connection: Connection, ids: Sequence[str]) -> list[bool]:
    """Forget what was parked under *ids*; False where there is nothing."""
    return [_drop(connection, *_number(one)) for one in ids]


def _number(one: str) -> tuple[str, int]:
    """Whether *one* is a message or a reply, and its number; 0 if it is no id."""
    found = _PARKED_ID.fullmatch(one)
    return (found[1], int(found[2])) if found else ("", 0)


def _retry(connection: Connection, kind: str, number: int) -> bool:
    if kind == "m":
        done = connection.execute(
            update(inbox)
            .where(inbox.c.seq == number, inbox.c.outcome == "parked")
            .values(done_at=None, outcome=None, attempts=0)
        )
        if done.rowcount:
            _free_keys(connection, number)
    else:
        done = connection.execute(
            update(outbox)
            .where(outbox.c.seq == number, outbox.c.parked_at.is_not(None))
            .values(parked_at=None, attempts=0, unknown=0, next_at=0.0)
        )
    return done.rowcount > 0


def _free_keys(connection: Connection, number: int) -> None:
    """Let message *number* be answered anew: its first answer was an apology."""
    connection.execute(
        update(outbox)
        .where(outbox.c.key >= f"{number}:", outbox.c.key < f"{number};")
        .values(key=outbox.c.key + "/" + cast(outbox.c.seq, Text))
    )


def _drop(connection: Connection, kind: str, number: int) -> bool:
    if kind == "m":
        done = connection.execute(
            update(inbox)
            .where(inbox.c.seq == number, inbox.c.outcome == "parked")
            .values(outcome="dropped")
        )
    else:
        done = connection.execute(
            delete(outbox).where(
                outbox.c.seq == number, outbox.c.parked_at.is_not(None)
            )
        )
    return done.rowcount > 0


def last_states(connection: Connection, keys: Sequence[str]) -> list[str | None]:
    """
    The state of the session that each of the chats *keys* is in, or was in last.

    Returns:
        For each its state, a final one included; None if it never had a session.
    """
    return [
        connection.execute(
            select(sessions.c.state)
            .join(chats, chats.c.chat == sessions.c.chat)
            .where(sessions.c.chat == key)
            .order_by((sessions.c.id == chats.c.session).desc(), sessions.c.id.desc())
            .limit(1)
        ).scalar()
        for key in keys
    ]
