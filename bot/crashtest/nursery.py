"""
Begins lives: a process that has loaded everything, and forks for each of them.

What takes a server longest to start is to load its Python, which no kill can harm. So
that is done once. A life is told by a line; it has standard input and output to
itself until it ends, and then its end is told:

    {"settings": {...}, "log": "...", "time": ..., "last_step": ...}
    {"pid": 4711}
    ... the life and its parent talk ...
    {"ended": -9}
"""

import gc
import json
import os
import traceback
from pathlib import Path
from typing import NoReturn

from bot.crashtest.life import STDIN, Life, live, tell
from bot.dialogue.flowcode import load_code
from bot.dialogue.loader import flow_names


def main() -> None:
    """Begin a life for each line, one after the other, until there are no more."""
    while (line := _line()) is not None:
        spec = json.loads(line)
        if "settings" not in spec:
            continue  # a command to a life that was killed before it read it
        _load_code(Path(spec["settings"]["flows"]))
        pid = os.fork()
        if pid == 0:
            _be_born(Life(**spec))
        _, status = os.waitpid(pid, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


def _load_code(flows: Path) -> None:
    """Import what the flows bring; a life then finds it, unless it was changed."""
    for name in flow_names(flows):
        load_code(flows / name)
    gc.freeze()  # so that a life does not copy all of it when it tidies up


def _be_born(life: Life) -> NoReturn:
    status = 1
    try:
        tell(pid=os.getpid())
        live(life)
        status = 0
    except BaseException:  # noqa: BLE001 - told in the log; nothing is above us
        traceback.print_exc()
    finally:
        os._exit(status)


def _line() -> bytes | None:
    """The next line, and not a byte more: the rest may be for a life."""
    os.set_blocking(STDIN, True)  # which a life may have changed
    line = bytearray()
    while not line.endswith(b"\n"):
        read = os.read(STDIN, 1)
        if not read:
            return None
        line += read
    return bytes(line)
