"""
Which messages may be answered now: the oldest of each chat, with what its turn needs.

Some go ahead of what people said before them: a word waited for the photos, so the
chat hears first that they are settled. And some wait for quiet: a burst of photos may
go on, so its end is told a moment later, unless somebody says something meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from storage.codes import valid
from storage.lines import (
    CLAIM,
    CLAIM_PICKILY,
    CLAIMED_AT_ONCE,
    ON_ITS_WAY,
    UNTOLD,
    several,
)
from storage.prepared import Prepared
from storage.record import record
from storage.records import ChatRow, Claimed, SessionRow
from storage.tables import chats, downloads, inbox, sessions

_CHAT_COLUMNS = len(chats.columns)

_BLOCKED = (
    select(downloads.c.chat)
    .distinct()
    .where(ON_ITS_WAY, downloads.c.tried.is_(False))
    .where(downloads.c.chat.in_(several("chats")))
)
_COMING = Prepared(
    select(downloads.c.session, downloads.c.name, downloads.c.tried).where(
        ON_ITS_WAY, downloads.c.chat == bindparam("chat")
    )
)
_FAILED = (
    select(downloads.c.session, func.count())
    .where(UNTOLD, downloads.c.session.in_(several("sessions")))
    .group_by(downloads.c.session)
)
_UNANSWERED = (
    select(inbox.c.chat, func.count())
    .where(
        inbox.c.done_at.is_(None),
        inbox.c.kind == "photo",
        inbox.c.chat.in_(several("chats")),
    )
    .group_by(inbox.c.chat)
)
_DRAFTS = (
    select(sessions)
    .where(
        sessions.c.resumable_until.is_not(None),  # the index holds only these
        sessions.c.resumable_until > bindparam("now"),
        sessions.c.chat.in_(several("chats")),
    )
    .order_by(sessions.c.ended_at)
)


@record(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    Which messages to claim.

    Attributes:
        now: The time; a chat in which everything waits for quiet is left alone.
        settling: Chats of which only photos are wanted.
        held: Chats to leave alone while photos of theirs have attempts left.
        after: The chat behind which to begin; empty: with the first.
    """

    now: float
    settling: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    after: str = ""


@record(frozen=True, slots=True, kw_only=True)
class Claims:
    """
    What a claim came to.

    Attributes:
        messages: The oldest unanswered message of each chat that may be answered, in
            the order in which they came.
        after: The chat behind which to go on; empty if that was the last one.
        quiet: Whether anything of these chats waits for quiet.
    """

    messages: list[Claimed]
    after: str
    quiet: bool


def claim(connection: Connection, claims: Sequence[Claim]) -> list[Claims]:
    """
    What may be answered now, of the next 64 chats that have anything to be answered.

    Nothing is marked: a claim that comes to nothing needs no undoing.
    """
    return [_claim(connection, one) for one in claims]


def _claim(connection: Connection, wanted: Claim) -> Claims:
    given: dict[str, Any] = {"now": wanted.now, "after": wanted.after}
    left_alone = _blocked(connection, wanted.held)
    if left_alone or wanted.settling:
        given |= {"left_alone": left_alone, "settling": sorted(wanted.settling)}
        rows: Sequence[Any] = connection.execute(CLAIM_PICKILY, given).all()
    else:
        rows = CLAIM.rows(connection, given)
    # Of each row first the chat, then whether anything of it may be answered now.
    after = rows[-1][0] if len(rows) == CLAIMED_AT_ONCE else ""
    may = (_Row(row) for row in rows if row[1])
    found = sorted(may, key=attrgetter("seq"))
    messages = _claimed(connection, found, wanted.now)
    return Claims(messages=messages, after=after, quiet=len(found) < len(rows))


