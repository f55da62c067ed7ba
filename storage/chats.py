"""
The way of a message: accepted, and committed with all that came of its turn.

Each function does one thing for several items inside a transaction that its caller
began, and is the same for every database. A message is in the inbox from the moment
it was accepted; it is answered when the outcome of its turn is committed, together
with everything that came of it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, update
from sqlalchemy.dialects.sqlite import insert

from storage.records import NewMessage, Outcome
from storage.tables import chats, downloads, effects, inbox, outbox, sessions


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
