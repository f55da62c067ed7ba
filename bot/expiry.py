"""
Photos and voice notes that are too old, by what each tenant says.

Only what people sent and nobody published has an age: what lies in a person's own
folder, or in that of a session. How old it is, its name tells.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.settings import Settings
from storage.photos import PeoplesPhotos

log = structlog.get_logger(__name__)

FOLDERS_AT_ONCE = 50
"""How many folders are listed in one go."""

PAUSE_SECONDS = 0.1
"""Between two goes, for whoever waits for the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """
    What is too old in one folder.

    Attributes:
        tenant: Whose.
        what: ``photos`` or ``voices``.
        folder: The folder.
        names: What is too old in it, the oldest first.
    """

    tenant: str
    what: str
    folder: str
    names: tuple[str, ...]


class Expiry:
    """
    Finds what is too old, and deletes it.

    Args:
        settings: For how long each tenant keeps what people sent.
        stores: Where that is, by what it is: ``photos`` and ``voices``.
        clock: Tells the time.
    """

    def __init__(
        self, settings: Settings, stores: Mapping[str, PeoplesPhotos], *, clock: Clock
    ) -> None:
        self._settings = settings
        self._stores = stores
        self._clock = clock

    async def find(self) -> AsyncIterator[Old]:
        """
        What is too old now, a folder at a time.

        Raises:
            StorageError: If a store does not answer.
        """
        for tenant in self._settings.tenants:
            kept_seconds = self._settings.retention_of(tenant).photos_seconds
            if kept_seconds is None:
                continue
            last_ms = int((self._clock.now() - kept_seconds) * 1000)
            for what, store in self._stores.items():
                async for folder, names in _older(store, tenant, last_ms):
                    yield Old(tenant=tenant, what=what, folder=folder, names=names)

    async def expire(self) -> int:
        """
        Delete what is too old now; how much that was.

        Raises:
            StorageError: If a store does not answer.
        """
        deleted = 0
        async for old in self.find():
            count = await self._stores[old.what].purge(old.folder, old.names)
            log.info("photos.expired", tenant=old.tenant, what=old.what, count=count)
            deleted += count
            await self._clock.sleep(PAUSE_SECONDS)
        return deleted


async def _older(
    store: PeoplesPhotos, tenant: str, last_ms: int
) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """The folders with something named before *last_ms*, and that."""
    folders = await store.folders(tenant)
    first_kept = f"{max(0, last_ms):013d}"
    for start in range(0, len(folders), FOLDERS_AT_ONCE):
        some = folders[start : start + FOLDERS_AT_ONCE]
        for folder, names in (await store.listings(some)).items():
            old = tuple(name for name in names if name < first_kept)
            if old:
                yield folder, old
