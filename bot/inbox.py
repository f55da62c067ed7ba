"""
Takes messages into the inbox: durable, in order, each once.

A message without an id of its own is known by a digest of its delivery. A gateway
that posts the same text anew gives it another digest, so such a text is also the
same message when it comes again within two seconds.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.messages import Kind, Message
from storage.chats import accept
from storage.engine import Engine
from storage.records import NewMessage

SAME_TEXT_MS = 2_000
"""Within how many milliseconds a text posted anew is the same message."""

FURTHEST_AHEAD_MS = 24 * 3600 * 1000
"""How far ahead of ours a sender's clock may be before it is not believed."""

EARLIEST_MS = 1_000_000_000_000
"""September 2001; a time before it is none."""


class Inbox:
    """
    Takes messages in.

    Attributes:
        arrival: Set whenever something is in the inbox to be answered.
    """

    def __init__(self, engine: Engine, clock: Clock, arrival: asyncio.Event) -> None:
        self.arrival = arrival
        self._engine = engine
        self._clock = clock
        self._recent: dict[tuple[str, str], tuple[int, str]] = {}

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
        fresh = [message for message in messages if not self._posted_anew(message)]
        rows = [self._row(message, now) for message in fresh]
        try:
            kept = await asyncio.gather(
                *(self._engine.run(accept, row) for row in rows)
            )
        except BaseException:
            for message in fresh:
                self._recent.pop((message.chat.key, message.text), None)
            raise
        finally:
            # Even if one could not be kept: those before it were.
            self.arrival.set()
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
        return False

    def _forget(self, now_ms: int) -> None:
        if len(self._recent) < 1_000:  # noqa: PLR2004 - small enough not to be swept
            return
        self._recent = {
            key: (sent, its_id)
            for key, (sent, its_id) in self._recent.items()
            if abs(now_ms - sent) <= SAME_TEXT_MS
        }
