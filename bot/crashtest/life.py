"""
One life of the server, from its start to its kill, told what to do by its parent.

It reads one command a line and answers in one line, once everything has come to
rest; its first line tells where it listens. When its parent is gone, it stops.

    {"to": 1761646025.0}      let the time be that
    {"stop": true}            stop as on SIGTERM; not answered

The clock stands still but for commands. A life without a time has the machine's
clock, is never at rest, and takes no commands but the last.
"""

import asyncio
import json
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot import logs
from bot.app import open_bot
from bot.crashtest.steps import Steps, WatchedPhotoStore
from bot.data import Data, open_data
from bot.scenario.stillclock import NeverAtRest, StillClock
from bot.settings import Settings

STDIN, STDOUT, STDERR = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """
    How the server is to live.

    Attributes:
        settings: Its settings, as JSON says them.
        log: The file that it logs to.
        time: When it begins, in seconds since 1970; None: now, by a clock that runs.
        last_step: After which of its steps it is killed; None: after none.
    """

    settings: dict[str, Any]
    log: str
    time: float | None
    last_step: int | None


def live(life: Life) -> None:
    """Live *life* in this process, which has nothing else to do."""
    log = os.open(life.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, STDERR)
    logs.configure(json=True)
    asyncio.run(_live(life))


def tell(**facts: object) -> None:
    """Tell the parent *facts*, in one write: a line is there whole or not at all."""
    os.write(STDOUT, f"{json.dumps(facts)}\n".encode())


async def _live(life: Life) -> None:
    settings = Settings.model_validate(life.settings)
    parts, stop = _Parts(steps=Steps(life.last_step)), asyncio.Event()
    opened = asyncio.Event()
    # Begun before the clock is made, so that the clock does not wait for them: this
    # task and the one that obeys.
    obeying = asyncio.create_task(_obey(parts, opened, stop), name="obeying")
    parts.clock = StillClock(life.time) if life.time is not None else None
    opening = open_bot(settings, clock=parts.clock, data=parts.open, watched=False)
    async with opening as bot:
        opened.set()
        await bot.run(stop)
    obeying.cancel()


@dataclass(slots=True, kw_only=True)
class _Parts:
    steps: Steps
    clock: StillClock | None = None
    url: str = ""

    async def open(self, stack: AsyncExitStack, settings: Settings) -> Data:
        self.url = settings.local_url  # by now it has the port
        return await open_data(
            stack,
            settings,
            committed=self.steps.committed,
            store=partial(WatchedPhotoStore, steps=self.steps),
        )


async def _obey(life: _Parts, opened: asyncio.Event, stop: asyncio.Event) -> None:
    commands = await _commands()
    await opened.wait()
    told = 0
    try:
        while True:
            if life.clock is not None:
                await life.clock.rest()
            taken = life.steps.taken[told:]
            told += len(taken)
            due = life.clock.due() if life.clock is not None else None
            tell(url=life.url, due=due, steps=taken)
            line = await commands.readline()
            command = json.loads(line) if line else {"stop": True}
            if "stop" in command:
                stop.set()
                return
            if life.clock is not None:
                await life.clock.advance(command["to"] - life.clock.now())
    except NeverAtRest as error:
        tell(stuck=str(error))


async def _commands() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(STDIN, "rb")
    )
    return reader
