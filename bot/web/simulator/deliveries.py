"""
Posts what phones send to the bot's webhook, in order, again until it is taken.

A real gateway does the same: while the bot does not answer, it waits and posts again,
so a bot that was killed gets what it missed.
"""

import asyncio
from collections.abc import Mapping

import aiohttp
import structlog

from bot.clock import Clock
from bot.messages import Kind
from bot.web.simulator.bubbles import Bubble, SentPhoto
from bot.web.simulator.phones import TAKEN, Phone

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.5
"""How long to wait before a delivery that nobody took is posted again."""

TIMEOUT = aiohttp.ClientTimeout(total=15)

_REFUSALS = frozenset({400, 401, 404, 413})


class Deliveries:
    """
    Posts the deliveries of every phone, each phone's in order.

    Args:
        webhook: The address that deliveries are posted to, by ``tenant/channel``.
        client: Posts them.
        clock: Tells when.
    """

    def __init__(
        self, *, webhook: Mapping[str, str], client: aiohttp.ClientSession, clock: Clock
    ) -> None:
        self._webhook = webhook
        self._client = client
        self._clock = clock
        self._posting: dict[Phone, asyncio.Task[None]] = {}

    def begin(self, phone: Phone) -> None:
        """See to it that what *phone* sent is posted."""
        task = self._posting.get(phone)
        if task is None or task.done():
            task = asyncio.create_task(self._post_all(phone), name="deliveries")
            self._posting[phone] = task

    async def close(self) -> None:
        """Post no more."""
        for task in self._posting.values():
            task.cancel()
        await asyncio.gather(*self._posting.values(), return_exceptions=True)

    async def _post_all(self, phone: Phone) -> None:
        overtaken = -1
        while phone.undelivered:
            changed = phone.changed
            now_ms = int(self._clock.now() * 1000)
            bubble, wait_until_ms = following(phone, now_ms, overtaken=overtaken)
            if bubble is None:
                await self._clock.wait(changed, wait_until_ms / 1000)
                continue
            status = await self._post(phone, bubble)
            if status in _REFUSALS or status == TAKEN:
                phone.posted(bubble.id, status)
                if bubble.photo is None:
                    overtaken = bubble.number
                if bubble.doubled:
                    await self._post(phone, bubble)
            else:
                await self._clock.sleep(PAUSE_SECONDS)

    async def _post(self, phone: Phone, bubble: Bubble) -> int:
        """Post one delivery; the status of the answer, 0 if none came."""
        body = _body(phone, bubble)
        url = self._webhook[phone.name]
        try:
            async with self._client.post(url, json=body, timeout=TIMEOUT) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("delivery.postponed", error=type(error).__name__)
            return 0


def following(
    phone: Phone, now_ms: int, *, overtaken: int
) -> tuple[Bubble | None, int]:
    """
    The message that is to be posted now, or until when there is none.

    Args:
        phone: Whose.
        now_ms: Milliseconds since 1970.
        overtaken: The number of the last text that was posted: what was held back
            before it is held no longer.

    Returns:
        The message and 0; or None and when to look again, unless something happens
        before that.
    """
    if phone.is_down(now_ms):
        return None, phone.down_until_ms
    waits = []
    for bubble in phone.undelivered:
        if bubble.held_until_ms <= now_ms or bubble.number < overtaken:
            return bubble, 0
        waits.append(bubble.held_until_ms)
    return None, min(waits, default=now_ms)


def _body(phone: Phone, bubble: Bubble) -> dict[str, object]:
    """The delivery of a message, as ``bot.channels.simulator`` tells it."""
    body: dict[str, object] = {
        "id": bubble.id,
        "from": phone.lid if bubble.hidden else phone.number,
        "sent_ms": bubble.at_ms,
    }
    if bubble.place:
        body["in"] = bubble.place
    if bubble.text:
        body["text"] = bubble.text
    if bubble.target:
        body |= {"kind": Kind.PHOTO_REMOVED.value, "target": bubble.target}
    if bubble.photo:
        body |= _file(bubble.photo)
    return body


def _file(photo: SentPhoto) -> dict[str, object]:
    file = {"id": photo.id, "size_bytes": photo.size_bytes}
    if photo.document:
        return {"document": {**file, "media_type": photo.document}}
    return {"voice" if photo.sound else "photo": file}
