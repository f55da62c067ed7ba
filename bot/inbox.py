"""
Takes messages into the inbox: durable, in order, each once.

A message without an id of its own is known by a digest of its delivery. A gateway
that posts the same text anew gives it another digest, so such a text is also the
same message when it comes again within two seconds.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.clock import Clock
from bot.courtesy import Courtesy
from bot.messages import Kind, Message
from bot.metrics import Metrics
from bot.settings import Settings
from storage.chats import accept
from storage.engine import Engine
from storage.records import NewMessage

log = structlog.get_logger(__name__)

SAME_TEXT_MS = 2_000
"""Within how many milliseconds a text posted anew is the same message."""

FURTHEST_AHEAD_MS = 24 * 3600 * 1000
"""How far ahead of ours a sender's clock may be before it is not believed."""

MOST_REMEMBERED = 50_000
"""How many texts are remembered at most: twice what a server takes in two seconds."""

EARLIEST_MS = 1_000_000_000_000
"""September 2001; a time before it is none."""


class Inbox:
    """
    Takes messages in.

    Attributes:
        arrival: Set whenever something is in the inbox to be answered.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        clock: Clock,
        arrival: asyncio.Event,
        settings: Settings,
        metrics: Metrics,
        courtesy: Courtesy,
    ) -> None:
        self.arrival = arrival
        self._engine = engine
        self._clock = clock
        self._kept_ms = {
            tenant: int(settings.retention_of(tenant).messages_seconds * 1000)
            for tenant in settings.tenants
        }
        self._metrics = metrics
        self._courtesy = courtesy
        # No plain dict: to find its oldest is slow once many were taken from its front.
        self._recent: OrderedDict[tuple[str, str], tuple[int, str]] = OrderedDict()

    async def add(self, messages: Sequence[Message]) -> int:
        """
        Keep *messages*; once this returns they will be answered, whatever happens.

        Returns:
            How many of them were new.

        Raises:
            StorageUnavailable: If they could not be kept; none of them counts then
                as known.
        """
        now = self._clock.now()
        fresh = [
            message
            for message in messages
            if not self._is_old(message, now) and not self._posted_anew(message)
        ]
        asked = [
            self._engine.submit(accept, self._row(message, now)) for message in fresh
        ]
        # At once: who looks for messages now is told of these when they are kept.
        self.arrival.set()
        try:
            # Most deliveries are of one message, for which gather is dear.
            kept = [await asked[0]] if len(asked) == 1 else await asyncio.gather(*asked)
        except BaseException:
            for message in fresh:
                self._recent.pop((message.chat.key, message.text), None)
            raise
        self._courtesy.read(fresh)
        return sum(kept)

    def _row(self, message: Message, now: float) -> NewMessage:
        now_ms = int(now * 1000)
        if not EARLIEST_MS <= message.sent_ms <= now_ms + FURTHEST_AHEAD_MS:
            message = replace(message, sent_ms=now_ms)
        return NewMessage(
            channel=f"{message.chat.tenant}/{message.chat.channel}",
            message_id=message.id,
            chat=message.chat.key,
            phone=message.chat.phone,
            kind=message.kind.value,
            body=message.to_json(),
            received_at=now,
        )

    def _is_old(self, message: Message, now: float) -> bool:
        """Whether it was sent so long ago that its id may be forgotten already."""
        kept_ms = self._kept_ms[message.chat.tenant]
        if not EARLIEST_MS <= message.sent_ms < int(now * 1000) - kept_ms:
            return False
        channel = f"{message.chat.tenant}/{message.chat.channel}"
        self._metrics.ignored.labels(channel, "old").inc()
        log.info("message.outdated", channel=channel, message=message.key)
        return True

    def _posted_anew(self, message: Message) -> bool:
        if not message.synthetic or message.kind is not Kind.TEXT:
            return False
        sent = message.sent_ms or int(self._clock.now() * 1000)
        key = (message.chat.key, message.text)
        before = self._recent.get(key)
        if before is not None:
            then, its_id = before
            # The same delivery again is left to the database, which has it or not.
            if message.id != its_id and abs(sent - then) <= SAME_TEXT_MS:
                return True
        self._forget(sent)
        self._recent[key] = (sent, message.id)
        self._recent.move_to_end(key)
        return False

    def _forget(self, now_ms: int) -> None:
        """Forget the oldest while they are too old to matter; each only once."""
        while self._recent:
            oldest = next(iter(self._recent))
            sent, _ = self._recent[oldest]
            too_many = len(self._recent) >= MOST_REMEMBERED
            if abs(now_ms - sent) <= SAME_TEXT_MS and not too_many:
                return
            del self._recent[oldest]
