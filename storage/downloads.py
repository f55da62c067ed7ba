"""
The to-do list of photos on their way; a photo that arrived is in the store instead.

A photo is *tried* once its attempts are over and it is only looked for in the
background, and *settled* once it is in the store or given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from storage.chats import accept
from storage.tables import downloads, sessions
from storage.timers import told


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
    """

    id: int
    chat: str
    session: str
    name: str
    photo: str
    home: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """
    The end of a photo's way.

    Attributes:
        id: Its number in the to-do list.
        stored: Whether it is in the store; else it was given up.
        folder: Where it was put; None if it was not.
        now: When.
    """

    id: int
    stored: bool
    folder: str | None
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
        tuple(
            Download(**row._asdict())
            for row in connection.execute(
                select(
                    downloads.c.id,
                    downloads.c.chat,
                    downloads.c.session,
                    downloads.c.name,
                    downloads.c.photo,
                    sessions.c.home,
                    sessions.c.folder,
                )
                .join(sessions, sessions.c.id == downloads.c.session)
                .where(downloads.c.settled_at.is_(None), downloads.c.id > number)
                .order_by(downloads.c.id)
            )
        )
        for number in known
    ]


def mark_tried(connection: Connection, ids: Sequence[int]) -> list[None]:
    """Words no longer wait for the photos *ids*."""
    connection.execute(
        update(downloads).where(downloads.c.id.in_(ids)).values(tried=True)
    )
    return [None] * len(ids)


def settle(connection: Connection, ends: Sequence[Settled]) -> list[str | None]:
    """
    Keep how photos ended, unless their folder moved away meanwhile.

    The last one of a session tells the chat that none is on its way any more.

    A photo that is settled already stays as it is.

    Returns:
        None for each photo that is settled; else the folder it belongs to now.
    """
    return [_settle(connection, end) for end in ends]


def _settle(connection: Connection, end: Settled) -> str | None:
    row = connection.execute(
        select(downloads.c.chat, downloads.c.session, sessions.c.folder)
        .join(sessions, sessions.c.id == downloads.c.session)
        .where(downloads.c.id == end.id, downloads.c.settled_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    if end.stored and end.folder != row.folder:
        return str(row.folder)
    connection.execute(
        update(downloads)
        .where(downloads.c.id == end.id)
        .values(settled_at=end.now, outcome="stored" if end.stored else "given_up")
    )
    left = connection.execute(
        select(func.count()).where(
            downloads.c.session == row.session, downloads.c.settled_at.is_(None)
        )
    ).scalar()
    if not left:
        settled = told(row.chat, row.session, "photos_settled", str(end.id), end.now)
        accept(connection, [settled])
    return None
