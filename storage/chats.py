"""
The way of a message: accepted, and committed with all that came of its turn.

Each function does one thing for several items inside a transaction that its caller
began, and is the same for every database. A message is in the inbox from the moment
it was accepted; it is answered when the outcome of its turn is committed, together
with everything that came of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Float,
    Insert,
    Table,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.codes import use_up
from storage.misses import note
from storage.prepared import Prepared
from storage.records import NewMessage, Outcome, SessionRow, values_of
from storage.revoking import revoke
from storage.tables import chats, downloads, effects, inbox, outbox, sessions


def _upserting(
    table: Table,
    *,
    never: tuple[str, ...] = (),
    otherwise: Mapping[str, ColumnElement[Any]] | None = None,
    only: ColumnElement[bool] | None = None,
) -> Insert:
    """
    Inserts rows of *table*, or sets the columns of those there.

    All are set to what is inserted, but for those that are *never* set, and those that
    are set *otherwise*. Rows of which *only* is not true are left as they are.
    """
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys and column.name not in never
    }
    set_ = {**changed, **(otherwise or {})}
    return statement.on_conflict_do_update(index_elements=keys, set_=set_, where=only)


def _standing(*, looked_at_anyway: bool) -> Insert:
    """
    Keeps where chats stand.

    With *looked_at_anyway* it leaves alone when their timers are looked at, and keeps
    only those that are looked at in time.

    The message that was answered last is another only if it was answered just now for
    the first time: then the one before it is the last so far.
    """
    said = literal_column("excluded.latest", BigInteger)
    before = select(inbox.c.previous).where(inbox.c.seq == said).scalar_subquery()
    so_far = func.coalesce(sessions.c.latest, literal_column("0"))
    wake_at = literal_column("excluded.wake_at", Float)
    return _upserting(
        sessions,
        never=("home", "folder", *(("look_at",) if looked_at_anyway else ())),
        otherwise={"latest": case((before == so_far, said), else_=sessions.c.latest)},
        only=sessions.c.look_at <= wake_at if looked_at_anyway else None,
    )


_ACCEPT = Prepared(
    insert(inbox)
    .values({name: bindparam(name) for name in NewMessage.__slots__})
    .on_conflict_do_nothing(index_elements=["channel", "message_id"]),
    records=True,
)
_LAST = Prepared(select(func.max(inbox.c.seq)))
_SINCE = Prepared(
    select(inbox.c.channel, inbox.c.message_id).where(inbox.c.seq > bindparam("last"))
)
_LATEST = (
    select(sessions.c.latest)
    .where(sessions.c.id == bindparam("inside"))
    .scalar_subquery()
)
_ANSWER = Prepared(
    update(inbox)
    .where(inbox.c.seq == bindparam("number"))
    .values(
        done_at=bindparam("at"),
        outcome=bindparam("what"),
        previous=case(
            (bindparam("inside").is_(None), inbox.c.previous),
            # It stays where it is if it is answered again.
            else_=func.coalesce(inbox.c.previous, _LATEST, literal_column("0")),
        ),
        attempts=inbox.c.attempts + literal_column("1"),
    )
)
_KNOW = Prepared(_upserting(chats), records=True)
_STAND = Prepared(_standing(looked_at_anyway=True), records=True)
_STAND_AND_LOOK = Prepared(_standing(looked_at_anyway=False), records=True)
_EARLIER = outbox.alias()
_SAY = Prepared(
    insert(outbox)
    .values(
        chat=bindparam("chat"),
        key=bindparam("key"),
        body=bindparam("body"),
        options=bindparam("options"),
        created_at=bindparam("at"),
        next_at=case(
            (
                exists().where(
                    _EARLIER.c.chat == bindparam("chat"),
                    _EARLIER.c.sent_at.is_(None),
                    _EARLIER.c.parked_at.is_(None),
                ),
                null(),
            ),
            else_=bindparam("at"),
        ),
    )
    .on_conflict_do_nothing()
)
_LIGHTEN = Prepared(
    update(inbox)
    .where(inbox.c.seq == bindparam("number"))
    .values(body=bindparam("left"))
)
_FETCH = insert(downloads).on_conflict_do_nothing()
_RUN = insert(effects).on_conflict_do_nothing()
_TELL = (
    update(downloads)
    .where(
        downloads.c.session.in_(bindparam("ended", expanding=True)),
        downloads.c.outcome == "given_up",
    )
    .values(told=True)
)


def accept(connection: Connection, messages: Sequence[NewMessage]) -> list[bool]:
    """Put *messages* into the inbox; False for those that are known already."""
    fresh: dict[tuple[str, str], NewMessage] = {}
    for message in messages:
        fresh.setdefault((message.channel, message.message_id), message)
    last = _LAST.value(connection, {}) or 0
    _ACCEPT.run_each(connection, list(fresh.values()))
    new = set(_SINCE.rows(connection, {"last": last}))
    accepted = []
    for message in messages:
        key = (message.channel, message.message_id)
        accepted.append(key in new)
        new.discard(key)
    return accepted


def commit(connection: Connection, outcomes: Sequence[Outcome]) -> list[None]:
    """
    Keep *outcomes*: messages answered, and all that came of them.

    A file that came with its message goes from there to the to-do list, so that it is
    kept once.

    A session's folder is set when it begins and never here again: publishing may
    have moved it while the turn was taken.
    """
    answered = [
        {
            "number": outcome.seq,
            "at": outcome.now if outcome.result else None,
            "what": outcome.result,
            "inside": outcome.session.id if outcome.session else None,
        }
        for outcome in outcomes
    ]
    lightened = [
        {"number": outcome.seq, "left": outcome.body}
        for outcome in outcomes
        if outcome.body is not None
    ]
    known = [outcome.chat for outcome in outcomes if not outcome.chat_kept]
    standing = [o.session for o in outcomes if o.session is not None]
    told = [o.session.id for o in outcomes if o.told and o.session is not None]
    _ANSWER.run_each(connection, answered)
    _LIGHTEN.run_each(connection, lightened)
    _KNOW.run_each(connection, known)
    _stand(connection, standing)
    say(connection, _replies(outcomes))
    _execute(connection, _FETCH, _downloads(outcomes))
    _execute(connection, _RUN, _effects(outcomes))
    if told:
        connection.execute(_TELL, {"ended": told})
    revoke(connection, outcomes)
    use_up(connection, outcomes)
    note(connection, outcomes)
    return [None] * len(outcomes)


def say(connection: Connection, replies: list[dict[str, Any]]) -> None:
    """
    Put *replies* at the end of the lines of their chats, unless they are there.

    Args:
        connection: The database.
        replies: For each ``chat``, ``key``, ``body``, ``at``, when it was said, and
            ``options``, what people may tap; None: nothing.
    """
    _SAY.run_each(connection, replies)


def _stand(connection: Connection, standing: Sequence[SessionRow]) -> None:
    """Keep where *standing* stand; the timer of each is looked at in time."""
    in_time: list[SessionRow] = []
    late: list[SessionRow] = []
    for one in standing:
        (in_time if _is_looked_at_in_time(one) else late).append(one)
    if _STAND.run_each(connection, in_time) != len(in_time):
        late = list(standing)  # since it was claimed, the timer of one was looked at
    anew = [replace(one, look_at=one.wake_at) for one in late]
    _STAND_AND_LOOK.run_each(connection, anew)


def _is_looked_at_in_time(row: SessionRow) -> bool:
    return (
        row.look_at is not None
        and row.wake_at is not None
        and row.look_at <= row.wake_at
    )


def _execute(
    connection: Connection, statement: Executable, rows: list[dict[str, Any]]
) -> None:
    if rows:
        connection.execute(statement, rows)


def _replies(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "chat": outcome.chat.chat,
            "key": f"{outcome.seq}:{number}",
            "body": body,
            "options": outcome.options if number == last else None,
            "at": outcome.now,
        }
        for outcome in outcomes
        for last in (len(outcome.replies) - 1,)
        for number, body in enumerate(outcome.replies)
    ]


def _downloads(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        values_of(download) | {"chat": outcome.chat.chat, "created_at": outcome.now}
        for outcome in outcomes
        for download in outcome.downloads
    ]


def _effects(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        values_of(effect)
        | {
            "key": effect.key,
            "chat": outcome.chat.chat,
            "created_at": outcome.now,
            "next_at": outcome.now,
        }
        for outcome in outcomes
        for effect in outcome.effects
    ]
