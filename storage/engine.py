"""
How the functions of this package are run on SQLite: one thread, group commit.

Everything that is asked for while a commit is on its way becomes the next
transaction, so a thousand messages cost a handful of ``fsync``s, and nothing is
answered before it is on the disk. One connection does all the writing and all the
checkpoints, which also keeps clear of the WAL-reset bug of SQLite before 3.51.3
(sqlite.org/wal.html).

    run(accept, message) --\
    run(accept, message) ---+--> BEGIN, accept([..]), commit([..]), COMMIT --> results
    run(commit, outcome) --/
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from storage import schema
from storage.errors import (
    StorageDamaged,
    StorageError,
    StorageInUse,
    StorageUnavailable,
)

log = structlog.get_logger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")

Batch = Callable[[Connection, Sequence[Item]], Sequence[Result]]
"""Does one thing for several items within a transaction; one result for each."""

LARGEST_BATCH = 256
MOST_WAITING = 10_000
OLDEST_SQLITE = (3, 35, 0)

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32768",
    "PRAGMA journal_size_limit=67108864",
)


@dataclass(slots=True, eq=False)
class _Job:
    function: Batch[Any, Any]
    item: Any
    done: asyncio.Future[Any]


class Engine:
    """
    Runs batches on one SQLite file.

    Made by ``open_engine``; closed by ``close``.
    """

    def __init__(self, connection: Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self._waiting: list[_Job] = []
        self._working: asyncio.Task[None] | None = None
        self._closed = False

    async def run(self, function: Batch[Item, Result], item: Item) -> Result:
        """
        Do *function* for *item*; its result, once it is committed.

        Raises:
            StorageUnavailable: If the disk is full, the database does not answer,
                or more work waits than could be done in a reasonable time.
            Exception: Whatever *function* raised for this item alone; nothing of
                it is kept then.
        """
        if self._closed:
            raise StorageUnavailable("the database is closed")
        if len(self._waiting) >= MOST_WAITING:
            raise StorageUnavailable("too much is waiting for the database")
        job = _Job(function, item, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="database")
        return await job.done  # type: ignore[no-any-return]  # what function returns

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        self._closed = True
        if self._working is not None:
            await self._working
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            jobs = self._waiting[:LARGEST_BATCH]
            del self._waiting[:LARGEST_BATCH]
            outcomes = await loop.run_in_executor(self._thread, self._commit, jobs)
            for job, outcome in zip(jobs, outcomes, strict=True):
                if job.done.cancelled():
                    continue
                if isinstance(outcome, BaseException):
                    job.done.set_exception(outcome)
                else:
                    job.done.set_result(outcome)

    def _commit(self, jobs: list[_Job]) -> list[Any]:
        try:
            return self._transaction(jobs)
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            if len(jobs) == 1:
                return [_as_storage_error(error)]
        # One bad item must not fail its neighbours: each gets a transaction alone.
        return [self._commit([job])[0] for job in jobs]

    def _transaction(self, jobs: list[_Job]) -> list[Any]:
        groups: dict[Batch[Any, Any], list[int]] = {}
        for index, job in enumerate(jobs):
            groups.setdefault(job.function, []).append(index)
        results: list[Any] = [None] * len(jobs)
        with self._connection.begin():
            for function, indexes in groups.items():
                found = function(self._connection, [jobs[i].item for i in indexes])
                for index, result in zip(indexes, found, strict=True):
                    results[index] = result
        return results


async def open_engine(file: Path) -> Engine:
    """
    Open the database in *file*, making it if there is none.

    Raises:
        StorageUnavailable: If the file cannot be opened or written.
        StorageDamaged: If it is no database, or one of a newer program.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StorageUnavailable(
            f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed"
        )
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
    try:
        loop = asyncio.get_running_loop()
        connection = await loop.run_in_executor(thread, connect, file)
    except BaseException:
        thread.shutdown(wait=False)
        raise
    return Engine(connection, thread)


def connect(file: Path) -> Connection:
    """
    Connect to *file* with the schema of this program.

    Raises:
        StorageUnavailable: If the file cannot be opened or written.
        StorageDamaged: If it is no database, or one of a newer program.
    """
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    try:
        connection = engine.connect()
        schema.upgrade(connection)
    except SQLAlchemyError as error:
        raise _as_storage_error(error) from error
    return connection


def lock(folder: Path) -> int:
    """
    Take *folder* for this process, until the returned descriptor is closed.

    Raises:
        StorageInUse: If another process has it.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise StorageInUse(
            f"{folder}: another alur runs on this data; stop it, or give each its own"
        ) from None
    return handle


def _set_up(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    for pragma in _PRAGMAS:
        raw.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _as_storage_error(error: Exception) -> Exception:
    if not isinstance(error, DatabaseError):
        return error
    said = str(error.orig)
    name = getattr(error.orig, "sqlite_errorname", "")
    log.error("database.failed", error=said, code=name)
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
        return StorageDamaged(f"the database is damaged: {said}")
    if isinstance(error.orig, sqlite3.OperationalError):
        return StorageUnavailable(f"the database cannot work: {said}")
    return StorageError(f"the database refused: {said}")
