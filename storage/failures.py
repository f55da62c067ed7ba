"""
What a failure of SQLite means for whoever asked.

SQLite says what went wrong by a code; what matters to a caller is whether anybody
could have been served: a full disk or a locked file fails everything, a broken rule
of a table only what broke it. Neither message repeats what people said or sent.
"""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.errors import (
    StorageDamaged,
    StorageError,
    StorageRefused,
    StorageUnavailable,
)

_PRIMARY_CODE = 0xFF
"""SQLite tells more in the higher bits."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def meaning(error: Exception, file: Path) -> Exception:
    """
    What *error* means: an error of a store, or itself if it is no database's.

    Args:
        error: What a function over a connection to *file* raised.
        file: The database.
    """
    if isinstance(error, StorageError):
        return error
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _meaning_of_code(cause, file)
    if isinstance(cause, MemoryError):
        return StorageUnavailable("the database has no memory left")
    if isinstance(error, SQLAlchemyError | UnicodeError | OverflowError):
        # Their texts, and their repr, may hold the very words that did not fit.
        return StorageRefused(f"the database refused it: {type(error).__name__}")
    if isinstance(error, StopIteration):
        return RuntimeError("a StopIteration cannot be handed to whoever awaits")
    return error


def _meaning_of_code(error: sqlite3.Error, file: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
    if code in _DAMAGED:
        return StorageDamaged(
            f"{file}: damaged, or no database at all ({error}); "
            "put a backup in its place, or move it away to begin anew"
        )
    if code == sqlite3.SQLITE_FULL:
        return StorageUnavailable(f"{file}: the disk is full; make room on it")
    if code in _UNAVAILABLE:
        return StorageUnavailable(f"{file}: the database cannot work: {error}")
    return StorageRefused(f"the database refused it: {error}")
