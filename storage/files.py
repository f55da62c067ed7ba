"""
The photos as plain files: a folder is a folder, a name a file in it.

A photo gets its name when its bytes are safe, and ``put`` returns when its name is:

    .{name}.{random}.part     written, fsync    hidden; no listing names it
    {name}                    rename            there, whole
    its folder, those above   fsync             there after a power cut, too

Every folder is opened from the root down, part by part, following no link, and
files are named relative to it. So a link that somebody planted leads nowhere: a
folder that is one is empty when read, and a ``BadKey`` when written to.
"""

import asyncio
import errno
import os
import re
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiofiles

from storage.disk import NOT_EMPTY, make, probe, remove, sync, sync_all
from storage.errors import StorageUnavailable
from storage.listing import (
    files_in,
    folders_of_people,
    photos_in,
    read_in,
    version_in,
)
from storage.photos import PHOTO, BadKey, checked_folder, checked_name, name_form

Found = TypeVar("Found")

_TEMPORARY = re.compile(
    r"\.(?:\d{13}-[0-9a-f]{16}\.[a-z0-9]+|check)\.[0-9a-f]{16}\.part", re.ASCII
)
_ANYTHING = re.compile(r".+", re.DOTALL)
_NO_FOLDER = (FileNotFoundError, NotADirectoryError)
_NOT_RENAMED = (*NOT_EMPTY, errno.EINVAL, errno.ENOTDIR)


