"""
The photos as objects of a bucket: folder and name together are the key.

An object is there whole or not at all, and is listed from the moment its ``put``
returns. Nothing is renamed in a bucket, so a move has three steps, of which each can
be done again:

    copy      each photo to the target    there twice
    list      the target                  what it names is there
    delete    that, from the source       moved

Whatever waits for the bucket waits in a thread of our own few.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from storage.bucket import Bucket
from storage.errors import StorageUnavailable
from storage.photos import (
    PHOTO,
    checked_folder,
    checked_name,
    is_persons,
    name_form,
)

THREADS = 16
"""How many requests are under way at once."""

CANCEL_SECONDS = 3.0
"""How long a ``put`` that is cancelled waits for a bucket that is slow."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


class BucketPhotoStore:
    """
    Keeps photos in a bucket; a ``PhotoStore`` and a ``PhotoSource``.

    Photos may be added and removed by others at any time.

    Args:
        bucket: Where.
        suffix: What the names of all that is kept there end in.
    """

    def __init__(self, bucket: Bucket, suffix: str = PHOTO) -> None:
        self._bucket = bucket
        self._suffix = suffix
        self._names = name_form(suffix)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="bucket")

    async def put(self, folder: str, name: str, data: bytes) -> None:
        """
        See ``PhotoStore``.

        Cancelling waits until the photo is stored, but no longer than
        ``CANCEL_SECONDS``: then whether it is stored is for a listing to tell.
        """
        key = self._key(folder, name)
        task = asyncio.ensure_future(self._in_thread(self._bucket.put, key, data))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            # A request that was sent cannot be called back.
            await asyncio.wait([task], timeout=CANCEL_SECONDS)
            raise

    async def listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """See ``PhotoStore``; the folders are asked for side by side."""
        for folder in folders:
            checked_folder(folder)
        listed = await asyncio.gather(*map(self._listing, folders))
        return dict(zip(folders, listed, strict=True))

    async def read(self, folder: str, name: str) -> bytes | None:
        """See ``PhotoStore``."""
        key = self._key(folder, name)
        return await self._in_thread(self._bucket.get, key) or None

    async def version(self, folder: str, name: str) -> str | None:
        """See ``PhotoSource``."""
        return await self._in_thread(self._bucket.version, self._key(folder, name))

    async def move(self, source: str, target: str) -> None:
        """See ``PhotoStore``. Folders of sessions inside *source* stay."""
        checked_folder(source)
        checked_folder(target)
        names = [] if source == target else await self._named(source)
        if not names:
            return
        copy, delete = self._bucket.copy, self._bucket.delete
        await asyncio.gather(
            *(
                self._in_thread(copy, f"{source}/{name}", f"{target}/{name}")
                for name in names
            )
        )
        arrived = set(await self._named(target))
        await asyncio.gather(
            *(
                self._in_thread(delete, f"{source}/{name}")
                for name in names
                if name in arrived
            )
        )
        missing = set(names) - arrived
        if missing and missing.intersection(await self._named(source)):
            raise StorageUnavailable(
                "the bucket did not copy every photo; they are moved with the next try"
            )

    async def purge(self, folder: str, names: Collection[str] | None = None) -> int:
        """See ``PhotoStore``. Folders of sessions inside *folder* stay."""
        checked_folder(folder)
        for name in names or ():
            checked_name(name, self._suffix)
        found = await self._in_thread(self._bucket.inside, folder)
        gone = found if names is None else set(names).intersection(found)
        delete = self._bucket.delete
        await asyncio.gather(
            *(self._in_thread(delete, f"{folder}/{name}") for name in gone)
        )
        return len([name for name in self._photos(found) if name in gone])

    async def folders(self, tenant: str) -> tuple[str, ...]:
        """See ``PeoplesPhotos``. Every key of the tenant is gone through."""
        keys = await self._in_thread(self._bucket.below, tenant)
        found = {key.rpartition("/")[0] for key in keys}
        return tuple(sorted(filter(is_persons, found)))

    def sweep(self) -> int:
        """
        Delete what a check left that was cut off; the number of objects deleted.

        Raises:
            StorageUnavailable: If the bucket does not answer.
        """
        return self._bucket.sweep()

    def check(self) -> None:
        """
        Write an object, read it back and delete it.

        Raises:
            StorageUnavailable: If that fails; says what to do about it.
        """
        self._bucket.check()

    def close(self) -> None:
        """Begin nothing more; what was begun comes to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _key(self, folder: str, name: str) -> str:
        return f"{checked_folder(folder)}/{checked_name(name, self._suffix)}"

    async def _listing(self, folder: str) -> tuple[str, ...]:
        return self._photos(await self._in_thread(self._bucket.inside, folder))

    async def _named(self, folder: str) -> list[str]:
        """Every name of the right form, also of what is empty."""
        found = await self._in_thread(self._bucket.inside, folder)
        return [name for name in found if self._names.fullmatch(name)]

    def _photos(self, found: Mapping[str, int]) -> tuple[str, ...]:
        """Those of *found* that are photos, sorted."""
        names = (name for name, size in found.items() if size)
        return tuple(sorted(filter(self._names.fullmatch, names)))

    async def _in_thread(
        self,
        call: Callable[Given, Found],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Found:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(call, *given, **named))
