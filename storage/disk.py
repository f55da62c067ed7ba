"""What is told to the disk so that it is still there after a power cut."""

import errno
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

NOT_EMPTY = (errno.ENOTEMPTY, errno.EEXIST)
"""What the system says of a folder that holds something."""

_PROBE_BYTES = 64 * 1024


def make(folder: Path) -> None:
    """
    Make *folder* and those above it, for the account of the bot alone.

    Raises:
        OSError: If it cannot be made.
    """
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)


def probe(path: Path) -> None:
    """
    Write a file at *path*, read it back and delete it.

    Raises:
        OSError: If that fails, or it reads otherwise than it was written.
    """
    written = secrets.token_bytes(_PROBE_BYTES)
    try:
        path.write_bytes(written)
        sync(path)
        if path.read_bytes() != written:
            raise OSError(errno.EIO, "it reads otherwise than it was written")
    finally:
        path.unlink(missing_ok=True)


def sync(path: Path | str, dir_fd: int | None = None) -> None:
    """
    Wait until what *path* holds is on the disk.

    Args:
        path: A file or a folder.
        dir_fd: The open folder that *path* is relative to; None: none.

    Raises:
        OSError: If it cannot be opened or written.
    """
    descriptor = os.open(path, os.O_RDONLY, dir_fd=dir_fd)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_all(opened: Sequence[int]) -> None:
    """
    Wait until a folder and all above it are on the disk.

    Args:
        opened: The folders, open, from the root down.

    Raises:
        OSError: If one cannot be written.
    """
    # Those above, too: another put may have made them and not come to this line.
    for descriptor in reversed(opened):
        os.fsync(descriptor)


def remove(opened: Sequence[int], folder: str) -> None:
    """
    Remove *folder* and what is empty above it, but not the tenant's.

    Args:
        opened: The folders, open, from the root down.
        folder: The last of them, by its path below the root.

    Raises:
        OSError: If one that is empty cannot be removed.
    """
    os.fsync(opened[-1])
    for depth, part in reversed(list(enumerate(folder.split("/")))[1:]):
        try:
            os.rmdir(part, dir_fd=opened[depth])
        except OSError as error:
            if error.errno in NOT_EMPTY:
                return
            if error.errno != errno.ENOENT:
                raise
        os.fsync(opened[depth])
