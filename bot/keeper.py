"""
Deletes what was kept for a while: drafts that nobody took up again, deleted items.

The photos go first, then the data: after a crash in between, the draft or the item is
found again. A folder that a person's sessions share is no draft's, and stays.
"""

import asyncio

import structlog

from bot.clock import Clock
from bot.folders import Folders
from bot.messages import digest
from bot.retention import DELETED_SECONDS
from storage.changes import forget_items, lapsed_items
from storage.drafts import Lapsed, forget, lapsed
from storage.engine import Engine
from storage.errors import StorageError
from storage.items import ItemRow

log = structlog.get_logger(__name__)

LONGEST_SLEEP_SECONDS = 60.0
"""How late something may be deleted; nothing wakes this loop."""


class Keeper:
    """Deletes drafts, and items that were deleted, when their time is over."""

    def __init__(self, *, engine: Engine, folders: Folders, clock: Clock) -> None:
        self._engine = engine
        self._folders = folders
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
        Delete every draft, and every deleted item, whose time is over now.

        Raises:
            StorageError: If the database or the photos cannot be worked on.
        """
        while found := await self._engine.run(lapsed, self._clock.now()):
            await asyncio.gather(*map(self._delete, found))
        while gone := await self._engine.run(
            lapsed_items, self._clock.now() - DELETED_SECONDS
        ):
            await asyncio.gather(*map(self._delete_item, gone))

    async def _delete(self, draft: Lapsed) -> None:
        deleted = 0
        if draft.folder.endswith(f"/{draft.session}"):
            deleted = await self._folders.purge(draft.folder)
        await self._engine.run(forget, draft.session)
        log.info("draft.deleted", session=digest(draft.session), photos=deleted)

    async def _delete_item(self, item: ItemRow) -> None:
        deleted = await self._folders.purge(item.folder)
        await self._engine.run(forget_items, (item.word, item.slug))
        log.info("item.forgotten", item=f"{item.word}/{item.slug}", photos=deleted)
