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

What fails for the whole database, such as a full disk, fails everything of its
transaction at once. Anything else is somebody's own mistake: the transaction is
halved until the culprit is alone, and its neighbours are kept.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from storage.connection import connect, disconnect, driver, roll_back
from storage.errors import StorageDamaged, StorageUnavailable
from storage.failures import meaning

log = structlog.get_logger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")

Batch = Callable[[Connection, Sequence[Item]], Sequence[Result]]
"""Does one thing for several items within a transaction; one result for each."""

Committed = Callable[[Connection, Sequence[Batch[Any, Any]]], None]
"""Told after each commit what was done in it, in the thread of the database."""

LARGEST_BATCH = 256
MOST_ROUNDS = 8
"""How often the event loop goes round, at most, while a transaction gathers."""

MOST_WAITING = 10_000
OLDEST_SQLITE = (3, 35, 0)

_NEVER_BEGUN = object()
"""The result of what was asked for and not done."""


@dataclass(slots=True, eq=False)
class _Job:
    function: Batch[Any, Any]
    item: Any
    done: asyncio.Future[Any]
    begun: Callable[[], None] | None
    result: Any = _NEVER_BEGUN
    error: Exception | None = None

    def tell(self) -> None:
        """Give whoever asked what came of it, unless they are gone."""
        if self.done.done():
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        elif self.result is _NEVER_BEGUN:
            stopped = "the database stopped before it answered"
            self.done.set_exception(StorageUnavailable(stopped))
        else:
            self.done.set_result(self.result)


def _looks(job: _Job) -> bool:
    """Whether *job* looks at what others write; such jobs stand behind all others."""
    return job.begun is not None


class Engine:
    """
    Runs batches on one SQLite file.

    Made by ``open_engine``; closed by ``close``.
    """

    def __init__(
        self,
        connection: Connection,
        thread: ThreadPoolExecutor,
        file: Path,
        committed: Committed | None,
    ) -> None:
        # Transactions are ours to begin and end, several times quicker.
        connection.execution_options(isolation_level="AUTOCOMMIT")
        self._connection = connection
        self._thread = thread
        self._file = file
        self._committed = committed
        self._waiting: list[_Job] = []
        self._doing: list[_Job] = []
        self._working: asyncio.Task[None] | None = None
        self._closed = False

    async def run(self, function: Batch[Item, Result], item: Item) -> Result:
        """
        Do *function* for *item*; its result, once it is committed.

        The same as awaiting ``submit``, which tells what it raises.
        """
        return await self.submit(function, item)

    def submit(
        self,
        function: Batch[Item, Result],
        item: Item,
        *,
        begun: Callable[[], None] | None = None,
    ) -> asyncio.Future[Result]:
        """
        Have *function* done for *item*; its result, once it is committed.

        It is done even if nobody waits for it any more: what was asked for in time
        is kept. Of several that are asked for without a pause, those of one function
        are done together, functions in the order in which they were first named.

        Args:
            function: What to do.
            item: With what.
            begun: For whoever looks at what others wrote: it is done behind all else
                of its transaction, and *begun* is called when nothing that was asked
                for by then is left for a later one. None: for everybody else.

        Raises:
            StorageUnavailable: If the disk is full, the database does not answer,
                or more work waits than could be done in a reasonable time.
            StorageRefused: If the database does not take this item; nothing of it
                is kept then.
            StorageDamaged: If the file is damaged.
            Exception: Whatever else *function* raised for this item alone; nothing
                of it is kept then.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        if self._closed:
            done.set_exception(StorageUnavailable("the database is closed"))
        elif len(self._waiting) >= MOST_WAITING:
            full = StorageUnavailable("too much is waiting for the database")
            done.set_exception(full)
        else:
            self._waiting.append(_Job(function, item, done, begun))
            if self._working is None or self._working.done():
                self._working = loop.create_task(self._work(), name="database")
                self._working.add_done_callback(self._give_up)
        return done

    async def close(self) -> None:
        """Finish what was asked for, then close the file; again does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._working is not None and not self._working.done():
            # Not awaited itself: whoever gives up waiting would cancel the work.
            await asyncio.wait([self._working])
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, disconnect, self._connection)
        self._thread.shutdown()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            await self._let_others_ask()
            self._doing = sorted(self._waiting[:LARGEST_BATCH], key=_looks)
            del self._waiting[:LARGEST_BATCH]
            if not self._waiting:
                for job in self._doing:
                    if job.begun is not None:
                        job.begun()
            await loop.run_in_executor(self._thread, self._commit, self._doing)
            for job in self._doing:
                job.tell()
        self._doing = []

    async def _let_others_ask(self) -> None:
        """
        Wait while more and more is asked for: it goes into the same transaction.

        Without it, work that comes in evenly is done in ever smaller transactions,
        until these take all the time there is.
        """
        for _ in range(MOST_ROUNDS):
            before = len(self._waiting)
            await asyncio.sleep(0)
            if len(self._waiting) in {before, LARGEST_BATCH}:
                return

    def _give_up(self, work: asyncio.Task[None]) -> None:
        """Leave nobody waiting when the loop itself goes down."""
        if not work.cancelled():
            error = work.exception()
            if error is None:
                return
            log.error("database.stopped", error=repr(error))
        for job in (*self._doing, *self._waiting):
            job.tell()
        self._waiting.clear()

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            results = self._transaction(jobs)
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            meant = meaning(error, self._file)
            if isinstance(meant, StorageUnavailable | StorageDamaged):
                log.error("database.failed", error=str(meant), refused=len(jobs))
                for job in jobs:
                    job.error = type(meant)(str(meant))
            elif len(jobs) == 1:
                log.error("database.refused", error=type(error).__name__)
                jobs[0].error = meant
            else:
                middle = len(jobs) // 2
                self._commit(jobs[:middle])
                self._commit(jobs[middle:])
        else:
            for job, result in zip(jobs, results, strict=True):
                job.result = result

    def _transaction(self, jobs: list[_Job]) -> list[Any]:
        groups: dict[Batch[Any, Any], list[int]] = {}
        for index, job in enumerate(jobs):
            groups.setdefault(job.function, []).append(index)
        results: list[Any] = [None] * len(jobs)
        raw = driver(self._connection)
        try:
            raw.execute("BEGIN")
            for function, indexes in groups.items():
                items = [jobs[index].item for index in indexes]
                found = function(self._connection, items)
                for index, result in zip(indexes, found, strict=True):
                    results[index] = result
            raw.commit()
        except BaseException:
            roll_back(self._connection)
            raise
        if self._committed is not None:
            self._committed(self._connection, list(groups))
        return results


async def open_engine(file: Path, *, committed: Committed | None = None) -> Engine:
    """
    Open the database in *file*, making it if there is none.

    Args:
        file: The database; what SQLite keeps beside it has its name and more.
        committed: Told of every commit; None: nobody is.

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
    return Engine(connection, thread, file, committed)
