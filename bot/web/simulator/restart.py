"""The end of this process and the beginning of the next, as after ``kill -9``."""

import os
import sys
from typing import NoReturn


def kill_and_restart() -> NoReturn:
    """
    Begin this program anew, with nothing of it left but what is on the disk.

    Nothing is closed, finished or written: the system drops the memory, the threads
    and every file and socket of this process, and starts the same command in it.
    """
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - our own command line
