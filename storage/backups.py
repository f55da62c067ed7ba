"""
Backups: the database and the photos as they were, in one file.

    bot.db                              the database, first
    photos/{folder}/{name}              then every photo that a listing names

Nothing stops meanwhile. The database is one moment of it, and the photos come after,
so whatever the database tells of is there; a photo that came in between harms nothing.
Neither does one that is gone by then, for it was moved or deleted. A photo moves once,
when it is published, so whoever looks twice cannot miss it.
"""

import errno
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.connection import connect, disconnect
from storage.errors import BackupRefused, StorageDamaged, StorageUnavailable
from storage.inspection import copy, flaws, looking
from storage.photos import FOLDER, NAME

DATABASE = "bot.db"
PHOTOS = "photos/"
LOOKS = 2
"""How often the photos are listed."""

_UNFINISHED = ".restore."
_ENDS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)

Tell = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """
    What a backup holds.

    Attributes:
        size_bytes: Of all of it.
        photos: How many photos are in it.
    """

    size_bytes: int
    photos: int


def back_up(database: Path, photos: Path, file: Path, tell: Tell) -> Backup:
    """
    Write *database* and *photos* to *file*, whether a server runs or not.

    The file has its name once it is whole and on the disk.

    Args:
        database: The database.
        photos: The root of the photos.
        file: Where to.
        tell: Told of every photo.

    Raises:
        BackupRefused: If *file* is there already, or its folder is not.
        StorageUnavailable: If there is no database, or no room.
        StorageDamaged: If the database is damaged; a copy of it would be, too.
    """
    if file.exists():
        raise BackupRefused(f"{file}: there is such a file already; name another")
    if not file.parent.is_dir():
        raise BackupRefused(f"{file}: there is no such folder; make it first")
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    try:
        aside.mkdir(mode=0o700)
        copy(database, aside / DATABASE)
        _refuse_damaged(database, aside / DATABASE)
        with _written(aside / "tar") as target:
            count = _fill(target, aside / DATABASE, photos, tell)
            target.flush()
            os.fsync(target.fileno())
            size_bytes = target.tell()
        (aside / "tar").rename(file)
        _sync(file.parent)
    except OSError as error:
        said = error.strerror or str(error)
        raise StorageUnavailable(f"{file}: cannot be written: {said}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Backup(size_bytes=size_bytes, photos=count)


def bring_back(file: Path, database: Path, photos: Path, tell: Tell) -> Backup:
    """
    Put the backup in *file* in place, where there is nothing yet.

    No server may run there. The database gets its name last, once all is on the disk:
    cut off before, there is none.

    Args:
        file: The backup.
        database: Where the database is to be.
        photos: The root of the photos.
        tell: Told of every file, in bytes of *file*.

    Raises:
        BackupRefused: If *file* is no whole backup, or there is data already.
        StorageUnavailable: If it cannot be read or written.
    """
    _check_empty(database, photos)
    aside = f"{_UNFINISHED}{secrets.token_hex(8)}"
    unpacked, pictures = database.parent / aside, photos / aside
    try:
        unpacked.mkdir(mode=0o700, parents=True)
        pictures.mkdir(mode=0o700, parents=True, exist_ok=True)
        count = _unpack(file, unpacked / DATABASE, pictures, tell)
        _check(file, unpacked / DATABASE)
        os.sync()  # once for all, not once for each of many photos
        for tenant in sorted(pictures.iterdir()):
            tenant.rename(photos / tenant.name)
        _sync(photos)
        (unpacked / DATABASE).rename(database)
        _sync(database.parent)
    except OSError as error:
        raise StorageUnavailable(
            f"{file}: cannot be brought back: {error.strerror or error}"
        ) from None
    finally:
        for folder in (unpacked, pictures):
            shutil.rmtree(folder, ignore_errors=True)
    return Backup(size_bytes=file.stat().st_size, photos=count)


def listed(photos: Path) -> Iterator[str]:
    """Every photo that a listing below the root *photos* names, by its path there."""
    for folder, folders, names in os.walk(photos):
        folders.sort()
        key = Path(folder).relative_to(photos).as_posix()
        if FOLDER.fullmatch(key):
            yield from (
                f"{key}/{name}" for name in sorted(names) if NAME.fullmatch(name)
            )


def _fill(target: BinaryIO, database: Path, photos: Path, tell: Tell) -> int:
    done: set[str] = set()
    with tarfile.open(fileobj=target, mode="w") as tar:
        _add(tar, database, DATABASE)
        for _ in range(LOOKS):
            found = [one for one in listed(photos) if one not in done]
            total = len(done) + len(found)
            for one in found:
                if _add(tar, photos / one, f"{PHOTOS}{one}"):
                    done.add(one)
                tell(len(done), total)
    return len(done)


def _add(tar: tarfile.TarFile, path: Path, name: str) -> bool:
    """Add the file at *path* as *name*; False if it is gone, or a link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        if error.errno in _GONE:
            return False
        raise
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = found.st_size, found.st_mtime, 0o600
        tar.addfile(member, file)
    _let_go(tar)
    return True


def _let_go(tar: tarfile.TarFile) -> None:
    """Have *tar* forget its members, which it would keep, one for each photo."""
    tar.members.clear()  # type: ignore[attr-defined]  # typeshed leaves it out


def _unpack(file: Path, database: Path, photos: Path, tell: Tell) -> int:
    count = 0
    with _whole(file) as tar:
        for member in tar:
            place = _place(file, member, database, photos)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source = tar.extractfile(member)
            if source is None or place.exists():
                raise BackupRefused(f"{file}: no backup: twice {member.name!r}")
            with source, _written(place) as target:
                shutil.copyfileobj(source, target)
            if place != database:
                count += 1
            tell(tar.offset, file.stat().st_size)
            _let_go(tar)
    if not database.exists():
        raise BackupRefused(f"{file}: no backup: there is no {DATABASE} in it")
    return count


@contextmanager
def _whole(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
            if tar.offset >= file.stat().st_size:
                raise BackupRefused(f"{file}: cut off; bring back another backup")
    except tarfile.TarError as error:
        raise BackupRefused(
            f"{file}: no backup, or a damaged one ({error}); bring back another"
        ) from None


def _place(file: Path, member: tarfile.TarInfo, database: Path, photos: Path) -> Path:
    """Where *member* goes; only what a backup has, under no other name than it has."""
    folder, _, name = member.name.removeprefix(PHOTOS).rpartition("/")
    if member.isreg() and not member.issparse():
        if member.name == DATABASE:
            return database
        if (
            member.name == f"{PHOTOS}{folder}/{name}"
            and FOLDER.fullmatch(folder)
            and NAME.fullmatch(name)
        ):
            return photos / folder / name
    raise BackupRefused(f"{file}: no backup: {member.name!r} is none of its files")


def _check(file: Path, database: Path) -> None:
    """Bring *database* to today's schema, if it is whole."""
    try:
        with looking(database) as connection:
            found = flaws(connection)
        if not found:
            disconnect(connect(database))
    except StorageDamaged as error:
        found = [str(error)]
    if found:
        raise BackupRefused(f"{file}: its database cannot be used: {found[0]}")


def _refuse_damaged(database: Path, copied: Path) -> None:
    """A copy repeats whatever damage there is, and would pass for a backup."""
    with looking(copied) as connection:
        found = flaws(connection)
    if found:
        raise StorageDamaged(
            f"{database}: damaged ({found[0]}); no backup of it was made, "
            "bring back an earlier one"
        )


def _check_empty(database: Path, photos: Path) -> None:
    """Refuse where there is data; what a restore left that was cut off is none."""
    for folder in {database.parent, photos}:
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
    there = [database.with_name(f"{database.name}{end}") for end in _ENDS]
    there = [one for one in there if one.exists()]
    if photos.is_dir() and any(photos.iterdir()):
        there.append(photos)
    if there:
        names = ", ".join(map(str, sorted(there)))
        raise BackupRefused(f"there is data already: move {names} away first")


def _written(path: Path) -> BinaryIO:
    """The new file *path*, to be written; nobody else may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
