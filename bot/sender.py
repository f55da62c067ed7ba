"""
Sends replies: outbox --> channel.

Replies of one chat go out in order; a chat whose channel falters stops no other. A
reply is sent at least once: after a crash in the middle of a send, or when the
channel did not say what became of it, it is sent once more.
"""

import asyncio
from collections.abc import Mapping

import structlog

from bot.channel import Channel
from bot.clock import Clock
from bot.errors import ChannelError, ChannelUnavailable, OutcomeUnknown, ReplyRefused
from bot.messages import Chat, Reply, options_from_json
from bot.metrics import Metrics
from bot.pacing import Pacing
from storage.engine import Engine
from storage.errors import StorageError
from storage.outbox import Due, DueReply, Sent, due, mark

log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
PAUSE_SECONDS = 1.0
"""How long to wait when the database does not answer."""


class Sender:
    """Sends what is due, one reply of a chat at a time."""

    def __init__(
        self,
        *,
        engine: Engine,
        channels: Mapping[str, Channel],
        wake: asyncio.Event,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._wake = wake
        self._clock = clock
        self._metrics = metrics
        self._pacing = Pacing(channels, clock)
        self._busy: dict[str, int] = {}
        self._passed: set[str] = set()
        self._left_out: frozenset[str] = frozenset()
        self._stopping = False
        self._draining = False
        self._drained = asyncio.Event()

    async def run(self) -> None:
        """Send until ``stop``; the replies at hand are sent."""
        async with asyncio.TaskGroup() as sends:
            while not self._stopping:
                self._wake.clear()
                try:
                    # A send that ends during the look may have replies behind it.
                    none_on_its_way = not self._busy
                    following = await self._begin(sends)
                    if self._draining and none_on_its_way and not self._busy:
                        self._drained.set()
                except StorageError as error:
                    log.error("send.postponed", error=str(error))
                    following = self._clock.now() + PAUSE_SECONDS
                await self._clock.wait(self._wake, following)

    def stop(self) -> None:
        """Begin no more sends."""
        self._stopping = True
        self._wake.set()

    async def drain(self) -> None:
        """Wait until nothing is due: every reply at hand is sent or put off."""
        self._draining = True
        self._wake.set()
        await self._drained.wait()

    async def _begin(self, sends: asyncio.TaskGroup) -> float | None:
        """Send what is due; when to look again if nothing happens before."""
        # Whichever of their sends ends first wakes us.
        full = self._left_out = self._pacing.full()
        if len(full) == len(self._channels):
            return None
        question = Due(now=self._clock.now(), busy=self._busy.copy(), without=full)
        found = await self._engine.run(due, question)
        self._passed |= found.passed & self._busy.keys()
        if not found.passed <= self._busy.keys():
            self._wake.set()  # the send of one of them ended meanwhile
        for reply in found.replies:
            self._busy[reply.chat] = reply.seq
            sends.create_task(self._send(reply))
        return found.following

    async def _send(self, reply: DueReply) -> None:
        more = True
        try:
            came = await self._attempt(reply)
            more = await self._keep(came) or came.error is not None
        finally:
            del self._busy[reply.chat]
            more = more or reply.chat in self._passed
            more = more or _channel(reply.chat) in self._left_out
            self._passed.discard(reply.chat)
            if more or self._draining:
                self._wake.set()

    async def _keep(self, came: Sent) -> bool:
        """
        Keep what *came* of a send; sending again instead would say it twice.

        Returns:
            Whether another reply may be due.
        """
        while True:
            try:
                return await self._engine.run(mark, came)
            except StorageError as error:
                log.error("reply.unmarked", error=str(error))
                await self._clock.sleep(PAUSE_SECONDS)

    async def _attempt(self, reply: DueReply) -> Sent:
        tenant, name, address = reply.chat.split("/", 2)
        chat = Chat(tenant=tenant, channel=name, address=address, phone=reply.phone)
        outgoing = Reply(
            chat=chat,
            text=reply.body,
            key=reply.key,
            options=options_from_json(reply.options),
        )
        channel = self._channels.get(where := f"{tenant}/{name}")
        if channel is None:
            gone = ReplyRefused("its channel is no longer set up", code="no channel")
            return self._came(reply, "parked", gone)
        try:
            async with self._pacing[where]:
                await channel.send(outgoing)
        except ReplyRefused as error:
            return self._came(reply, "parked", error)
        except OutcomeUnknown as error:
            return self._came(reply, "unknown", error, again=reply.unknown == 0)
        except ChannelUnavailable as error:
            return self._came(reply, "later", error, again=True)
        except Exception as error:
            log.exception("channel.failed", channel=where)
            return self._came(reply, "unknown", error, again=reply.unknown == 0)
        self._metrics.reply(where, "sent").inc()
        return Sent(seq=reply.seq, now=self._clock.now())

    def _came(
        self, reply: DueReply, outcome: str, error: Exception, *, again: bool = False
    ) -> Sent:
        now = self._clock.now()
        pause = min(FIRST_PAUSE_SECONDS * 2**reply.attempts, LONGEST_PAUSE_SECONDS)
        code = error.code if isinstance(error, ReplyRefused) else type(error).__name__
        said = str(error) if isinstance(error, ChannelError) else code
        said = said.encode("ascii", "backslashreplace").decode()  # always to be kept
        channel = _channel(reply.chat)
        self._metrics.reply(channel, outcome if again else "parked").inc()
        log.warning(
            "reply.postponed" if again else "reply.parked",
            channel=channel,
            reply=reply.key,
            attempt=reply.attempts + 1,
            wait_seconds=pause if again else None,
            error=said,
        )
        return Sent(
            seq=reply.seq,
            now=now,
            next_at=now + pause if again else None,
            error=said,
            unknown=outcome == "unknown",
        )


def _channel(chat: str) -> str:
    """The channel of the chat with this key, as ``tenant/channel``."""
    return "/".join(chat.split("/", 2)[:2])
