"""
``alur`` under cProfile: what it spends its time on, by what the code is for.

    python -m benchmarks.profiled FILE run --config ...

Each SIGUSR1 appends a line to FILE: processor seconds by group since the start, as
JSON. What a thread waits for takes none.
"""

import cProfile
import json
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from bot.cli import main

_GROUPS = {
    "/aiohttp/web": "aiohttp, server",
    "/aiohttp/client": "aiohttp, client",
    "/aiohttp/connector": "aiohttp, client",
    "/yarl/": "aiohttp, client",
    "/aiohttp/": "aiohttp, both ways",
    "/multidict/": "aiohttp, both ways",
    "/sqlalchemy/": "SQLAlchemy",
    "/storage/": "own: store",
    "/transitions/": "transitions",
    "/structlog/": "logs and metrics",
    "/prometheus_client/": "logs and metrics",
    "/logging/": "logs and metrics",
    "/bot/logs.py": "logs and metrics",
    "/bot/metrics.py": "logs and metrics",
    "/json/": "JSON",
    "/bot/channels/": "own: channels and webhook",
    "/bot/web/": "own: channels and webhook",
    "/bot/dialogue/": "own: dialogue",
    "/bot/": "own: loops and turns",
    "/dataclasses.py": "dataclasses and copies",
    "/copy.py": "dataclasses and copies",
    "<string>": "dataclasses and copies",
    "/asyncio/": "event loop and threads",
    "/selectors.py": "event loop and threads",
    "/concurrent/": "event loop and threads",
    "/threading.py": "event loop and threads",
}
_BUILT_IN = {
    "sqlite3": "SQLite",
    "orjson": "JSON",
    "_json": "JSON",
    "_http_parser": "aiohttp, both ways",
    "_http_writer": "aiohttp, both ways",
    "uvloop": "event loop and threads",
    "select.epoll": "event loop and threads",
    "_thread": "event loop and threads",
}
OTHER = "other"

_profiles: list[cProfile.Profile] = []


def group_of(code: CodeType | str, caller: str) -> str:
    """What *code* is for; a built-in function without a group is its caller's."""
    if isinstance(code, CodeType):
        return next(
            (group for part, group in _GROUPS.items() if part in code.co_filename),
            OTHER,
        )
    return next((group for word, group in _BUILT_IN.items() if word in code), caller)


def seconds_by_group() -> dict[str, float]:
    """Processor seconds within each group itself since the start, of all threads."""
    found: Counter[str] = Counter()
    for profile in _profiles:
        entries: Any = profile.getstats()
        for entry in entries:
            if isinstance(entry.code, str):
                continue  # told with whoever called it
            if entry.code.co_filename == __file__:
                continue
            group = group_of(entry.code, OTHER)
            found[group] += entry.inlinetime
            for called in entry.calls or ():
                if isinstance(called.code, str):
                    found[group_of(called.code, group)] += called.inlinetime
    return dict(found)


def _begin(_frame: FrameType, _event: str, _argument: object) -> None:
    """Profile the thread that calls this; its own profile replaces this function."""
    profile = cProfile.Profile(time.thread_time)
    try:
        profile.enable()
    except ValueError:  # from Python 3.12 on there is one for all threads
        sys.setprofile(None)
        return
    _profiles.append(profile)


def run(file: Path, arguments: list[str]) -> None:
    """Run ``alur`` with *arguments*, and tell *file* whenever asked."""

    def tell(_signal: int, _frame: FrameType | None) -> None:
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="ascii") as told:
            told.write(json.dumps(seconds_by_group()) + "\n")

    signal.signal(signal.SIGUSR1, tell)
    sys.argv = ["alur", *arguments]
    threading.setprofile(_begin)
    profile = cProfile.Profile(time.thread_time)
    _profiles.append(profile)
    profile.enable()
    main()


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
