"""
What lies in an open folder of photos.

Files only: a link that somebody planted is none. And a photo has something in it: a
file without a byte, as a bad disk or a mistaken hand leaves behind, is not listed, so
that nobody counts or sees it, and the photo is fetched if it still can be.
"""

import os
import re
import stat
from pathlib import Path

from storage.photos import NAME, is_persons


def files_in(folder: int, pattern: re.Pattern[str] = NAME) -> list[str]:
    """The names that match in an open folder, sorted; of files only, not of links."""
    with os.scandir(folder) as entries:
        files = [e.name for e in entries if e.is_file(follow_symlinks=False)]
    return sorted(filter(pattern.fullmatch, files))


def photos_in(folder: int, pattern: re.Pattern[str] = NAME) -> list[str]:
    """The photos in an open folder, sorted by name, which is their order of arrival."""
    return [name for name in files_in(folder, pattern) if _size_bytes(folder, name)]


def folders_of_people(root: Path, tenant: str) -> tuple[str, ...]:
    """The folders of people below *tenant*, and of their sessions; through no link."""
    found = []
    for person in _folders_in(root / tenant):
        below = [person, *_folders_in(root / tenant / person, f"{person}/")]
        found += [f"{tenant}/{name}" for name in below]
    return tuple(sorted(name for name in found if is_persons(name)))


def _folders_in(folder: Path, before: str = "") -> list[str]:
    try:
        with os.scandir(folder) as entries:
            found = [one.name for one in entries if one.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [f"{before}{name}" for name in found]


def read_in(folder: int, name: str) -> bytes | None:
    """What the photo in an open folder holds; None if it would not be listed."""
    if version_in(folder, name) is None:
        return None
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read() or None


def version_in(folder: int, name: str) -> str | None:
    """Which file the photo is, of what size, changed when; None if not listed."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    version = f"{found.st_ino:x}-{found.st_size:x}-{found.st_mtime_ns:x}"
    return version if stat.S_ISREG(found.st_mode) and found.st_size else None


def _size_bytes(folder: int, name: str) -> int:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0  # it was moved or purged since it was seen
