"""
The way of a message: accepted, claimed, committed; and what silence becomes.

Each function does one thing for several items inside a transaction that its caller
began, and is the same for every database. A message is in the inbox from the moment
it was accepted; it is answered when the outcome of its turn is committed, together
with everything that came of it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, cast, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.records import ChatRow, Claimed, NewMessage, Outcome, SessionRow
from storage.tables import chats, downloads, effects, inbox, outbox, sessions

CLAIMED_AT_ONCE = 64

_AHEAD = 1 << 48
_RANK = inbox.c.seq - cast(inbox.c.ahead, Integer) * _AHEAD
"""By which the messages of a chat are answered: those that go ahead come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    Which messages to claim.

    Attributes:
        busy: Chats to leave alone.
        held: Chats to leave alone while photos of theirs have attempts left.
    """

    busy: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def accept(connection: Connection, messages: Sequence[NewMessage]) -> list[bool]:
    """Put *messages* into the inbox; False for those that are known already."""
    fresh: dict[tuple[str, str], NewMessage] = {}
    for message in messages:
        fresh.setdefault((message.channel, message.message_id), message)
    stored = connection.execute(
        insert(inbox)
        .on_conflict_do_nothing(index_elements=["channel", "message_id"])
        .returning(inbox.c.channel, inbox.c.message_id),
        [asdict(message) for message in fresh.values()],
    )
    new = {(row.channel, row.message_id) for row in stored}
    accepted = []
    for message in messages:
        key = (message.channel, message.message_id)
        accepted.append(key in new)
        new.discard(key)
    return accepted


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
        .where(inbox.c.done_at.is_(None), inbox.c.chat.not_in(left_alone))
        .group_by(inbox.c.chat)
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
    coming, blocking = _on_their_way(connection, [c["inbox"]["chat"] for c in columns])
    failed = _failed(connection, [c["sessions"]["id"] for c in columns])
    return [_claimed(c, coming, blocking, failed) for c in columns]


def _columns(mapping: Any) -> dict[str, dict[str, Any]]:
    return {
        table.name: {column.name: mapping[column] for column in table.columns}
        for table in (inbox, chats, sessions)
    }


def _claimed(
    columns: dict[str, dict[str, Any]],
    coming: dict[str, frozenset[str]],
    blocking: dict[str, int],
    failed: dict[str, int],
) -> Claimed:
    message, known, session = columns["inbox"], columns["chats"], columns["sessions"]
    key = message["chat"]
    if known["chat"] is None:
        chat = ChatRow(chat=key, phone=message["phone"])
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
        coming=coming.get(session["id"], frozenset()),
        blocking=blocking.get(key, 0),
        failed=failed.get(session["id"], 0),
    )


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


def commit(connection: Connection, outcomes: Sequence[Outcome]) -> list[None]:
    """
    Keep *outcomes*: messages answered, and all that came of them.

    A session's folder is set when it begins and never here again: publishing may
    have moved it while the turn was taken.
    """
    _mark_answered(connection, outcomes)
    _upsert(connection, chats, [asdict(outcome.chat) for outcome in outcomes])
    kept = [asdict(o.session) for o in outcomes if o.session is not None]
    _upsert(connection, sessions, kept, never=("home", "folder"))
    _insert(
        connection,
        outbox,
        [
            {
                "chat": outcome.chat.chat,
                "key": f"{outcome.seq}:{number}",
                "body": body,
                "created_at": outcome.now,
                "next_at": outcome.now,
            }
            for outcome in outcomes
            for number, body in enumerate(outcome.replies)
        ],
    )
    _insert(
        connection,
        downloads,
        [
            asdict(download) | {"chat": outcome.chat.chat, "created_at": outcome.now}
            for outcome in outcomes
            for download in outcome.downloads
        ],
    )
    _insert(
        connection,
        effects,
        [
            asdict(effect)
            | {
                "key": effect.key,
                "chat": outcome.chat.chat,
                "created_at": outcome.now,
                "next_at": outcome.now,
            }
            for outcome in outcomes
            for effect in outcome.effects
        ],
    )
    _mark_told(connection, outcomes)
    return [None] * len(outcomes)


def _mark_answered(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    rows = [
        {
            "number": outcome.seq,
            "at": outcome.now if outcome.result else None,
            "what": outcome.result,
        }
        for outcome in outcomes
    ]
    connection.execute(
        update(inbox)
        .where(inbox.c.seq == bindparam("number"))
        .values(
            done_at=bindparam("at"),
            outcome=bindparam("what"),
            attempts=inbox.c.attempts + 1,
        ),
        rows,
    )


def _mark_told(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    told = [o.session.id for o in outcomes if o.told and o.session is not None]
    if told:
        connection.execute(
            update(downloads)
            .where(downloads.c.session.in_(told), downloads.c.outcome == "given_up")
            .values(told=True)
        )


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def _upsert(
    connection: Connection,
    table: Any,
    rows: list[dict[str, Any]],
    *,
    never: tuple[str, ...] = (),
) -> None:
    if not rows:
        return
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys and column.name not in never
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed), rows
    )
