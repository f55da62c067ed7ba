"""
What people sent, by folder: their photos and their voice notes.

Two stores hold them under the same folders. Here they are asked together, and emptied
together with what is still on its way there.
"""

import contextlib
from collections.abc import Iterable, Mapping

import structlog

from bot.turn import Listed
from storage.downloads import clear
from storage.engine import Engine
from storage.links import revoke_folder
from storage.photos import VOICE, BadKey, PhotoStore

log = structlog.get_logger(__name__)


class Folders:
    """
    The folders of people and of their sessions.

    Args:
        engine: Where it stands what is on its way.
        photos: The photos.
        voices: The voice notes.
    """

    def __init__(
        self, *, engine: Engine, photos: PhotoStore, voices: PhotoStore
    ) -> None:
        self._engine = engine
        self._photos = photos
        self._voices = voices

    async def listed(
        self, photos: Iterable[str], voices: Iterable[str]
    ) -> Mapping[str, Listed]:
        """
        What is in the folders named, which may be named more than once.

        Args:
            photos: Folders whose photos are asked for.
            voices: Folders whose voice notes are.

        Raises:
            StorageError: If a store does not answer.
        """
        of_photos = await _listings(self._photos, photos)
        of_voices = await _listings(self._voices, voices)
        return {
            folder: Listed(
                photos=of_photos.get(folder, ()), voices=of_voices.get(folder, ())
            )
            for folder in of_photos.keys() | of_voices.keys()
        }

    async def delete(self, folder: str, name: str) -> None:
        """
        Delete the photo or the voice note *name* of *folder*.

        Raises:
            StorageError: If it cannot be done now; doing it again is harmless.
        """
        store = self._voices if name.endswith(VOICE) else self._photos
        await store.purge(folder, [name])

    async def purge(self, folder: str) -> int:
        """
        Delete all that is in *folder*, what is on its way, and the links to it.

        Returns:
            How many photos and voice notes were deleted; what is on its way is not
            counted.

        Raises:
            BadKey: If *folder* has none of the forms of folders.
            StorageError: If it cannot be done now; doing it again is harmless.
        """
        await self._engine.run(revoke_folder, folder)
        # In this order: what was stored before this is in the folder, the rest is
        # deleted by whoever brings it.
        await self._engine.run(clear, folder)
        photos = await self._photos.purge(folder)
        return photos + await self._voices.purge(folder)


async def _listings(
    store: PhotoStore, folders: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    wanted = sorted(set(folders))
    try:
        return await store.listings(wanted) if wanted else {}
    except BadKey:
        log.error("folder.refused")
    listings: dict[str, tuple[str, ...]] = {}
    for folder in wanted:
        # Nothing can be in a folder that cannot be: to its chat it is empty.
        with contextlib.suppress(BadKey):
            listings.update(await store.listings([folder]))
    return listings
