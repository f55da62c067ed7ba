"""
The steps of a life: what it made durable, in order; after one of them it is killed.

A step is a commit that changed something, or a photo put, a folder moved or purged.
The kill comes at once, in whichever thread took the step, so nothing follows it.
"""

import os
import signal
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection

from storage.engine import Batch
from storage.files import FilePhotoStore


class Steps:
    """
    Counts the steps of this process, and ends it after one of them.

    Attributes:
        taken: What they were, in order.
    """

    def __init__(self, last: int | None) -> None:
        self.taken: list[str] = []
        self._last = last
        self._changes = 0

    def take(self, what: str) -> None:
        """Note one step; does not return from the last."""
        self.taken.append(what)
        if len(self.taken) == self._last:
            end()

    def committed(
        self, connection: Connection, batches: Sequence[Batch[Any, Any]]
    ) -> None:
        """
        Note a commit, unless it changed nothing; a ``Committed`` of the engine.

        The first of a new database counts, too: its tables were made before.
        """
        raw = connection.connection.driver_connection
        changes = raw.total_changes if raw is not None else 0
        if changes != self._changes:
            self._changes = changes
            names = ", ".join(sorted(batch.__name__ for batch in batches))
            self.take(f"commit: {names}")


class WatchedPhotoStore(FilePhotoStore):
    """A photo store whose changes are steps."""

    def __init__(self, root: Path, steps: Steps) -> None:
        super().__init__(root)
        self._steps = steps

    async def put(self, folder: str, name: str, data: bytes) -> None:
        """See ``PhotoStore``."""
        await super().put(folder, name, data)
        self._steps.take("photo stored")

    async def move(self, source: str, target: str) -> None:
        """See ``PhotoStore``."""
        await super().move(source, target)
        self._steps.take("photos moved")

    async def purge(self, folder: str, names: Collection[str] | None = None) -> int:
        """See ``PhotoStore``."""
        purged = await super().purge(folder, names)
        self._steps.take("photos purged")
        return purged


def end() -> NoReturn:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()
    raise SystemExit  # a signal that cannot be caught has come before
