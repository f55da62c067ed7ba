"""
All that lies in the place of the photos, for whoever looks after it.

A server hands out photos by folder; here everything is seen, also what is no photo.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from storage.errors import StorageUnavailable


class Kept(Protocol):
    """
    What is kept somewhere, by its path there.

    Every method raises ``StorageUnavailable`` if the place does not answer.
    """

    def everything(self) -> Iterator[str]:
        """Every path, but of what is being written."""

    def read(self, path: str) -> bytes | None:
        """
        What is at *path*; None if nothing is, any more.

        Raises:
            StorageUnavailable: If it cannot be read; says why in a line.
        """

    def has_folder(self, folder: str) -> bool:
        """Whether there is a folder of this name."""


class KeptFiles:
    """
    What is kept as files.

    Args:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def everything(self) -> Iterator[str]:
        """See ``Kept``; sorted by folder."""
        for folder, folders, names in os.walk(self._root):
            folders.sort()
            key = Path(folder).relative_to(self._root)
            for name in sorted(names):
                if not (name.startswith(".") and name.endswith(".part")):
                    yield (key / name).as_posix()

    def read(self, path: str) -> bytes | None:
        """See ``Kept``."""
        file = self._root / path
        if file.is_symlink():
            raise StorageUnavailable("a link, which no listing names")
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable(f"it cannot be read: {error.strerror}") from None

    def has_folder(self, folder: str) -> bool:
        """See ``Kept``."""
        return (self._root / folder).is_dir()
