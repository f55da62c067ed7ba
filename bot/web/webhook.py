"""
Takes deliveries: authenticate, parse, store, 200.

The 200 is our promise to answer. It is given once every message is in the inbox and
not before, so what the gateway stops redelivering cannot be lost.
"""

import asyncio
from collections.abc import Callable, Mapping

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

CHANNELS = web.AppKey("channels", Mapping[str, Channel])
INBOX = web.AppKey("inbox", Inbox)
HEARD: web.AppKey[Callable[[str], None]] = web.AppKey("heard")
METRICS = web.AppKey("metrics", Metrics)
PUBLIC_URL = web.AppKey("public_url", str)
UNKNOWN = web.AppKey("unknown", set[str])

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


def add_routes(
    app: web.Application,
    *,
    channels: Mapping[str, Channel],
    inbox: Inbox,
    heard: Callable[[str], None],
    metrics: Metrics,
    public_url: str,
) -> None:
    """
    Serve the webhook of each of *channels*.

    Args:
        app: What serves them.
        channels: By ``tenant/channel``.
        inbox: Takes the messages in.
        heard: Told the name of a channel by which something authentic came.
        metrics: Where deliveries are counted.
        public_url: What gateways reach the server by, without a slash at the end.
    """
    app[CHANNELS] = channels
    app[PUBLIC_URL] = public_url
    app[INBOX] = inbox
    app[HEARD] = heard
    app[METRICS] = metrics
    app[UNKNOWN] = set()
    app.router.add_post("/webhook/{tenant}/{channel}", receive)
    app.router.add_post("/webhook/{tenant}/{channel}/{secret}", receive)
    # Some gateways put the name of the event behind the address they were told.
    app.router.add_post("/webhook/{tenant}/{channel}/{secret}/{event}", receive)
    app.router.add_get("/webhook/{tenant}/{channel}", handshake)


async def receive(request: web.Request) -> web.Response:
    """Take one delivery: verify it, store its messages, then say 200."""
    app, asked = request.app, request.match_info
    name = f"{asked['tenant']}/{asked['channel']}"
    channel = app[CHANNELS].get(name)
    told_apart = "event" not in asked or isinstance(channel, TellsApart)
    if channel is None or not told_apart:
        raise web.HTTPNotFound(text="no such channel")
    status, said = await _take(request, name, channel)
    app[METRICS].delivery(name, status).inc()
    headers = {"Content-Type": said.content_type}
    response = web.Response(status=status, body=said.body, headers=headers)
    if not request.content.is_eof():
        # What is left of the body must not be read as the next request.
        response.force_close()
    return response


async def handshake(request: web.Request) -> web.Response:
    """Tell a gateway that asks that this is the webhook it was told of."""
    name = f"{request.match_info['tenant']}/{request.match_info['channel']}"
    channel = request.app[CHANNELS].get(name)
    if channel is None:
        raise web.HTTPNotFound(text="no such channel")
    if not isinstance(channel, HasHandshake):
        raise web.HTTPMethodNotAllowed("GET", ["POST"])
    try:
        said = channel.handshake(request.query)
    except NotAuthentic as error:
        log.warning("handshake.refused", channel=name, error=str(error))
        raise web.HTTPForbidden(text="not authentic") from None
    return web.Response(text=said)


async def _take(
    request: web.Request, name: str, channel: Channel
) -> tuple[int, Acknowledgement]:
    app = request.app
    try:
        body = await _body(request, channel.body_limit_bytes)
        received = channel.receive(
            Delivery(
                body=body,
                secret=request.match_info.get("secret", ""),
                headers=request.headers,
                url=app[PUBLIC_URL] + _target(request),
            )
        )
        new = await app[INBOX].add(received.messages)
    except tuple(_REFUSALS) as error:
        status, said = next(
            answer for kind, answer in _REFUSALS.items() if isinstance(error, kind)
        )
        log.warning("delivery.refused", channel=name, status=status, error=str(error))
        return status, Acknowledgement(body=said.encode())
    app[HEARD](name)
    _tell_ignored(app, name, received.ignored)
    if new < len(received.messages):
        known = [message.key for message in received.messages]
        log.info("delivery.repeated", channel=name, messages=known, new=new)
    return 200, received.acknowledgement


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


def _tell_ignored(app: web.Application, name: str, ignored: tuple[str, ...]) -> None:
    for reason in ignored:
        app[METRICS].ignored.labels(name, reason).inc()
        if reason == "unknown" and name not in app[UNKNOWN]:
            app[UNKNOWN].add(name)
            log.warning("delivery.unknown", channel=name)
