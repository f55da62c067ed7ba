"""
Texts by the thousand, and how long each took.

Closed loop: so many chats, and each says the next thing once it has its reply; how
many turns that makes is the capacity. Open loop: texts come when they come, at a
given rate, and each is measured from when it was due, so that a server that stalls
is charged for all who had to wait.
"""

import asyncio
import gc
import itertools
import os
import random
import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks import deliveries
from benchmarks.gateway import Gateway
from benchmarks.poster import Poster
from benchmarks.process import Memory, Serving, server_core_seconds

DRAIN_SECONDS = 60.0
_NUMBERED = re.compile(r"pesan (\d+)")
_numbers = itertools.count(1)  # the same text twice within two seconds is one message


@dataclass(slots=True, kw_only=True)
class Taken:
    """
    What one run took.

    Attributes:
        seconds: How long it was measured.
        latencies: Seconds from a text to its end, of each that ended meanwhile.
        acknowledged: Seconds from a text to the 200 for it, the same way.
        cpu_seconds: Processor time of the server meanwhile.
        load_cpu_seconds: Processor time of the load meanwhile.
        others_cpu_seconds: What anything else took of the server's core meanwhile.
        memory: What the server held at the end.
        wrong: Replies that nobody waited for: twice, of another chat, or garbled.
        lost: Texts that were refused, or had no reply long after the end.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    load_cpu_seconds: float = 0.0
    others_cpu_seconds: float = 0.0
    memory: Memory = field(default_factory=lambda: Memory(resident_mb=0, peak_mb=0))
    wrong: int = 0
    lost: int = 0

    @property
    def turns_per_second(self) -> float:
        """How many ended in a second."""
        return len(self.latencies) / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """Processor seconds of the server for 1000 of them."""
        return 1000 * self.cpu_seconds / max(1, len(self.latencies))

    @property
    def amiss(self) -> int:
        """How many texts or replies did not go as they should."""
        return self.wrong + self.lost

    @property
    def acknowledged_p50_ms(self) -> float:
        """Half of them were answered with 200 within so many milliseconds."""
        return 1000 * statistics.median(self.acknowledged)

    @property
    def others(self) -> float:
        """The part of the server's core that anything else took, 0 to 1."""
        return max(0.0, self.others_cpu_seconds / self.seconds)

    @property
    def p50_ms(self) -> float:
        """Half of them ended within so many milliseconds."""
        return 1000 * statistics.median(self.latencies)

    @property
    def p99_ms(self) -> float:
        """99 of 100 ended within so many milliseconds."""
        return 1000 * sorted(self.latencies)[int(len(self.latencies) * 0.99)]


class Load:
    """
    Texts to one server.

    Args:
        server: Whose time and memory are measured.
        poster: Posts to it.
        gateway: Where its replies go; None if the acknowledgement is the end.
    """

    def __init__(
        self, server: Serving, poster: Poster, gateway: Gateway | None
    ) -> None:
        self._server = server
        self._poster = poster
        self._ends_with_reply = gateway is not None
        self._taken = Taken()
        self._outstanding: dict[int, tuple[int, float]] = {}
        self._ends: list[tuple[float, float]] = []  # when begun, and for how long
        self._said = 0
        self._one_ended = asyncio.Event()
        self._ended: Callable[[int], None] | None = None
        poster.acknowledged = self._acknowledged
        if gateway is not None:
            gateway.replied = self._replied

    async def closed(
        self,
        chats: int,
        *,
        seconds: float,
        warm_up_seconds: float,
        following: Callable[[int], int] = lambda chat: chat,
    ) -> Taken:
        """
        Keep *chats* texts on their way.

        Args:
            chats: How many.
            seconds: For how long it is measured.
            warm_up_seconds: For how long it goes on before that.
            following: The chat that speaks when that one has its reply.
        """
        self._ended = lambda chat: self._say(following(chat))
        with _unswept():
            for chat in range(chats):
                self._say(following(chat))
            await asyncio.sleep(warm_up_seconds)
            taken = await self._measure(seconds)
            await self._drain(taken)
        return taken

    async def opened(
        self, per_second: float, *, chats: int, seconds: float, warm_up_seconds: float
    ) -> Taken:
        """
        Let texts come at random, *per_second* on average, from *chats* in turn.

        The loop never sleeps meanwhile: a timer would be late by a millisecond.
        """
        self._ended = None
        chance = random.Random(20251028)  # noqa: S311 - the same arrivals each time
        loop = asyncio.get_running_loop()
        due = perf_counter()
        sending = True

        def arrive() -> None:
            nonlocal due
            now = perf_counter()
            while due <= now:
                self._say(self._said % chats, due)
                due += chance.expovariate(per_second)
            if sending:
                loop.call_soon(arrive)

        with _unswept():
            arrive()
            await asyncio.sleep(warm_up_seconds)
            since = perf_counter()
            taken = await self._measure(seconds)
            until = since + taken.seconds
            sending = False
            await self._drain(taken)
        # However late they ended: a stall at the end counts like any other.
        taken.latencies = [took for due, took in self._ends if since <= due < until]
        return taken

    def _say(self, chat: int, due: float | None = None) -> None:
        number = next(_numbers)
        self._said += 1
        self._outstanding[number] = chat, due or perf_counter()
        self._poster.post(deliveries.text(f"pesan {number}", chat=chat), number)

    def _acknowledged(self, number: int, seconds: float) -> None:
        self._taken.acknowledged.append(seconds)
        if not self._ends_with_reply:
            self._end(number, self._outstanding[number][0])

    def _replied(self, phone: str, text: str) -> None:
        found = _NUMBERED.search(text)
        number = int(found[1]) if found else 0
        chat, _ = self._outstanding.get(number, (-1, 0.0))
        if chat < 0 or deliveries.phone(chat) != phone:
            self._taken.wrong += 1
            return
        self._end(number, chat)

    def _end(self, number: int, chat: int) -> None:
        _, begun = self._outstanding.pop(number)
        took = perf_counter() - begun
        self._taken.latencies.append(took)
        self._ends.append((begun, took))
        if self._ended is not None:
            self._ended(chat)
        else:
            self._one_ended.set()

    async def _measure(self, seconds: float) -> Taken:
        wrong = self._taken.wrong
        taken = self._taken = Taken(wrong=wrong)
        begun, cpu, own = perf_counter(), self._server.cpu_seconds, _own_cpu_seconds()
        core = server_core_seconds()
        await asyncio.sleep(seconds)
        self._taken = Taken()
        taken.seconds = perf_counter() - begun
        taken.cpu_seconds = self._server.cpu_seconds - cpu
        taken.others_cpu_seconds = server_core_seconds() - core - taken.cpu_seconds
        taken.load_cpu_seconds = _own_cpu_seconds() - own
        taken.memory = self._server.memory
        if not taken.latencies:
            raise RuntimeError(f"nothing was answered within {seconds:g} seconds")
        return taken

    async def _drain(self, taken: Taken) -> None:
        """Let what is on its way come, and count what does not."""
        self._ended = None
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._outstanding:
                    self._one_ended.clear()
                    await self._one_ended.wait()
        taken.wrong += self._taken.wrong
        taken.lost = len(self._outstanding)
        self._outstanding.clear()


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep the garbage collector of the load from counting as the server's pauses."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _own_cpu_seconds() -> float:
    told = os.times()
    return told.user + told.system
