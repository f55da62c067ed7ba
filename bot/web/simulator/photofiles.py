"""The photos that people sent, as the gateway keeps them: the bytes, by id."""

import asyncio
import uuid
from collections.abc import AsyncIterable
from pathlib import Path

import aiofiles

from bot.messages import digest

LARGEST_BYTES = 32 * 1024 * 1024
"""The largest photo that a phone may send."""

MOST_BYTES = 512 * 1024 * 1024
"""What all photos together may take before the oldest go."""


class PhotoTooLarge(Exception):
    """It is larger than ``LARGEST_BYTES``."""


class PhotoFiles:
    """
    Photos below one folder, which nothing else writes to.

    Args:
        folder: The folder; it is made when the first photo comes.
        most_bytes: What all photos together may take.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    async def keep(self, chunks: AsyncIterable[bytes]) -> tuple[str, int]:
        """
        Keep a photo; its new id, and its length in bytes.

        Raises:
            PhotoTooLarge: If it exceeds ``LARGEST_BYTES``. Nothing of it is kept.
        """
        photo_id = uuid.uuid4().hex
        file = self._file(photo_id)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            size = await _write(file, chunks)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        await asyncio.to_thread(self._prune)
        return photo_id, size

    def path(self, photo_id: str) -> Path | None:
        """The file of a photo; None if it is not kept, or not any more."""
        file = self._file(photo_id)
        return file if file.is_file() else None

    def _file(self, photo_id: str) -> Path:
        # An address may name anything; a digest leads nowhere else.
        return self._folder / digest(photo_id)

    def _prune(self) -> None:
        found = [(file.stat(), file) for file in self._folder.iterdir()]
        found.sort(key=lambda one: one[0].st_mtime_ns)
        left = sum(state.st_size for state, _ in found)
        for state, file in found[:-1]:
            if left <= self._most_bytes:
                return
            file.unlink(missing_ok=True)
            left -= state.st_size


async def _write(file: Path, chunks: AsyncIterable[bytes]) -> int:
    size = 0
    async with aiofiles.open(file, "xb") as opened:
        async for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_BYTES:
                raise PhotoTooLarge
            await opened.write(chunk)
    return size
