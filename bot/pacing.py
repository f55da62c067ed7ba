"""
How fast replies go out: so many at once on each channel, and so many a second.

A reply that may not go out yet stands in the line of its channel and holds no place
of those at work. Each channel has a line of its own, so none slows another.

    a reply --> the line --> not before the rate allows, nor in a pause --> a place
"""

import asyncio
import math
from collections.abc import Mapping
from types import TracebackType

import structlog

from bot.channel import Channel
from bot.clock import Clock
from bot.errors import ChannelUnavailable

log = structlog.get_logger(__name__)

AT_ONCE = 64
"""How many replies are on their way on one channel at the same time."""

MOST_AT_HAND = 256
"""How many replies of one channel are taken from the outbox at the same time."""

LONGEST_PAUSE_SECONDS = 600.0
"""What a gateway may ask for at most; then one reply asks it how it is."""


class Pace:
    """
    The pace of one channel; replies go out inside of it.

    ``async with`` waits until one may: in order of arrival, so many at once, so many
    a second, and none while the channel wants to be left alone.

    Attributes:
        at_hand: How many replies wait or are on their way.
    """

    def __init__(self, name: str, rate: float | None, clock: Clock) -> None:
        self.at_hand = 0
        self._name = name
        self._clock = clock
        self._interval_seconds = 1 / rate if rate else 0.0
        self._free_at = -math.inf
        self._line = asyncio.Lock()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> None:
        self.at_hand += 1
        try:
            async with self._line:
                await self._take_place()
        except BaseException:
            self.at_hand -= 1
            raise

    async def __aexit__(
        self,
        _: type[BaseException] | None,
        error: BaseException | None,
        __: TracebackType | None,
    ) -> None:
        self.at_hand -= 1
        self._places.release()
        if isinstance(error, ChannelUnavailable) and error.wait_seconds:
            self._pause(min(error.wait_seconds, LONGEST_PAUSE_SECONDS))

    async def _take_place(self) -> None:
        await self._places.acquire()
        while (seconds := self._free_at - self._clock.steady()) > 0:
            self._places.release()
            await self._clock.sleep(seconds)
            await self._places.acquire()
        if self._interval_seconds:
            self._free_at = self._clock.steady() + self._interval_seconds

    def _pause(self, seconds: float) -> None:
        now = self._clock.steady()
        if self._free_at <= now + self._interval_seconds:  # those on their way echo it
            log.warning("channel.paused", channel=self._name, wait_seconds=seconds)
        self._free_at = max(self._free_at, now + seconds)


class Pacing:
    """The paces of all channels."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._paces = {
            name: Pace(name, channel.rate, clock) for name, channel in channels.items()
        }

    def __getitem__(self, channel: str) -> Pace:
        """The pace of *channel*, as ``tenant/channel``."""
        return self._paces[channel]

    def full(self) -> frozenset[str]:
        """Channels of which no more replies are wanted for now."""
        return frozenset(
            name for name, pace in self._paces.items() if pace.at_hand >= MOST_AT_HAND
        )
