"""
Which messages may be answered now: the oldest of each chat, with what its turn needs.

Some go ahead of what people said before them: a word waited for the photos, so the
chat hears first that they are settled. And some wait for quiet: a burst of photos may
go on, so its end is told a moment later, unless somebody says something meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, or_, select

from storage.records import ChatRow, Claimed, SessionRow
from storage.tables import chats, downloads, inbox, sessions

CLAIMED_AT_ONCE = 64

_AHEAD = 1 << 48
_RANK = inbox.c.seq - cast(inbox.c.ahead, Integer) * _AHEAD
"""By which the messages of a chat are answered: those that go ahead come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    Which messages to claim.

    Attributes:
        now: The time; a chat in which everything waits for quiet is left alone.
        busy: Chats to leave alone.
        settling: Chats of which only photos are wanted.
        held: Chats to leave alone while photos of theirs have attempts left.
    """

    now: float
    busy: frozenset[str] = frozenset()
    settling: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def claim(connection: Connection, claims: Sequence[Claim]) -> list[list[Claimed]]:
    """
    The oldest unanswered message of each chat that may be answered now.

    Nothing is marked: a claim that comes to nothing needs no undoing.
    """
    return [_claim(connection, one) for one in claims]


def _claim(connection: Connection, wanted: Claim) -> list[Claimed]:
    left_alone = wanted.busy | _blocked(connection, wanted.held)
    ranks = connection.execute(
        select(func.min(_RANK).label("rank"))
        .where(
            inbox.c.done_at.is_(None),
            inbox.c.chat.not_in(left_alone),
            or_(inbox.c.chat.not_in(wanted.settling), inbox.c.kind == "photo"),
        )
        .group_by(inbox.c.chat)
        .having(func.min(inbox.c.not_before) <= wanted.now)
        .order_by("rank")
        .limit(CLAIMED_AT_ONCE)
    ).scalars()
    rows = connection.execute(
        select(inbox, chats, sessions)
        .select_from(
            inbox.outerjoin(chats, chats.c.chat == inbox.c.chat).outerjoin(
                sessions,
                sessions.c.id == func.coalesce(inbox.c.session, chats.c.session),
            )
        )
        .where(inbox.c.seq.in_([rank % _AHEAD for rank in ranks]))
        .order_by(inbox.c.seq)
    ).all()
    if not rows:
        return []
    columns = [_columns(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name
    keys = [c["inbox"]["chat"] for c in columns]
    coming, blocking = _on_their_way(connection, keys)
    unanswered = _unanswered(connection, columns)
    drafts = _drafts(connection, columns, wanted.now)
    failed = _failed(connection, [c["sessions"]["id"] for c in columns])
    return [
        _claimed(
            c,
            coming=coming.get(c["sessions"]["id"], frozenset()),
            blocking=blocking.get(c["inbox"]["chat"], 0),
            unanswered=unanswered.get(c["inbox"]["chat"], 0),
            failed=failed.get(c["sessions"]["id"], 0),
            resumable=(draft := drafts.get(c["inbox"]["chat"])),
            resumable_coming=coming.get(draft.id if draft else "", frozenset()),
        )
        for c in columns
    ]


def _columns(mapping: Any) -> dict[str, dict[str, Any]]:
    return {
        table.name: {column.name: mapping[column] for column in table.columns}
        for table in (inbox, chats, sessions)
    }


def _claimed(columns: dict[str, dict[str, Any]], **counts: Any) -> Claimed:
    message, known, session = columns["inbox"], columns["chats"], columns["sessions"]
    if known["chat"] is None:
        chat = ChatRow(chat=message["chat"], phone=message["phone"])
    else:
        chat = ChatRow(**known | {"phone": message["phone"] or known["phone"]})
    return Claimed(
        seq=message["seq"],
        message_id=message["message_id"],
        body=message["body"],
        received_at=message["received_at"],
        attempts=message["attempts"],
        notified=message["notified"],
        chat=chat,
        session=SessionRow(**session) if session["id"] else None,
        **counts,
    )


def _drafts(
    connection: Connection, columns: Sequence[dict[str, dict[str, Any]]], now: float
) -> dict[str, SessionRow]:
    """The last draft of each chat that is outside any dialogue, if it is kept."""
    outside = [c["inbox"]["chat"] for c in columns if c["sessions"]["id"] is None]
    if not outside:
        return {}
    found = connection.execute(
        select(sessions)
        .where(
            sessions.c.resumable_until.is_not(None),  # the index holds only these
            sessions.c.resumable_until > now,
            sessions.c.chat.in_(outside),
        )
        .order_by(sessions.c.ended_at)
    )
    return {row.chat: SessionRow(**row._asdict()) for row in found}


def _unanswered(
    connection: Connection, columns: Sequence[dict[str, dict[str, Any]]]
) -> dict[str, int]:
    """How many photos wait in the chats that are told that photos are settled."""
    keys = [
        c["inbox"]["chat"] for c in columns if c["inbox"]["kind"] == "photos_settled"
    ]
    if not keys:
        return {}
    found = connection.execute(
        select(inbox.c.chat, func.count())
        .where(
            inbox.c.done_at.is_(None), inbox.c.kind == "photo", inbox.c.chat.in_(keys)
        )
        .group_by(inbox.c.chat)
    )
    return {row.chat: row[1] for row in found}


def _blocked(connection: Connection, held: frozenset[str]) -> frozenset[str]:
    if not held:
        return frozenset()
    found = connection.execute(
        select(downloads.c.chat)
        .distinct()
        .where(
            downloads.c.settled_at.is_(None),
            downloads.c.tried.is_(False),
            downloads.c.chat.in_(held),
        )
    )
    return frozenset(found.scalars())


def _on_their_way(
    connection: Connection, keys: Sequence[str]
) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    found = connection.execute(
        select(
            downloads.c.chat, downloads.c.session, downloads.c.name, downloads.c.tried
        ).where(downloads.c.settled_at.is_(None), downloads.c.chat.in_(keys))
    ).all()
    coming: dict[str, set[str]] = {}
    blocking: dict[str, int] = {}
    for row in found:
        coming.setdefault(row.session, set()).add(row.name)
        blocking[row.chat] = blocking.get(row.chat, 0) + (not row.tried)
    return {key: frozenset(names) for key, names in coming.items()}, blocking


def _failed(connection: Connection, keys: Sequence[str | None]) -> dict[str, int]:
    found = connection.execute(
        select(downloads.c.session, func.count())
        .where(
            downloads.c.outcome == "given_up",
            downloads.c.told.is_(False),
            downloads.c.session.in_([key for key in keys if key]),
        )
        .group_by(downloads.c.session)
    )
    return {row.session: row[1] for row in found}
