"""
Takes deliveries: authenticate, parse, store, 200.

The 200 is our promise to answer. It is given once every message is in the inbox and
not before, so what the gateway stops redelivering cannot be lost.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.channel import (
    Acknowledgement,
    Channel,
    Delivery,
    HasHandshake,
    TellsApart,
)
from bot.errors import BadDelivery, NotAuthentic
from bot.inbox import Inbox
from bot.metrics import Metrics
from storage.errors import StorageError

log = structlog.get_logger(__name__)

BODY_SECONDS = 10.0
"""How long a body may take to come in."""


class _TooLarge(Exception):
    pass


_REFUSALS: Mapping[type[Exception], tuple[int, str]] = {
    NotAuthentic: (401, "not authentic"),
    BadDelivery: (400, "not in the format of this channel"),
    _TooLarge: (413, "too large"),
    TimeoutError: (408, "the body did not come"),
    HttpProcessingError: (400, "the body did not come whole"),
    web.RequestPayloadError: (400, "the body did not come whole"),
    ConnectionError: (400, "the body did not come whole"),
    StorageError: (503, "try again later"),
}
"""What each failure is answered with; the first that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """
    The webhooks of all channels.

    Attributes:
        channels: By ``tenant/channel``.
        inbox: Takes the messages in.
        heard: Told the name of a channel by which something authentic came.
        metrics: Where deliveries are counted.
        public_url: What gateways reach the server by, without a slash at the end.
    """

    channels: Mapping[str, Channel]
    inbox: Inbox
    heard: Callable[[str], None]
    metrics: Metrics
    public_url: str
    _told_unknown: set[str] = field(default_factory=set)

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook of each channel."""
        for name, channel in self.channels.items():
            address = f"/webhook/{name}"
            take = partial(self._receive, name, channel)
            app.router.add_post(address, take)
            app.router.add_get(address, partial(self._handshake, name, channel))
            app.router.add_post(f"{address}/{{secret}}", take)
            if isinstance(channel, TellsApart):
                # Some put the name of the event behind the address they were told.
                app.router.add_post(f"{address}/{{secret}}/{{event}}", take)

    async def _receive(
        self, name: str, channel: Channel, request: web.Request
    ) -> web.Response:
        """Take one delivery: verify it, store its messages, then say 200."""
        status, said = await self._take(request, name, channel)
        self.metrics.delivery(name, status).inc()
        headers = {"Content-Type": said.content_type}
        response = web.Response(status=status, body=said.body, headers=headers)
        if not request.content.is_eof():
            # What is left of the body must not be read as the next request.
            response.force_close()
        return response

    async def _handshake(
        self, name: str, channel: Channel, request: web.Request
    ) -> web.Response:
        """Tell a gateway that asks that this is the webhook it was told of."""
        if not isinstance(channel, HasHandshake):
            raise web.HTTPMethodNotAllowed("GET", ["POST"])
        try:
            said = channel.handshake(request.query)
        except NotAuthentic as error:
            log.warning("handshake.refused", channel=name, error=str(error))
            raise web.HTTPForbidden(text="not authentic") from None
        return web.Response(text=said)

    async def _take(
        self, request: web.Request, name: str, channel: Channel
    ) -> tuple[int, Acknowledgement]:
        try:
            body = await _body(request, channel.body_limit_bytes)
            received = channel.receive(
                Delivery(
                    body=body,
                    secret=request.match_info.get("secret", ""),
                    headers=request.headers,
                    url=self.public_url + _target(request),
                )
            )
            new = await self.inbox.add(received.messages)
        except tuple(_REFUSALS) as error:
            status, said = next(
                answer for kind, answer in _REFUSALS.items() if isinstance(error, kind)
            )
            log.warning(
                "delivery.refused", channel=name, status=status, error=str(error)
            )
            return status, Acknowledgement(body=said.encode())
        self.heard(name)
        self._tell_ignored(name, received.ignored)
        if new < len(received.messages):
            known = [message.key for message in received.messages]
            log.info("delivery.repeated", channel=name, messages=known, new=new)
        return 200, received.acknowledgement

    def _tell_ignored(self, name: str, ignored: tuple[str, ...]) -> None:
        for reason in ignored:
            self.metrics.ignored.labels(name, reason).inc()
            if reason == "unknown" and name not in self._told_unknown:
                self._told_unknown.add(name)
                log.warning("delivery.unknown", channel=name)


def _target(request: web.Request) -> str:
    """Path and query as they came: whoever signed them signed every letter."""
    raw = request.raw_path
    return raw if raw.startswith("/") else request.rel_url.raw_path_qs


async def _body(request: web.Request, limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise _TooLarge
    content = request.content
    if content.is_eof():  # as small ones are: they came with their headers
        whole = content.read_nowait()
        if len(whole) > limit:
            raise _TooLarge
        return whole
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for chunk in content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > limit:
                raise _TooLarge
    return bytes(body)
