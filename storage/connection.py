"""
The one connection to a SQLite file: how it is opened, and what it is set to.

SQLite begins, ends and gives up transactions by rules of its own. Here BEGIN is said
by us alone, every commit is on the disk before it counts, and no transaction stays
open after a failure.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from storage import schema
from storage.failures import meaning

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32768",
    "PRAGMA journal_size_limit=67108864",
)


def connect(file: Path) -> Connection:
    """
    Connect to *file* with the schema of this program.

    Raises:
        StorageUnavailable: If the file cannot be opened or written.
        StorageDamaged: If it is no database, or one of a newer program.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # they are what people said
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    with contextlib.ExitStack() as undo:
        undo.callback(engine.dispose)
        try:
            connection = engine.connect()
            undo.callback(connection.close)
            schema.upgrade(connection)
        except SQLAlchemyError as error:
            raise meaning(error, file) from error
        undo.pop_all()
    return connection


def roll_back(connection: Connection) -> None:
    """
    Leave no transaction open, whatever SQLite made of it.

    SQLite ends some that fail and leaves others open, SQLAlchemy rolls back none
    whose COMMIT failed, and within an open one there would be no other, ever.
    """
    raw = driver(connection)
    if raw.in_transaction:
        with contextlib.suppress(sqlite3.Error):
            raw.rollback()


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection beneath *connection*."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def disconnect(connection: Connection) -> None:
    """Close *connection*, and with it the file: nothing is left beside it."""
    connection.close()
    connection.engine.dispose()  # which closes the file; a pool would keep it


def _set_up(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    try:
        for pragma in _PRAGMAS:
            raw.execute(pragma)
    except sqlite3.Error:
        raw.close()
        raise


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN")
