"""
Small pictures for pages: made once, kept on disk, made again when a photo changes.

They can be thrown away at any time, so they lie outside the photo root, where only
photos are. A thumbnail carries its photo's time of change: that is how it is known
to belong to the photo as it is now.
"""

import asyncio
import hashlib
import os
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (320, 480, 640, 960)
"""The widths there are, in pixels: a choice of strangers would fill the disk."""

_AT_ONCE = 2
_QUALITY = 80
_SIDEWAYS = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112
_UNREADABLE = (
    UnidentifiedImageError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class Thumbnails:
    """
    Thumbnails below one folder.

    No more than two are made at a time, so that a page with many photos leaves
    room for messages.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._begun: dict[Path, asyncio.Task[None]] = {}

    async def path(self, photo: Path, *, key: str, width: int) -> Path:
        """
        A JPEG of *photo* for the web, made first if need be.

        Args:
            photo: The file with the photo.
            key: What names the photo among all others, such as its folder and name;
                it may hold anything.
            width: How wide it may be, in pixels: one of ``WIDTHS``. A narrower
                photo is not stretched.

        Raises:
            ValueError: If *width* is none of ``WIDTHS``.
            FileNotFoundError: If there is no *photo*.
            OSError: If it cannot be decoded, or the disk is full.
        """
        if width not in WIDTHS:
            raise ValueError(f"no thumbnail is {width} pixels wide, but {WIDTHS}")
        digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32]
        thumbnail = self._folder / f"{digest}-{width}.jpg"
        making = self._begun.get(thumbnail)
        if making is None:
            making = asyncio.create_task(self._make(photo, thumbnail, width))
            self._begun[thumbnail] = making
            making.add_done_callback(lambda _: self._begun.pop(thumbnail))
        # One browser that goes away does not take it from the others that wait.
        await asyncio.shield(making)
        return thumbnail

    async def _make(self, photo: Path, thumbnail: Path, width: int) -> None:
        if not await asyncio.to_thread(_is_current, thumbnail, photo):
            async with self._free:
                await asyncio.to_thread(_write, photo, thumbnail, width)


def _is_current(thumbnail: Path, photo: Path) -> bool:
    changed = photo.stat().st_mtime_ns
    try:
        return thumbnail.stat().st_mtime_ns == changed
    except FileNotFoundError:
        return False


def _write(photo: Path, thumbnail: Path, width: int) -> None:
    # Before it is read: if it changes meanwhile, the thumbnail is out of date at once.
    changed = photo.stat().st_mtime_ns
    small = _shrunk(photo, width)
    thumbnail.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = thumbnail.with_name(f".{thumbnail.name}.part")
    with part.open("wb") as file:
        small.save(
            file, "JPEG", quality=_QUALITY, icc_profile=small.info.get("icc_profile")
        )
        file.flush()
        os.fsync(file.fileno())
    os.utime(part, ns=(changed, changed))
    part.replace(thumbnail)


def _shrunk(photo: Path, width: int) -> Image.Image:
    """
    The photo upright and at most *width* pixels wide.

    Raises:
        OSError: If it cannot be decoded.
    """
    try:
        with Image.open(photo, formats=("JPEG",)) as image:
            sideways = image.getexif().get(_ORIENTATION) in _SIDEWAYS
            share = min(1, width / (image.height if sideways else image.width))
            size = (round(image.width * share), round(image.height * share))
            # The decoder skips what a smaller picture does not need.
            image.draft("RGB", size)
            image.thumbnail(size)
            return _plain(ImageOps.exif_transpose(image))
    except _UNREADABLE as error:
        # Its own text may have the folder in it, so a phone number.
        raise OSError(f"the photo cannot be decoded: {type(error).__name__}") from None


def _plain(image: Image.Image) -> Image.Image:
    """*image* in RGB, with no more about it than its colour profile."""
    profile = {} if image.mode == "CMYK" else image.info
    plain = image.convert("RGB")
    plain.info = {k: v for k, v in profile.items() if k == "icc_profile"}
    return plain
