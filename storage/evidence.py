"""
What a server left behind, read from its files beside it.

The file of the database is opened for reading only, so whoever looks changes nothing
for the server, whether it runs, was stopped or was killed.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.pool import NullPool

from storage.overview import has_work, last_states, parked
from storage.tables import chats, items, outbox, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    What there is at an end.

    Attributes:
        sessions: Of every session, by its id, its state and all the rest.
        items: Of what was published, by address, its session and all the rest.
        photos: The SHA-256 of each photo by its path below the root.
        parked: How much was set aside.
        unfinished: The chats of which something is not done yet.
    """

    sessions: Mapping[str, tuple[str, str]]
    items: Mapping[str, tuple[str, str]]
    photos: Mapping[str, str]
    parked: int
    unfinished: tuple[str, ...]


def evidence(file: Path, photos: Path) -> Evidence:
    """
    Read what is in the database *file* and in the folder *photos*.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: If there is no such database.
    """
    with _reading(file) as connection:
        keys = connection.execute(select(chats.c.chat).order_by(chats.c.chat))
        known = list(keys.scalars())
        working = has_work(connection, known)
        return Evidence(
            sessions=_sessions(connection),
            items=_items(connection),
            photos=_photos(photos),
            parked=len(parked(connection, [None])[0]),
            unfinished=tuple(
                chat for chat, works in zip(known, working, strict=True) if works
            ),
        )


def delivered(file: Path) -> Mapping[str, int]:
    """How many replies to each chat the database in *file* counts as sent."""
    if not file.exists():
        return {}
    with _reading(file) as connection:
        rows = connection.execute(
            select(outbox.c.chat, func.count().label("replies"))
            .where(outbox.c.sent_at.is_not(None))
            .group_by(outbox.c.chat)
        )
        return {row.chat: row.replies for row in rows}


def works(file: Path, chat: str) -> bool:
    """Whether the database in *file* has anything of *chat* that is not done yet."""
    with _reading(file) as connection:
        return has_work(connection, [chat])[0]


def state_of(file: Path, chat: str) -> str | None:
    """Where *chat* stands in the database *file*, or stood last; None: nowhere."""
    with _reading(file) as connection:
        return last_states(connection, [chat])[0]


@contextmanager
def _reading(file: Path) -> Iterator[Connection]:
    address = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None),
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        # Each question would be about another moment without it.
        connection.exec_driver_sql("BEGIN")
        yield connection


def _sessions(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute(select(sessions).order_by(sessions.c.id))
    return {
        row.id: (
            row.state,
            f"{row.flow} of {row.chat} in {row.folder}: {row.memory}",
        )
        for row in rows
    }


def _items(connection: Connection) -> dict[str, tuple[str, str]]:
    rows = connection.execute(select(items).order_by(items.c.word, items.c.slug))
    return {
        f"{row.word}/{row.slug}": (
            row.session,
            f"{row.title} in {row.folder}: {row.data} {row.description}{_since(row)}",
        )
        for row in rows
    }


def _since(item: Any) -> str:
    """What became of *item* after it was published."""
    deleted = ", deleted" if item.deleted_at is not None else ""
    return f"; {item.number}, {item.state}{deleted}"


def _photos(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(root.rglob("*.jpg"))
        if not file.name.startswith(".")
    }
