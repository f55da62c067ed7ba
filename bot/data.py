"""Takes all that outlives the process: the database, the photos, the voice notes."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadSetting
from bot.settings import Settings
from bot.web.thumbnails import Thumbnails
from storage.engine import Committed, Engine, open_engine
from storage.locking import lock
from storage.photos import VOICE, OpenPhotoStore
from storage.places import open_photos

THUMBNAILS = "thumbnails"
"""The folder of thumbnails, in that of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """
    All that outlives the process.

    Attributes:
        engine: The database.
        photos: The photos.
        voices: The voice notes.
    """

    engine: Engine
    photos: OpenPhotoStore
    voices: OpenPhotoStore


async def open_data(
    stack: AsyncExitStack,
    settings: Settings,
    *,
    committed: Committed | None = None,
    store: Callable[[Path], OpenPhotoStore] | None = None,
) -> Data:
    """
    Take the data for this process, until *stack* is closed.

    Args:
        stack: Closes it.
        settings: Where it is.
        committed: Told of every commit; None: nobody is.
        store: Makes the store of the photos in a folder; None: they are opened where
            *settings* name them, which may be a bucket.

    Raises:
        BadSetting: If the folder cannot be made.
        StorageError: If the data is used by another server, damaged, or not to be
            written; if what a bucket needs is missing; or if no photo could be shown.
    """
    _make_folder(settings)
    stack.callback(os.close, lock(settings.data))
    engine = await open_engine(settings.data / "bot.db", committed=committed)
    stack.push_async_callback(engine.close)
    if store is None:
        photos = stack.enter_context(open_photos(settings.photo_place))
    else:
        photos = store(settings.photo_root)
    voices = stack.enter_context(open_photos(settings.voice_place, VOICE))
    for one in (photos, voices):
        await asyncio.to_thread(one.check)
        await asyncio.to_thread(one.sweep)
    await asyncio.to_thread(Thumbnails(settings.data / THUMBNAILS).check)
    return Data(engine=engine, photos=photos, voices=voices)


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"data: {settings.data} cannot be made: {error.strerror}"
        ) from None