class FilePhotoStore:
    """
    Keeps photos below one folder of the local disk; a ``PhotoStore``.

    Only the account of the bot can read them. Photos may be added and removed by
    hand, but one server at a time writes there.

    Args:
        root: The folder.
        suffix: What every name there ends in.
    """

    def __init__(self, root: Path, suffix: str = PHOTO) -> None:
        self._root = root
        self._suffix = suffix
        self._names = name_form(suffix)
        self._lock = threading.Lock()

    async def put(self, folder: str, name: str, data: bytes) -> None:
        """See ``PhotoStore``. Cancelling waits until the photo is stored."""
        checked_folder(folder)
        checked_name(name, self._suffix)
        task = asyncio.ensure_future(self._put(folder, name, data))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            # A thread cannot be stopped, and what it writes must not be left behind.
            await asyncio.wait([task])
            raise

    async def listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """See ``PhotoStore``; one thread call reads all *folders*."""
        for folder in folders:
            checked_folder(folder)
        with _translated():
            return await asyncio.to_thread(self._listings, folders)

    async def read(self, folder: str, name: str) -> bytes | None:
        """See ``PhotoStore``."""
        checked_folder(folder)
        checked_name(name, self._suffix)
        with _translated():
            return await asyncio.to_thread(self._seen, read_in, folder, name)

    async def version(self, folder: str, name: str) -> str | None:
        """See ``PhotoSource``: which file it is, of what size, changed when."""
        checked_folder(folder)
        checked_name(name, self._suffix)
        with _translated():
            return await asyncio.to_thread(self._seen, version_in, folder, name)

    async def move(self, source: str, target: str) -> None:
        """See ``PhotoStore``. Folders of sessions inside *source* stay."""
        checked_folder(source)
        checked_folder(target)
        with _translated():
            await asyncio.to_thread(self._move, source, target)

    async def purge(self, folder: str, names: Collection[str] | None = None) -> int:
        """See ``PhotoStore``. Folders of sessions inside *folder* stay."""
        checked_folder(folder)
        for name in names or ():
            checked_name(name, self._suffix)
        with _translated():
            return await asyncio.to_thread(self._purge, folder, names)

    async def folders(self, tenant: str) -> tuple[str, ...]:
        """See ``PeoplesPhotos``."""
        with _translated():
            return await asyncio.to_thread(folders_of_people, self._root, tenant)

    def sweep(self) -> int:
        """
        Delete what a crash left half-written; the number of files deleted.

        For the start: it would take the ground from under a ``put`` at work.

        Raises:
            StorageUnavailable: If the disk does not answer.
        """
        with _translated(), suppress(FileNotFoundError):
            walk = os.fwalk(self._root.resolve())
            return sum(_unlink(folder, _TEMPORARY) for *_, folder in walk)
        return 0

    def check(self) -> None:
        """
        Write a file, read it back and delete it.

        Raises:
            StorageUnavailable: If that fails; says what to do about it.
        """
        try:
            make(self._root)
            probe(self._root / f".check.{secrets.token_hex(8)}.part")
        except OSError as error:
            raise StorageUnavailable(
                f"no photo can be kept in {self._root}: {error.strerror}; "
                "let it be a folder that this account may write to, with space left"
            ) from error

    async def _put(self, folder: str, name: str, data: bytes) -> None:
        with _translated():
            try:
                await self._write(folder, name, data)
            except FileNotFoundError:
                # The folder was moved or purged meanwhile: this photo comes after.
                await self._write(folder, name, data)

    async def _write(self, folder: str, name: str, data: bytes) -> None:
        temporary = f".{name}.{secrets.token_hex(8)}.part"
        create = partial(self._create, folder)
        try:
            async with aiofiles.open(temporary, "wb", opener=create) as file:
                await file.write(data)
            await asyncio.to_thread(self._keep, folder, temporary, name)
        except BaseException:
            await asyncio.to_thread(self._discard, folder, temporary)
            raise

    def _create(self, folder: str, temporary: str, flags: int) -> int:
        make(self._root)
        with self._opened(folder, make=True) as opened:
            flags |= os.O_EXCL | os.O_NOFOLLOW
            return os.open(temporary, flags, 0o600, dir_fd=opened[-1])

    def _keep(self, folder: str, temporary: str, name: str) -> None:
        with self._opened(folder) as opened:
            sync(temporary, dir_fd=opened[-1])
            os.rename(temporary, name, src_dir_fd=opened[-1], dst_dir_fd=opened[-1])
            sync_all(opened)

    def _discard(self, folder: str, temporary: str) -> None:
        with suppress(OSError), self._opened(folder) as opened:
            os.unlink(temporary, dir_fd=opened[-1])

    def _seen(
        self, look: Callable[[int, str], Found | None], folder: str, name: str
    ) -> Found | None:
        found = None
        with suppress(*_NO_FOLDER), self._opened(folder) as opened:
            found = look(opened[-1], name)
        return found

    def _listings(self, folders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        listings: dict[str, tuple[str, ...]] = dict.fromkeys(folders, ())
        for folder in folders:
            with suppress(*_NO_FOLDER), self._opened(folder) as opened:
                listings[folder] = tuple(photos_in(opened[-1], self._names))
        return listings

    def _move(self, source: str, target: str) -> None:
        """Move so that a crash at any point leaves what can be done again."""
        above, _, last = target.rpartition("/")
        with self._lock, ExitStack() as stack:
            try:
                origin = stack.enter_context(self._opened(source))
            except FileNotFoundError:
                # What moved it may have been cut off before the disk was told.
                for folder in (target, source):
                    self._sync_above(folder)
                return
            _unlink(origin[-1], _TEMPORARY)
            goal = stack.enter_context(self._opened(above, make=True))
            if not _renamed(origin, source.rpartition("/")[2], goal, last):
                goal = stack.enter_context(self._opened(target, make=True))
                for name in files_in(origin[-1], self._names):
                    os.rename(name, name, src_dir_fd=origin[-1], dst_dir_fd=goal[-1])
            # The new place is durable before the old one is taken away.
            sync_all(goal)
            remove(origin, source)

    def _purge(self, folder: str, names: Collection[str] | None) -> int:
        with suppress(FileNotFoundError), self._lock, self._opened(folder) as opened:
            listed = set(photos_in(opened[-1], self._names))
            gone = listed.intersection(names or ())
            for name in files_in(opened[-1], _ANYTHING) if names is None else gone:
                os.unlink(name, dir_fd=opened[-1])
            remove(opened, folder)
            return len(listed if names is None else gone)
        return 0

    def _sync_above(self, folder: str) -> None:
        while folder:
            with suppress(FileNotFoundError), self._opened(folder) as opened:
                sync_all(opened)
                return
            folder = folder.rpartition("/")[0]

    @contextmanager
    def _opened(self, folder: str, *, make: bool = False) -> Iterator[list[int]]:
        """The root and each folder down to *folder*, as descriptors; no link passes."""
        with ExitStack() as stack:
            opened = [os.open(self._root, os.O_DIRECTORY)]
            stack.callback(os.close, opened[-1])
            for part in folder.split("/"):
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(part, 0o700, dir_fd=opened[-1])
                flags = os.O_DIRECTORY | os.O_NOFOLLOW
                opened.append(os.open(part, flags, dir_fd=opened[-1]))
                stack.callback(os.close, opened[-1])
            yield opened


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, names)) or "(?!)")


def _unlink(folder: int, pattern: re.Pattern[str]) -> int:
    names = files_in(folder, pattern)
    for name in names:
        os.unlink(name, dir_fd=folder)
    return len(names)


def _renamed(origin: list[int], source: str, goal: list[int], target: str) -> bool:
    """Rename a folder whole; False if it holds others or *target* holds something."""
    with os.scandir(origin[-1]) as entries:
        if any(entry.is_dir(follow_symlinks=False) for entry in entries):
            return False
    try:
        os.rename(source, target, src_dir_fd=origin[-2], dst_dir_fd=goal[-1])
    except OSError as error:
        if error.errno in _NOT_RENAMED:
            return False
        raise
    return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except NotADirectoryError:
        raise BadKey("a link, or no folder at all") from None
    except OSError as error:
        # Its own text has the folder in it, so a phone number.
        raise StorageUnavailable(f"no photo can be kept: {error.strerror}") from None
