"""Time, so that a test or a scenario may bring its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

LONGEST_WAIT_SECONDS = 60.0
"""How long to wait before looking at the machine's time again: it may have been set."""

TOLD_SECONDS = 60.0
"""By how much the machine's time is set before the operator is told."""


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Seconds since 1970; never less than before."""

    def steady(self) -> float:
        """Seconds since some beginning, even where ``now`` leaps: for durations."""

    async def sleep(self, seconds: float) -> None:
        """Wait for *seconds*."""

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        """Wait until *event* is set or the time is *until*; None: for ever."""


class SystemClock:
    """
    The time of this machine, except that it never goes back.

    When the machine's time is set ahead, or it slept, this clock follows at once.
    When it is set back, this clock goes on as if nothing had happened, and is ahead
    of the machine until the next start: nothing is then due twice, or hours late.

    Args:
        wall: The machine's time, in seconds since 1970.
        steady: Seconds since some beginning, which nobody can set.
    """

    def __init__(
        self,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._beginning = wall() - steady()
        self._told_behind = 0.0

    def now(self) -> float:
        """Seconds since 1970; never less than before."""
        steady = self._steady()
        ahead = self._wall() - steady - self._beginning
        if ahead > 0:
            self._beginning += ahead
            self._told_behind = 0.0
            if ahead > TOLD_SECONDS:
                log.warning("clock.set_ahead", seconds=round(ahead))
        elif -ahead > TOLD_SECONDS + self._told_behind:
            self._told_behind = -ahead
            log.warning("clock.set_back", seconds=round(-ahead))
        return steady + self._beginning

    def steady(self) -> float:
        """Seconds since some beginning, which nobody can set."""
        return self._steady()

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
    if isinstance(clock, SystemClock):  # which counts as the event loop does
        async with asyncio.timeout(seconds):
            yield
        return
    async with asyncio.timeout(None) as cutoff:
        cutter = asyncio.create_task(_cut(clock, seconds, cutoff))
        try:
            yield
        finally:
            cutter.cancel()


async def _cut(clock: Clock, seconds: float, cutoff: asyncio.Timeout) -> None:
    await clock.sleep(seconds)
    cutoff.reschedule(asyncio.get_running_loop().time())
