"""A clock that stands still until a test moves it."""

import asyncio
import heapq
from itertools import count

START = 1_761_646_020.0
"""28 October 2025, 17:07 in Jakarta."""


class ManualClock:
    """
    A ``bot.clock.Clock`` that only ``move_to`` moves.

    Whoever sleeps is woken in the order of the times asked for; of equal times, in
    the order in which they were asked for.
    """

    def __init__(self, start: float = START) -> None:
        self._now = start
        self._leapt = 0.0
        self._sleepers: list[tuple[float, int, bool, asyncio.Future[None]]] = []
        self._asked = count()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    def steady(self) -> float:
        """Seconds, in which ``leap`` does not show."""
        return self._now - self._leapt

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved by *seconds*."""
        await self._alarm(self._now + seconds, leaps=True)

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        """Wait until *event* is set or the clock was moved to *until*; None: never."""
        if event.is_set():
            return
        waits: set[asyncio.Task[object]] = {asyncio.create_task(event.wait())}
        if until is not None:
            waits.add(asyncio.create_task(self._alarm(until)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    def next_due(self) -> float | None:
        """When the next sleeper is to be woken; None if nobody sleeps."""
        while self._sleepers and self._sleepers[0][-1].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def move_to(self, time: float) -> None:
        """Let it be *time*, and wake whoever slept until then."""
        self._now = max(self._now, time)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            *_, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)

    def leap(self, seconds: float) -> None:
        """
        Let the machine's time be set by *seconds*; back only while nobody waits.

        Who sleeps for some seconds sleeps on; who waits for a time finds it sooner.
        """
        self._leapt += seconds
        self._sleepers = [
            (at + seconds * leaps, number, leaps, sleeper)
            for at, number, leaps, sleeper in self._sleepers
        ]
        heapq.heapify(self._sleepers)
        self._now += seconds
        self.move_to(self._now)

    async def _alarm(self, at: float, *, leaps: bool = False) -> None:
        if at <= self._now:
            await asyncio.sleep(0)
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (at, next(self._asked), leaps, sleeper))
        await sleeper
