"""
A look at a database beside the server that works on it, for SQLite alone.

Two that write or checkpoint can damage a file (see ``storage.engine``), so whoever
looks opens it for reading only: that blocks nobody, changes nothing, and sees one
moment of it. Every other engine has tools of its own for this.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.errors import StorageUnavailable
from storage.failures import meaning


@contextmanager
def looking(file: Path) -> Iterator[Connection]:
    """
    A connection to the database in *file* that can only read, and sees one moment.

    Raises:
        StorageUnavailable: If there is none, or it does not answer.
        StorageDamaged: If it is damaged, as soon as that is met.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: _for_reading(file),
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # the driver would begin with a write
            yield connection
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise meaning(error, file) from error
    finally:
        engine.dispose()


def copy(file: Path, target: Path) -> None:
    """
    Copy the database in *file*, as it is at this moment, to *target*.

    Everything that was committed before is in it; commits go on meanwhile.

    Args:
        file: The database.
        target: A file that does not exist.

    Raises:
        StorageUnavailable: If there is no database, or no room for the copy.
        StorageDamaged: If it is damaged.
    """
    try:
        with (
            closing(_for_reading(file)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)  # in one step: in several it would begin anew
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise meaning(error, target if full else file) from error


def flaws(connection: Connection) -> list[str]:
    """What SQLite finds wrong with a database; nothing if it is whole."""
    try:
        rows = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    except DatabaseError as error:
        return [str(error.orig)]
    return [row for row in rows if row != "ok"]


def revision(connection: Connection) -> str | None:
    """The revision of the schema; None if it is no database of alur."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar()


def _for_reading(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise StorageUnavailable(f"{file}: there is no database; nothing ran here yet")
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    return sqlite3.connect(address, uri=True, isolation_level=None)
