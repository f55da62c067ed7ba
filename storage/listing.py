"""
What lies in an open folder of photos.

Files only: a link that somebody planted is none. And a photo has something in it: a
file without a byte, as a bad disk or a mistaken hand leaves behind, is not listed, so
that nobody counts or sees it, and the photo is fetched if it still can be.
"""

import os
import re

from storage.photos import NAME


def files_in(folder: int, pattern: re.Pattern[str] = NAME) -> list[str]:
    """The names that match in an open folder, sorted; of files only, not of links."""
    with os.scandir(folder) as entries:
        files = [e.name for e in entries if e.is_file(follow_symlinks=False)]
    return sorted(filter(pattern.fullmatch, files))


def photos_in(folder: int) -> list[str]:
    """The photos in an open folder, sorted by name, which is their order of arrival."""
    return [name for name in files_in(folder) if _size_bytes(folder, name)]


def _size_bytes(folder: int, name: str) -> int:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0  # it was moved or purged since it was seen
