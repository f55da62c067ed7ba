"""
The photos, wherever they are kept.

The store's listing is the truth: a photo exists if, and only if, ``listing``
names it. No table repeats it, so nothing can disagree with it. A photo has something
in it: what is empty is not listed.

A *folder* is a slash-separated key below the photo root, a *name* a plain file
name in it. Both must match one strict pattern before a path is built from them:

    {tenant}/whatsapp:{phone}/{session}/{timestamp}-{name}.jpg    while collecting
    {tenant}/whatsapp:{phone}/{timestamp}-{name}.jpg              with scope: chat
    {tenant}/{items}/{slug}/{timestamp}-{name}.jpg                once published

Voice notes are kept in the same manner in a store of their own, whose names end
otherwise. All of a store's names have one *suffix*.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

FOLDER = re.compile(
    r"(?P<tenant>[a-z0-9][a-z0-9_-]{0,62})/"
    r"(?:whatsapp:(?:\+[1-9]\d{6,14}|lid:[A-Za-z0-9._-]{1,64})"
    r"(?:/(?P<session>\d{13}-[0-9a-f]{8}))?"
    r"|(?P<items>[a-z][a-z0-9_]{0,30})/(?P<slug>[a-z0-9]+(?:-[a-z0-9]+){0,40}))",
    re.ASCII,
)
PHOTO = "jpg"
"""The suffix of photos."""

VOICE = "ogg"
"""The suffix of voice notes."""


@cache
def name_form(suffix: str) -> re.Pattern[str]:
    """What names with *suffix* look like."""
    return re.compile(rf"\d{{13}}-[0-9a-f]{{16}}\.{re.escape(suffix)}", re.ASCII)


NAME = name_form(PHOTO)
"""What a photo's name looks like."""


class BadKey(ValueError):
    """
    A folder or name that could lead outside its place.

    The message does not repeat it: a folder holds a phone number.
    """


def checked_folder(folder: str) -> str:
    """
    Return *folder* unchanged if it has one of the forms above.

    Raises:
        BadKey: If it has not.
    """
    if len(folder) > 255 or not FOLDER.fullmatch(folder):  # noqa: PLR2004 - a path's usual limit
        raise BadKey("this is no folder of photos")
    return folder


def is_persons(folder: str) -> bool:
    """Whether *folder* is that of a person or of a session, and no item's."""
    found = FOLDER.fullmatch(folder)
    return found is not None and found["items"] is None


def checked_name(name: str, suffix: str = PHOTO) -> str:
    """
    Return *name* unchanged if it is that of a photo, or of what else has *suffix*.

    Raises:
        BadKey: If it is not.
    """
    if not name_form(suffix).fullmatch(name):
        raise BadKey("this is no name of a photo")
    return name


class PhotoStore(Protocol):
    """
    Keeps photos by folder and name.

    Every method raises ``BadKey`` for a folder or name of another form, and
    ``StorageUnavailable`` if the disk is full or does not answer.
    """

    async def put(self, folder: str, name: str, data: bytes) -> None:
        """
        Store *data* whole, replacing any photo of that name.

        A reader sees the old photo or the new one, never a part of either, so
        putting the same photo twice is harmless. Once this returns, the photo
        survives a power cut.
        """

    async def listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """
        The names in each of *folders*, sorted, which is their order of arrival.

        A folder that does not exist has no photos: its tuple is empty.
        """

    async def read(self, folder: str, name: str) -> bytes | None:
        """The photo, whole; None if there is no such photo, or nothing in it."""

    async def move(self, source: str, target: str) -> None:
        """
        Move every photo of *source* into *target* and remove *source*.

        Doing it again, or going on after a crash in the middle, is harmless: a
        *source* that does not exist is already moved.
        """

    async def purge(self, folder: str, names: Collection[str] | None = None) -> int:
        """
        Delete photos of *folder*, and the folder once nothing is left in it.

        Args:
            folder: Which; the folders of sessions inside it stay.
            names: Which photos; those that are not there are passed by. None: all.

        Returns:
            How many were deleted.
        """


class PeoplesPhotos(Protocol):
    """
    The photos of people, for whoever looks for those that are too old.

    Every method raises what ``PhotoStore`` raises.
    """

    async def folders(self, tenant: str) -> tuple[str, ...]:
        """
        The folders of people and of their sessions below *tenant*, sorted.

        One without photos of its own may be among them, or not.
        """

    async def listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """See ``PhotoStore``."""

    async def purge(self, folder: str, names: Collection[str] | None = None) -> int:
        """See ``PhotoStore``."""


class PhotoSource(Protocol):
    """
    The photos, for whoever only shows them.

    Every method raises what ``PhotoStore`` raises.
    """

    async def listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """See ``PhotoStore``."""

    async def read(self, folder: str, name: str) -> bytes | None:
        """See ``PhotoStore``."""

    async def version(self, folder: str, name: str) -> str | None:
        """
        What tells the photo's bytes as they are now from any others of its name.

        Letters, digits and ``-``; None if there is no such photo. It is found
        without reading the photo, so that whoever made something of it knows
        whether that is still true.
        """


class OpenPhotoStore(PhotoStore, PhotoSource, PeoplesPhotos, Protocol):
    """A store as whoever opened it has it."""

    def check(self) -> None:
        """
        Write something, read it back and delete it.

        Raises:
            StorageUnavailable: If that fails; says what to do about it.
        """

    def sweep(self) -> int:
        """
        Delete what a crash left that is no photo; the number deleted. For the start.

        Raises:
            StorageUnavailable: If the store does not answer.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    """
    One photo in a store, which may be gone by the time it is read.

    Attributes:
        source: The store.
        folder: Its folder.
        name: Its name there.
    """

    source: PhotoSource
    folder: str
    name: str

    @property
    def key(self) -> str:
        """What names it among all photos of the store."""
        return f"{self.folder}/{self.name}"

    async def read(self) -> bytes | None:
        """See ``PhotoStore``."""
        return await self.source.read(self.folder, self.name)

    async def version(self) -> str | None:
        """See ``PhotoSource``."""
        return await self.source.version(self.folder, self.name)
