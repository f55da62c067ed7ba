"""
Backups: the database, the photos and the voice notes as they were, in one file.

    bot.db                              the database, first
    photos/{folder}/{name}              then every photo that a listing names
    voices/{folder}/{name}              and every voice note

Nothing stops meanwhile. The database is one moment of it, and the photos come after,
so whatever the database tells of is there; a photo that came in between harms nothing.
Neither does one that is gone by then, for it was moved or deleted. A photo moves once,
when it is published, so whoever looks twice cannot miss it.

What is in a bucket stays there: then a backup is the database alone.
"""

import errno
import os
import secrets
import shutil
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.connection import connect, disconnect
from storage.disk import sync
from storage.errors import BackupRefused, StorageDamaged, StorageUnavailable
from storage.inspection import copy, flaws, looking
from storage.kept import KeptFiles
from storage.photos import FOLDER, PHOTO, VOICE, name_form

DATABASE = "bot.db"
SUFFIXES: Mapping[str, str] = {"photos": PHOTO, "voices": VOICE}
"""What a backup calls the stores, and what the names in each end in."""

LOOKS = 2
"""How often the photos are listed."""

_UNFINISHED = ".restore."
_ENDS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)

Roots = Mapping[str, Path]
"""The root of each store, by its name in ``SUFFIXES``; empty: they are in a bucket."""

Tell = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """
    What a backup holds.

    Attributes:
        size_bytes: Of all of it.
        photos: How many photos are in it.
        voices: How many voice notes.
    """

    size_bytes: int
    photos: int
    voices: int


def back_up(database: Path, roots: Roots, file: Path, tell: Tell) -> Backup:
    """
    Write *database* and what is in *roots* to *file*, whether a server runs or not.

    The file has its name once it is whole and on the disk.

    Args:
        database: The database.
        roots: Where the photos and the voice notes are; in a bucket they stay.
        file: Where to.
        tell: Told of every photo and voice note.

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
            done = _fill(target, aside / DATABASE, roots, tell)
            target.flush()
            os.fsync(target.fileno())
            size_bytes = target.tell()
        (aside / "tar").rename(file)
        sync(file.parent)
    except OSError as error:
        said = error.strerror or str(error)
        raise StorageUnavailable(f"{file}: cannot be written: {said}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return _made(size_bytes, done)


def bring_back(file: Path, database: Path, roots: Roots, tell: Tell) -> Backup:
    """
    Put the backup in *file* in place, where there is nothing yet.

    No server may run there. The database gets its name last, once all is on the disk:
    cut off before, there is none.

    Args:
        file: The backup.
        database: Where the database is to be.
        roots: Where photos and voice notes go; if to a bucket, *file* may have none.
        tell: Told of every file, in bytes of *file*.

    Raises:
        BackupRefused: If *file* is no whole backup, or there is data already.
        StorageUnavailable: If it cannot be read or written.
    """
    _check_empty(database, roots)
    aside = f"{_UNFINISHED}{secrets.token_hex(8)}"
    unpacked = database.parent / aside
    filled = {name: root / aside for name, root in roots.items()}
    try:
        unpacked.mkdir(mode=0o700, parents=True)
        for folder in filled.values():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        done = _unpack(file, unpacked / DATABASE, filled, tell)
        _check(file, unpacked / DATABASE)
        os.sync()  # once for all, not once for each of many photos
        for name, root in roots.items():
            for tenant in sorted(filled[name].iterdir()):
                tenant.rename(root / tenant.name)
            sync(root)
        (unpacked / DATABASE).rename(database)
        sync(database.parent)
    except OSError as error:
        raise StorageUnavailable(
            f"{file}: cannot be brought back: {error.strerror or error}"
        ) from None
    finally:
        for folder in (unpacked, *filled.values()):
            shutil.rmtree(folder, ignore_errors=True)
    return _made(file.stat().st_size, done)


def _made(size_bytes: int, done: Counter[str]) -> Backup:
    return Backup(size_bytes=size_bytes, photos=done["photos"], voices=done["voices"])


def listed(root: Path, suffix: str) -> Iterator[str]:
    """Every photo that a listing below *root* names, by its path there."""
    for path in KeptFiles(root).everything():
        if _is_listed(path, suffix):
            yield path


def _is_listed(path: str, suffix: str) -> bool:
    folder, _, name = path.rpartition("/")
    return bool(FOLDER.fullmatch(folder) and name_form(suffix).fullmatch(name))


def _fill(target: BinaryIO, database: Path, roots: Roots, tell: Tell) -> Counter[str]:
    """Write everything into *target*; how much of each store that was."""
    done: set[tuple[str, str]] = set()
    with tarfile.open(fileobj=target, mode="w") as tar:
        _add(tar, database, DATABASE)
        for _ in range(LOOKS):
            found = [
                (name, one)
                for name, root in roots.items()
                for one in listed(root, SUFFIXES[name])
                if (name, one) not in done
            ]
            total = len(done) + len(found)
            for name, one in found:
                if _add(tar, roots[name] / one, f"{name}/{one}"):
                    done.add((name, one))
                tell(len(done), total)
    return Counter(name for name, _ in done)


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


def _unpack(file: Path, database: Path, roots: Roots, tell: Tell) -> Counter[str]:
    done: Counter[str] = Counter()
    with _whole(file) as tar:
        for member in tar:
            place = _place(file, member, database, roots)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source = tar.extractfile(member)
            if source is None or place.exists():
                raise BackupRefused(f"{file}: no backup: twice {member.name!r}")
            with source, _written(place) as target:
                shutil.copyfileobj(source, target)
            done[member.name.partition("/")[0]] += 1
            tell(tar.offset, file.stat().st_size)
            _let_go(tar)
    if not database.exists():
        raise BackupRefused(f"{file}: no backup: there is no {DATABASE} in it")
    return done


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


def _place(file: Path, member: tarfile.TarInfo, database: Path, roots: Roots) -> Path:
    """Where *member* goes; only what a backup has, under no other name than it has."""
    store, _, path = member.name.partition("/")
    if member.isreg() and not member.issparse():
        if member.name == DATABASE:
            return database
        if store in SUFFIXES and _is_listed(path, SUFFIXES[store]):
            if store not in roots:
                raise BackupRefused(
                    f"{file}: it has {store} in it, and they are to be in a bucket: "
                    "restore with a folder as photos, then copy that to the bucket"
                )
            return roots[store] / path
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


def _check_empty(database: Path, roots: Roots) -> None:
    """Refuse where there is data; what a restore left that was cut off is none."""
    for folder in {database.parent, *roots.values()}:
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
    there = [database.with_name(f"{database.name}{end}") for end in _ENDS]
    there = [one for one in there if one.exists()]
    there += [one for one in roots.values() if one.is_dir() and any(one.iterdir())]
    if there:
        names = ", ".join(map(str, sorted(there)))
        raise BackupRefused(f"there is data already: move {names} away first")


def _written(path: Path) -> BinaryIO:
    """The new file *path*, to be written; nobody else may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
