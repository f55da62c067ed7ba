"""Time, so that a test or a scenario may bring its own."""

import asyncio
import time
from typing import Protocol


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
        seconds = None if until is None else max(0.0, until - self.now())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
