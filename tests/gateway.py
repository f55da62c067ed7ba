"""A channel inside the test: no wire, and a script for what goes wrong."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from typing import ClassVar

from bot.channel import Delivery, Health, Received
from bot.clock import Clock
from bot.errors import MediaUnavailable
from bot.messages import PhotoRef, Reply


class Gateway:
    """
    A ``bot.channel.Channel`` without a wire.

    Attributes:
        sent: The replies that were delivered, in order.
        answers: By address, what the next sends raise, one each; None: it is sent.
        hanging: Addresses whose sends never come back.
        photos: By locator, what the next attempts meet, one each, and the last of
            them for ever: bytes, an error, or None for an attempt that hangs.
        asked: When each locator was asked for.
        given: What each of those attempts was to find, in order.
        open: How many photos are being read just now; *most* at the same time.
    """

    settle_seconds: ClassVar[float] = 0.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 1024 * 1024
    rate: float | None = None
    options_limit: ClassVar[int] = 0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.sent: list[Reply] = []
        self.tried: list[tuple[str, float]] = []
        self.answers: dict[str, list[Exception | None]] = defaultdict(list)
        self.hanging: set[str] = set()
        self.photos: dict[str, list[bytes | Exception | None]] = {}
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.given: list[PhotoRef] = []
        self.open = 0
        self.most = 0

    def receive(self, delivery: Delivery) -> Received:
        """Nothing: tests put messages into the inbox themselves."""
        return Received(ignored=(f"{len(delivery.body)} bytes",))

    async def send(self, reply: Reply) -> None:
        """Deliver *reply*, or do what ``answers`` and ``hanging`` say."""
        address = reply.chat.address
        self.tried.append((reply.text, self._clock.now()))
        if address in self.hanging:
            await asyncio.Event().wait()
        if self.answers[address] and (error := self.answers[address].pop(0)):
            raise error
        self.sent.append(reply)

    async def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """The bytes of *photo*, or what ``photos`` says."""
        self.asked[photo.locator].append(self._clock.now())
        self.given.append(photo)
        script = self.photos.get(photo.locator, [MediaUnavailable("404", status=404)])
        found = script.pop(0) if len(script) > 1 else script[0]
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            if found is None:
                await asyncio.Event().wait()
            elif isinstance(found, Exception):
                raise found
            else:
                for start in range(0, len(found), 65_536):
                    yield found[start : start + 65_536]
        finally:
            self.open -= 1

    async def health(self) -> Health:
        """Well."""
        return Health(ok=True, detail="in the test")
