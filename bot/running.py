"""
Runs a bot as a server: on the quickest loop there is, until it is told to stop.

With the extra ``fast`` the loop is uvloop's. What was made at the start stays for
good, so the garbage collector is told to leave it alone and to look less often: else
the slowest replies are those it came between.
"""

import asyncio
import gc
import importlib.util
import signal
from collections.abc import Callable
from pathlib import Path

from bot.app import open_bot
from bot.settings import Settings
from bot.welcome import welcome

ALLOCATED_BEFORE_A_LOOK = 20_000
"""How many objects are made before the garbage collector looks for those in rings."""


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
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_bot(settings) as bot:
        gc.collect()
        gc.freeze()
        gc.set_threshold(ALLOCATED_BEFORE_A_LOOK)
        say(welcome(bot.url, bot.library, settings, config))
        await bot.run(stop)
