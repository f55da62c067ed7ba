"""
Runs a bot as a server: on the quickest loop there is, until it is told to stop.

With the extra ``fast`` the loop is uvloop's. What was made at the start stays for
good, so the garbage collector is told to leave it alone: else the slowest replies are
those it came between.
"""

import asyncio
import gc
import importlib.util
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.app import open_bot
from bot.settings import Settings
from bot.welcome import welcome

LEAVE_SECONDS = 1.0
"""How long the end waits for threads, once all is closed."""


def serve(settings: Settings, config: Path | None, say: Callable[[str], None]) -> None:
    """
    Run the bot until SIGTERM or Ctrl-C.

    Args:
        settings: How.
        config: The settings file; None for none.
        say: Called once with what a person should know, when it listens.

    Raises:
        BotError: If it cannot be started with *settings*.
        StorageError: If its data cannot be used.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, config, say))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if importlib.util.find_spec("uvloop") is None:
        return None
    import uvloop  # noqa: PLC0415 - only with the extra fast

    return uvloop.new_event_loop


async def _serve(
    settings: Settings, config: Path | None, say: Callable[[str], None]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    threads = ThreadPoolExecutor(thread_name_prefix="waiting")
    loop.set_default_executor(threads)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(settings) as bot:
        gc.collect()
        gc.freeze()
        say(welcome(bot.url, bot.library, settings, config))
        await bot.run(stop)
    threads.shutdown(wait=False, cancel_futures=True)
    _leave()


def _leave() -> None:
    """
    End here if a thread still waits for a bucket or a disk that hangs.

    The interpreter would wait for it, for as long as it takes. All is closed by now,
    and what the thread was at is begun anew at the next start.
    """
    end = time.monotonic() + LEAVE_SECONDS
    for thread in _threads():
        thread.join(max(0.0, end - time.monotonic()))
    if _threads():
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(0)


def _threads() -> list[threading.Thread]:
    """The threads that the interpreter waits for at its end."""
    main = threading.main_thread()
    return [one for one in threading.enumerate() if one is not main and not one.daemon]
