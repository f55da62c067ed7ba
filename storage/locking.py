"""One server at a time works on a data folder."""

import fcntl
import os
from pathlib import Path

from storage.errors import StorageInUse, StorageUnavailable


def lock(folder: Path) -> int:
    """
    Take *folder* for this process, until the returned descriptor is closed.

    Raises:
        StorageInUse: If another process has it.
        StorageUnavailable: If the folder is not there or may not be written.
    """
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _not_lockable(folder, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise StorageInUse(
            f"{folder}: another alur runs on this data; stop it, or give each its own"
        ) from None
    except OSError as error:
        os.close(handle)
        raise _not_lockable(folder, error) from None
    return handle


def _not_lockable(folder: Path, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(
        f"{folder}: the data folder cannot be locked: {error.strerror}"
    )