def _claimed(
    connection: Connection, found: Sequence["_Row"], now: float
) -> list[Claimed]:
    if not found:
        return []
    drafts = _drafts(connection, found, now)
    coming, blocking = _on_their_way(connection, found)
    unanswered = _unanswered(connection, found)
    failed = _failed(connection, found)
    codes = _codes(connection, found, now)
    nothing: frozenset[str] = frozenset()
    return [
        Claimed(
            seq=one.seq,
            message_id=one.message_id,
            kind=one.kind,
            body=one.body,
            received_at=one.received_at,
            attempts=one.attempts,
            notified=bool(one.notified),
            more=bool(one.more),
            chat=one.known,
            chat_kept=one.kept,
            session=one.session,
            coming=coming.get(one.session.id, nothing) if one.session else nothing,
            blocking=blocking.get(one.chat, 0),
            unanswered=unanswered.get(one.chat, 0),
            failed=failed.get(one.session.id, 0) if one.session else 0,
            resumable=(draft := drafts.get(one.chat)),
            resumable_coming=coming.get(draft.id, nothing) if draft else nothing,
            codes=codes.get(one.chat, ()),
        )
        for one in found
    ]


class _Row:
    """A row of ``CLAIM``, taken apart."""

    __slots__ = (
        "attempts",
        "body",
        "chat",
        "kept",
        "kind",
        "known",
        "message_id",
        "more",
        "notified",
        "on_their_way",
        "received_at",
        "seq",
        "session",
        "untold",
    )

    def __init__(self, row: Sequence[Any]) -> None:
        (
            self.chat,
            _,
            self.seq,
            self.message_id,
            self.body,
            self.received_at,
            self.attempts,
            self.notified,
            self.kind,
            phone,
            self.more,
            self.on_their_way,
            self.untold,
            *rest,
        ) = row
        known, session = ChatRow(*rest[:_CHAT_COLUMNS]), rest[_CHAT_COLUMNS:]
        if rest[0] is None:
            self.known, self.kept = ChatRow(chat=self.chat, phone=phone), False
        elif phone is None or phone == known.phone:
            self.known, self.kept = known, True
        else:
            self.known, self.kept = replace(known, phone=phone), False
        self.session = SessionRow(*session) if session[0] is not None else None


def _drafts(
    connection: Connection, found: Sequence[_Row], now: float
) -> dict[str, SessionRow]:
    """The last draft of each chat that is outside any dialogue, if it is kept."""
    outside = [one.chat for one in found if one.session is None]
    if not outside:
        return {}
    rows = connection.execute(_DRAFTS, {"chats": outside, "now": now})
    return {row.chat: SessionRow(**row._asdict()) for row in rows}


def _codes(
    connection: Connection, found: Sequence[_Row], now: float
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The codes that the texts of chats without a known phone may be."""
    hidden = {
        one.chat: one.chat.partition("/")[0]
        for one in found
        if one.known.phone is None and one.kind == "text"
    }
    if not hidden:
        return {}
    known = valid(connection, set(hidden.values()), now)
    return {chat: known.get(tenant, ()) for chat, tenant in hidden.items()}


def _unanswered(connection: Connection, found: Sequence[_Row]) -> dict[str, int]:
    """How many photos wait in the chats that are told that photos are settled."""
    keys = [one.chat for one in found if one.kind == "photos_settled"]
    if not keys:
        return {}
    return dict(connection.execute(_UNANSWERED, {"chats": keys}).all())


def _blocked(connection: Connection, held: frozenset[str]) -> list[str]:
    if not held:
        return []
    return list(connection.execute(_BLOCKED, {"chats": sorted(held)}).scalars())


def _on_their_way(
    connection: Connection, found: Sequence[_Row]
) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    coming: dict[str, set[str]] = {}
    blocking: dict[str, int] = {}
    for chat in [one.chat for one in found if one.on_their_way]:
        rows = _COMING.rows(connection, {"chat": chat})
        blocking[chat] = sum(not tried for *_, tried in rows)
        for session, name, _ in rows:
            coming.setdefault(session, set()).add(name)
    return {key: frozenset(names) for key, names in coming.items()}, blocking


def _failed(connection: Connection, found: Sequence[_Row]) -> dict[str, int]:
    keys = [one.session.id for one in found if one.untold and one.session]
    if not keys:
        return {}
    return dict(connection.execute(_FAILED, {"sessions": keys}).all())
