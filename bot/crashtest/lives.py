"""The lives of a server, begun and ended from here; ``nursery.py`` is the other end."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Self

from bot.crashtest.life import Life
from bot.settings import HOME

LONGEST_LINE_BYTES = 1024 * 1024


class Died(Exception):
    """The life ended before it answered."""


class BrokeDown(Exception):
    """The life ended by itself, or came to nothing; the message says how."""


class Lives:
    """
    A process that begins lives, one at a time; each ends on its own or by ``kill``.

    Attributes:
        status: How the last life ended, as ``os.waitstatus_to_exitcode`` says it;
            None while it lives.
    """

    def __init__(self) -> None:
        self.status: int | None = 0
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[dict[str, Any]] | None = None
        self._ended = asyncio.Event()
        self._ended.set()
        self._pid: int | None = None
        self._kill_after: float | None = None
        self._due: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("BOT_")}
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.crashtest"),
            cwd=HOME,
            env=inherited,
            stdin=PIPE,
            stdout=PIPE,
            limit=LONGEST_LINE_BYTES,
        )
        self._reading = asyncio.create_task(self._read(self._process))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.kill()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    async def begin(self, life: Life, kill_after: float | None) -> dict[str, Any]:
        """
        Begin *life*; its first line, once it listens.

        Args:
            life: How it is to live.
            kill_after: In how many seconds it is killed; None: never.

        Raises:
            Died: If it ended before.
        """
        self.status, self._kill_after = None, kill_after
        self._ended.clear()
        return await self.ask(**asdict(life))

    async def ask(self, **command: object) -> dict[str, Any]:
        """
        Give the life a command; its answer.

        Raises:
            Died: If it ended before it answered.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self.tell(**command)
        return await self._answer

    def tell(self, **command: object) -> None:
        """Give the life a command that is not answered."""
        if self._process is None or self._process.stdin is None:
            raise BrokeDown("the nursery was not opened")
        if self.status is not None:
            raise Died
        self._process.stdin.write(f"{json.dumps(command)}\n".encode())

    def kill(self) -> None:
        """End the life at once, as a power cut would."""
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def end(self) -> int:
        """Wait until the life has ended; how it did."""
        await self._ended.wait()
        return self.status or 0

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        async for line in process.stdout:
            said = json.loads(line)
            if "pid" in said:
                self._begun(said["pid"])
            elif "ended" in said:
                self._over(said["ended"])
            elif self._answer is not None and not self._answer.done():
                self._answer.set_result(said)
        self._over(1)

    def _begun(self, pid: int) -> None:
        self._pid = pid
        if self._kill_after is not None:
            loop = asyncio.get_running_loop()
            self._due = loop.call_later(self._kill_after, self.kill)

    def _over(self, status: int) -> None:
        self._pid, self.status = None, status
        if self._due is not None:
            self._due.cancel()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Died())
        self._ended.set()
