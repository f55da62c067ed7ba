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
"""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

FOLDER = re.compile(
    r"(?P<tenant>[a-z0-9][a-z0-9_-]{0,62})/"
    r"(?:whatsapp:(?:\+[1-9]\d{6,14}|lid:[A-Za-z0-9._-]{1,64})"
    r"(?:/(?P<session>\d{13}-[0-9a-f]{8}))?"
    r"|(?P<items>[a-z][a-z0-9_]{0,30})/(?P<slug>[a-z0-9]+(?:-[a-z0-9]+){0,40}))",
    re.ASCII,
)
NAME = re.compile(r"\d{13}-[0-9a-f]{16}\.jpg", re.ASCII)


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


def checked_name(name: str) -> str:
    """
    Return *name* unchanged if it is a photo's.

    Raises:
        BadKey: If it is not.
    """
    if not NAME.fullmatch(name):
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

    async def path(self, folder: str, name: str) -> Path | None:
        """A local file with the photo's bytes; None if there is no such photo."""

    async def move(self, source: str, target: str) -> None:
        """
        Move every photo of *source* into *target* and remove *source*.

        Doing it again, or going on after a crash in the middle, is harmless: a
        *source* that does not exist is already moved.
        """

    async def purge(self, folder: str, only: Collection[str] | None = None) -> int:
        """
        Delete the photos of *folder* and the folder; the number deleted.

        Args:
            folder: Where they are; there need be none.
            only: The names of those to delete; the folder stays then, and so do
                all others. None: all.
        """
