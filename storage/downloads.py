"""
The to-do list of photos on their way; a photo that arrived is in the store instead.

A photo is *tried* once its attempts are over and it is only looked for in the
background, and *settled* once it is in the store or given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.chats import accept
from storage.lines import CLEARED
from storage.prepared import Prepared
from storage.tables import downloads, sessions
from storage.timers import told

_SHARED = sessions.c.folder.not_like("%/" + sessions.c.id)
"""Whether a session's photos are in a folder that is not its own."""

_COMING = Prepared(
    select(
        downloads.c.id,
        downloads.c.chat,
        downloads.c.session,
        downloads.c.name,
        downloads.c.photo,
        sessions.c.home,
        sessions.c.folder,
        func.coalesce(downloads.c.outcome == CLEARED, false()),
    )
    .join(sessions, sessions.c.id == downloads.c.session)
    .where(downloads.c.settled_at.is_(None), downloads.c.id > bindparam("number"))
    .order_by(downloads.c.id)
)
_UNSETTLED = Prepared(
    select(
        downloads.c.chat,
        downloads.c.session,
        downloads.c.outcome,
        sessions.c.folder,
    )
    .join(sessions, sessions.c.id == downloads.c.session)
    .where(downloads.c.id == bindparam("number"), downloads.c.settled_at.is_(None))
)
_SETTLE = Prepared(
    update(downloads)
    .where(downloads.c.id == bindparam("number"))
    .values(
        settled_at=bindparam("at"),
        outcome=bindparam("what"),
        photo=func.coalesce(bindparam("left"), downloads.c.photo),
    )
)
_LEFT = Prepared(
    select(func.count()).where(
        downloads.c.session == bindparam("whose"), downloads.c.settled_at.is_(None)
    )
)
_AS_IT_WAS = ("chat", "session", "name", "photo", "told")
"""What a photo keeps that is fetched again; who was told of it is not told twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """
    A photo on its way.

    Attributes:
        id: Its number in the to-do list.
        chat: The chat's key.
        session: Whose photo it is.
        name: Its name in the folder.
        photo: Where the channel keeps it, as JSON.
        home: The folder it was first meant for.
        folder: The folder it goes to now.
        cleared: Whether it is no longer wanted, and to be deleted if it was stored.
    """

    id: int
    chat: str
    session: str
    name: str
    photo: str
    home: str
    folder: str
    cleared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    The end of a photo's way.

    Attributes:
        id: Its number in the to-do list.
        stored: Whether it is in the store; else it was given up.
        folder: Where it was put; None if it was not, or stays there whatever becomes of
            the session's folder.
        now: When.
        photo: What is left to know of where the channel keeps it; None: all of it.
    """

    id: int
    stored: bool
    folder: str | None
    now: float
    photo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refetch:
    """
    A chat whose photos are to be tried again.

    Attributes:
        chat: Its key.
        now: When.
    """

    chat: str
    now: float


def begin_anew(connection: Connection, starts: Sequence[None]) -> list[None]:
    """After a restart every photo on its way gets its attempts anew."""
    connection.execute(
        update(downloads).where(downloads.c.settled_at.is_(None)).values(tried=False)
    )
    return list(starts)


def on_their_way(
    connection: Connection, known: Sequence[int]
) -> list[tuple[Download, ...]]:
    """The photos that are not settled and came after number *known*, oldest first."""
    return [
        tuple(_download(row) for row in _COMING.rows(connection, {"number": number}))
        for number in known
    ]


def _download(row: Sequence[Any]) -> Download:
    id_, chat, session, name, photo, home, folder, cleared = row
    return Download(
        id=id_,
        chat=chat,
        session=session,
        name=name,
        photo=photo,
        home=home,
        folder=folder,
        cleared=bool(cleared),
    )


def mark_tried(connection: Connection, ids: Sequence[int]) -> list[None]:
    """Words no longer wait for the photos *ids*."""
    connection.execute(
        update(downloads).where(downloads.c.id.in_(ids)).values(tried=True)
    )
    return [None] * len(ids)


def clear(connection: Connection, folders: Sequence[str]) -> list[None]:
    """
    What is on its way to each of *folders* is no longer wanted there.

    A folder that is one session's own is left alone: what comes late is deleted with
    its draft. What other sessions share belongs to nobody who would do that.

    It is settled by whoever brings it, who deletes it if it was stored already. Clear
    first and purge the folder then: what was stored before this is in the folder.
    """
    goes_there = exists().where(
        sessions.c.id == downloads.c.session, sessions.c.folder.in_(folders), _SHARED
    )
    connection.execute(
        update(downloads)
        .where(downloads.c.settled_at.is_(None), goes_there)
        .values(outcome=CLEARED, tried=True)
    )
    return [None] * len(folders)


def refetch(connection: Connection, asked: Sequence[Refetch]) -> list[int]:
    """
    Put on the to-do list again what was given up in chats, wherever it still belongs.

    What belongs to a session that ended and left nothing is passed by.

    Returns:
        For each chat how many there are.
    """
    return [_refetch(connection, one) for one in asked]


def _refetch(connection: Connection, asked: Refetch) -> int:
    kept = or_(
        sessions.c.ended_at.is_(None),
        sessions.c.resumable_until.is_not(None),
        sessions.c.folder != sessions.c.home,
        _SHARED,
    )
    rows = connection.execute(
        select(downloads)
        .join(sessions, sessions.c.id == downloads.c.session)
        .where(downloads.c.chat == asked.chat, downloads.c.outcome == "given_up", kept)
        .order_by(downloads.c.id)
    ).all()
    for row in rows:
        # Under a number of its own, as whatever comes new: nobody waits for an old one.
        again = {name: getattr(row, name) for name in _AS_IT_WAS}
        connection.execute(delete(downloads).where(downloads.c.id == row.id))
        connection.execute(insert(downloads).values(again | {"created_at": asked.now}))
    return len(rows)


def settle(connection: Connection, ends: Sequence[Settled]) -> list[str | None]:
    """
    Keep how photos ended, unless their folder moved away meanwhile.

    The last one of a session tells the chat that none is on its way any more.

    A photo that is settled already stays as it is.

    Returns:
        None for each photo that is settled; else the folder it belongs to now, which is
        empty if it was cleared meanwhile and belongs nowhere.
    """
    return [_settle(connection, end) for end in ends]


def _settle(connection: Connection, end: Settled) -> str | None:
    unsettled = _UNSETTLED.rows(connection, {"number": end.id})
    if not unsettled:
        return None
    [(chat, session, outcome, folder)] = unsettled
    if end.stored and outcome == CLEARED:
        return ""
    if end.stored and end.folder not in {None, folder}:
        return str(folder)
    ended = {
        "number": end.id,
        "at": end.now,
        "what": outcome or ("stored" if end.stored else "given_up"),
        "left": end.photo,
    }
    _SETTLE.run_each(connection, [ended])
    if not _LEFT.value(connection, {"whose": session}):
        settled = told(chat, session, "photos_settled", str(end.id), end.now)
        accept(connection, [settled])
    return None
