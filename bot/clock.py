"""Time, so that a test or a scenario may bring its own."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

LONGEST_WAIT_SECONDS = 60.0
"""How long to wait before looking at the machine's time again: it may have been set."""


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait for *seconds*."""

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        """Wait until *event* is set or the time is *until*; None: for ever."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait for *seconds*."""
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        """Wait until *event* is set or the time is *until*; None: for ever."""
        while not event.is_set():
            left = LONGEST_WAIT_SECONDS if until is None else until - self.now()
            try:
                async with asyncio.timeout(min(max(left, 0.0), LONGEST_WAIT_SECONDS)):
                    await event.wait()
            except TimeoutError:
                if until is not None and until <= self.now():
                    return


@asynccontextmanager
async def limit(clock: Clock, seconds: float) -> AsyncIterator[None]:
    """
    Cut off what is done inside once *seconds* have passed on *clock*.

    Raises:
        TimeoutError: If it was cut off.
    """
    async with asyncio.timeout(None) as cutoff:
        cutter = asyncio.create_task(_cut(clock, seconds, cutoff))
        try:
            yield
        finally:
            cutter.cancel()


async def _cut(clock: Clock, seconds: float, cutoff: asyncio.Timeout) -> None:
    await clock.sleep(seconds)
    cutoff.reschedule(asyncio.get_running_loop().time())
