"""
A clock that stands still until it is told to go on; nobody sleeps for real.

Those who wait are woken in the order of the times they wait for, and the next one
only when whatever the one before set off has come to rest. So what happens on this
clock happens in the same order every time, and half an hour takes no time.

At rest is when every task begun since the clock was made waits for this clock: no
query runs, no file is written, nobody has been told to wake up. Nothing here asks
again and again; whoever comes to rest or ends tells so.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


class NeverAtRest(Exception):
    """A task is stuck in something that is not this clock; the message names it."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Waiter:
    task: "asyncio.Task[Any] | None"
    event: asyncio.Event
    until: float | None
    limit: asyncio.Timeout


class StillClock:
    """
    A ``bot.clock.Clock`` for one event loop, made and advanced by one task in it.

    Attributes:
        time: When it is, in seconds since 1970.
        patience_seconds: How long, in real time, a task may be busy before it
            counts as stuck.
    """

    def __init__(self, time: float, *, patience_seconds: float = 30.0) -> None:
        self.time = time
        self.patience_seconds = patience_seconds
        self._strangers = asyncio.all_tasks()
        self._waiters: list[_Waiter] = []
        self._somebody_rests: asyncio.Future[None] | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        return self.time

    def steady(self) -> float:
        """As ``now``: this clock does not leap."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced by *seconds*."""
        await self.wait(asyncio.Event(), self.time + seconds)

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        """Wait until *event* is set or the time is *until*; None: for ever."""
        if until is not None and until <= self.time and not event.is_set():
            await asyncio.sleep(0)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as limit:
                waiter = _Waiter(
                    task=asyncio.current_task(), event=event, until=until, limit=limit
                )
                self._waiters.append(waiter)
                self._tell()
                try:
                    await event.wait()
                finally:
                    with suppress(ValueError):
                        self._waiters.remove(waiter)

    async def rest(self) -> None:
        """
        Let everything go on that can go on without time.

        Raises:
            NeverAtRest: If a task is still busy after ``patience_seconds``.
        """
        try:
            async with asyncio.timeout(self.patience_seconds):
                while busy := self._busy():
                    told = asyncio.get_running_loop().create_future()
                    self._somebody_rests = told
                    either = {told, *busy}
                    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            names = ", ".join(sorted(task.get_name() for task in self._busy()))
            seconds = f"{self.patience_seconds:g}"
            raise NeverAtRest(f"busy for {seconds} s: {names}") from None

    async def skip(self) -> bool:
        """
        Go on to the time that the next one waits for, and wake that one alone.

        Returns:
            Whether there was one.

        Raises:
            NeverAtRest: As ``rest`` does.
        """
        await self.rest()
        due = self.due()
        if due is None:
            return False
        self.time = max(self.time, due)
        waiter = next(one for one in self._waiters if one.until == due)
        self._waiters.remove(waiter)
        waiter.limit.reschedule(asyncio.get_running_loop().time())
        await self.rest()
        return True

    async def advance(self, seconds: float) -> None:
        """
        Go on by *seconds*, waking everyone whose time comes on the way.

        Raises:
            NeverAtRest: As ``rest`` does.
        """
        end = self.time + seconds
        await self.rest()
        while (due := self.due()) is not None and due <= end:
            await self.skip()
        self.time = max(self.time, end)

    def due(self) -> float | None:
        """The earliest time that somebody waits for; None if nobody does."""
        times = [one.until for one in self._waiters if one.until is not None]
        return min(times, default=None)

    def _busy(self) -> "set[asyncio.Task[Any]]":
        resting = {one.task for one in self._waiters if not one.event.is_set()}
        resting.add(asyncio.current_task())
        return asyncio.all_tasks().difference(self._strangers, resting)

    def _tell(self) -> None:
        if self._somebody_rests is not None and not self._somebody_rests.done():
            self._somebody_rests.set_result(None)
