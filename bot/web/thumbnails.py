"""
Small pictures for pages: made once, kept on disk, made again when a photo changes.

They can be thrown away at any time, so they lie outside the photo root, where only
photos are. A thumbnail's name has its photo's version in it: that is how it is known
to belong to the photo as it is now, wherever that is kept.
"""

import asyncio
import hashlib
import os
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from storage.errors import StorageUnavailable
from storage.photos import StoredPhoto

WIDTHS = (320, 480, 640, 960)
"""The widths there are, in pixels: a choice of strangers would fill the disk."""

_CHECKED = "check"
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
        self._begun: dict[Path, asyncio.Task[bool]] = {}

    async def path(self, photo: StoredPhoto, *, width: int) -> Path | None:
        """
        A JPEG of *photo* for the web, made first if need be.

        None if there is no *photo*.

        Args:
            photo: The photo; it is read only if there is no thumbnail of it yet.
            width: How wide it may be, in pixels: one of ``WIDTHS``. A narrower
                photo is not stretched.

        Raises:
            ValueError: If *width* is none of ``WIDTHS``.
            OSError: If it cannot be decoded, or the disk is full.
            StorageUnavailable: If the store does not answer.
        """
        if width not in WIDTHS:
            raise ValueError(f"no thumbnail is {width} pixels wide, but {WIDTHS}")
        version = await photo.version()
        if version is None:
            return None
        thumbnail = (
            self._folder / _digest(photo.key) / f"{width}-{_digest(version)}.jpg"
        )
        making = self._begun.get(thumbnail)
        if making is None:
            making = asyncio.create_task(self._make(photo, thumbnail, width))
            self._begun[thumbnail] = making
            making.add_done_callback(lambda _: self._begun.pop(thumbnail))
        # One browser that goes away does not take it from the others that wait.
        return thumbnail if await asyncio.shield(making) else None

    def check(self) -> None:
        """
        Make a thumbnail of a small picture, read it back and delete it.

        Raises:
            StorageUnavailable: If that fails; says what to do about it.
        """
        photo, made = BytesIO(), self._folder / _CHECKED / f"{WIDTHS[0]}-check.jpg"
        try:
            Image.new("RGB", (2 * WIDTHS[0], WIDTHS[0])).save(photo, "JPEG")
            _write(photo.getvalue(), made, WIDTHS[0])
            with Image.open(made) as shown:
                shown.load()
            made.unlink()
            made.parent.rmdir()
        except OSError as error:
            raise StorageUnavailable(
                f"no thumbnail can be made in {self._folder}: "
                f"{error.strerror or type(error).__name__}; let it be a folder that "
                "this account may write to, with space left"
            ) from error

    async def _make(self, photo: StoredPhoto, thumbnail: Path, width: int) -> bool:
        if await asyncio.to_thread(thumbnail.exists):
            return True
        async with self._free:
            data = await photo.read()
            if data is None:
                return False
            await asyncio.to_thread(_write, data, thumbnail, width)
        return True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def _write(data: bytes, thumbnail: Path, width: int) -> None:
    made = small(data, width)
    thumbnail.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = thumbnail.with_name(f".{thumbnail.name}.part")
    with part.open("wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    part.replace(thumbnail)
    for old in thumbnail.parent.glob(f"{width}-*.jpg"):
        if old != thumbnail:
            old.unlink(missing_ok=True)


def small(data: bytes, width: int) -> bytes:
    """
    The photo in *data* as a JPEG for the web, made anew at each call; for a thread.

    Args:
        data: The photo.
        width: How wide it may be, in pixels; a narrower photo is not stretched.

    Raises:
        OSError: If it cannot be decoded.
    """
    picture, made = _shrunk(data, width), BytesIO()
    profile = picture.info.get("icc_profile")
    picture.save(made, "JPEG", quality=_QUALITY, icc_profile=profile)
    return made.getvalue()


def _shrunk(data: bytes, width: int) -> Image.Image:
    """
    The photo upright and at most *width* pixels wide.

    Raises:
        OSError: If it cannot be decoded.
    """
    try:
        with Image.open(BytesIO(data), formats=("JPEG",)) as image:
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
