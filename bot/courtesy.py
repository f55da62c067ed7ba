"""
Small signs to people: their message was read, and it is being answered.

Nothing depends on them. They are kept nowhere, tried once, and left out where there
are too many at a time: a reply says more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress

import structlog

from bot.channel import Channel, HasTicks
from bot.clock import Clock, limit
from bot.errors import ChannelError
from bot.messages import Message

log = structlog.get_logger(__name__)

MOST_WAITING = 1_000
AT_ONCE = 8
SECONDS = 10.0
"""How long one sign may take."""

Sign = tuple[Callable[[Message], Awaitable[None]], Message]


class Courtesy:
    """Gives signs by the channels that have them, in the order in which they came."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._able = {
            name: channel
            for name, channel in channels.items()
            if isinstance(channel, HasTicks) and channel.ticks
        }
        self._clock = clock
        self._signs: asyncio.Queue[Sign] = asyncio.Queue(MOST_WAITING)

    async def run(self) -> None:
        """Give signs until cancelled."""
        async with asyncio.TaskGroup() as givers:
            for _ in range(AT_ONCE if self._able else 0):
                givers.create_task(self._give())

    def read(self, messages: Iterable[Message]) -> None:
        """Show the senders of *messages* that they were read."""
        for message in messages:
            channel = self._channel(message)
            if channel is not None:
                self._ask(channel.show_read, message)

    def typing(self, message: Message) -> None:
        """Show the sender of *message* that an answer is on its way."""
        channel = self._channel(message)
        if channel is not None:
            self._ask(channel.show_typing, message)

    def _channel(self, message: Message) -> HasTicks | None:
        if not self._able:
            return None
        return self._able.get(f"{message.chat.tenant}/{message.chat.channel}")

    def _ask(
        self, sign: Callable[[Message], Awaitable[None]], message: Message
    ) -> None:
        with suppress(asyncio.QueueFull):
            self._signs.put_nowait((sign, message))

    async def _give(self) -> None:
        while True:
            sign, message = await self._signs.get()
            try:
                async with limit(self._clock, SECONDS):
                    await sign(message)
            except (ChannelError, TimeoutError) as error:
                log.info("sign.failed", message=message.key, error=str(error))
            except Exception:
                log.exception("sign.broken", message=message.key)
