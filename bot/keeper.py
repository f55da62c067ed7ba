"""
Deletes what was kept for a while: drafts that nobody took up again.

The photos go first, then the data: after a crash in between, the draft is found
again. A folder that a person's sessions share is no draft's, and stays.
"""

import asyncio

import structlog

from bot.clock import Clock
from bot.messages import digest
from storage.drafts import Lapsed, forget, lapsed
from storage.engine import Engine
from storage.errors import StorageError
from storage.photos import PhotoStore

log = structlog.get_logger(__name__)

LONGEST_SLEEP_SECONDS = 60.0
"""How late a draft may be deleted; nothing wakes this loop."""


class Keeper:
    """Deletes drafts when their time is over."""

    def __init__(self, *, engine: Engine, photos: PhotoStore, clock: Clock) -> None:
        self._engine = engine
        self._photos = photos
        self._clock = clock

    async def run(self) -> None:
        """Delete what has lapsed, until cancelled."""
        while True:
            try:
                await self.keep()
            except StorageError as error:
                log.error("draft.postponed", error=str(error))
            await self._clock.sleep(LONGEST_SLEEP_SECONDS)

    async def keep(self) -> None:
        """
        Delete every draft whose time is over now.

        Raises:
            StorageError: If the database or the photos cannot be worked on.
        """
        while found := await self._engine.run(lapsed, self._clock.now()):
            await asyncio.gather(*map(self._delete, found))

    async def _delete(self, draft: Lapsed) -> None:
        deleted = 0
        if draft.folder.endswith(f"/{draft.session}"):
            deleted = await self._photos.purge(draft.folder)
        await self._engine.run(forget, draft.session)
        log.info("draft.deleted", session=digest(draft.session), photos=deleted)
