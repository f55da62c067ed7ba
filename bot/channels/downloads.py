"""
Downloads from gateways near by, the same for every adapter.

Where a photo lies is told by whoever can post a delivery, so its host and each
redirect are compared with the address in the settings before anything is sent there.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.channels.gateway import Gateway
from bot.channels.wire import BrokenOff, NotAsked
from bot.errors import MediaGone, MediaUnavailable

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""The statuses of an answer that only says where else a photo lies."""

REDIRECTS_FOLLOWED = 3
CHUNK_BYTES = 64 * 1024
HEADERS = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
"""What asks for a photo's bytes as they were stored."""

_OK = 200
_NOT_READY = frozenset({404, 408, 425, 429})
_CLIENT_ERROR = 400
_SERVER_ERROR = 500


@dataclass(slots=True, kw_only=True)
class _File:
    """
    What was answered.

    Attributes:
        status: The HTTP status.
        location: Where else it lies, of a redirect; empty if that is not told.
        chunks: Its bytes.
    """

    status: int
    location: str
    chunks: AsyncGenerator[bytes, None]


async def download(
    gateway: Gateway, locator: str, *, folder: str
) -> AsyncGenerator[bytes, None]:
    """
    Download what *locator* names, in chunks of at most 64 KiB.

    The bytes come as they were stored: not decompressed, not from a cache. Whoever
    stops in the middle closes the iterator, which closes the connection.

    Args:
        gateway: Who keeps it. How long it may be silent is limited, not the whole: it
            is for the caller to cut that off. Its headers are not sent.
        locator: An address on the gateway's host, or a path below its own address.
        folder: Where below that the gateway keeps its photos. Nothing else is asked
            for, since on some gateways a mere GET ends the pairing.

    Raises:
        MediaUnavailable: If it is not there yet, did not come whole, or the gateway
            faltered.
        MediaGone: If the gateway will not hand it out, or names another host.
    """
    url = _checked(locator, base=gateway.url, folder=folder)
    for _ in range(1 + REDIRECTS_FOLLOWED):
        async with _asked(gateway, url) as file, aclosing(file.chunks) as chunks:
            if file.status not in REDIRECTS:
                check_status(file.status)
                async for chunk in chunks:
                    yield chunk
                return
            url = _redirected(file, url, gateway.url)
    raise MediaGone("redirected too often", status=file.status)


def check_status(status: int, *, own: bool = True) -> None:
    """
    Go on only if *status* says that a photo follows.

    Args:
        status: What was answered; no redirect.
        own: Whether the gateway itself answered, whose no counts. Another host may
            have let its address run out, and the gateway will name a new one.

    Raises:
        MediaUnavailable: If it may be there later.
        MediaGone: If it will never be.
    """
    if status == _OK:
        return
    if own and _CLIENT_ERROR <= status < _SERVER_ERROR and status not in _NOT_READY:
        raise MediaGone(f"the gateway answered {status}", status=status)
    where = "the gateway" if own else "the host behind the gateway"
    raise MediaUnavailable(f"{where} answered {status}", status=status)


@asynccontextmanager
async def _asked(gateway: Gateway, url: URL) -> AsyncIterator[_File]:
    """What is at *url*; the errors of the way there are those of ``download``."""
    client, seconds = gateway.client, gateway.timeout_seconds
    timeout = aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)
    try:
        if client.wires is not None and url.scheme == "http" and url.user is None:
            async with client.wires.get(url, silent_seconds=seconds) as (head, pieces):
                yield _File(
                    status=head.status, location=head.header("location"), chunks=pieces
                )
            return
        async with client.session.get(
            url,
            headers=HEADERS,
            allow_redirects=False,
            auto_decompress=False,
            timeout=timeout,
        ) as response:
            yield _File(
                status=response.status,
                location=response.headers.get("Location", ""),
                chunks=_chunks(response),
            )
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(f"broken off: {type(error).__name__}") from error
    except (NotAsked, BrokenOff) as error:
        raise MediaUnavailable(f"broken off: {error}") from error


async def _chunks(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        yield chunk


def _checked(locator: str, *, base: str, folder: str) -> URL:
    """The address of *locator*: a gateway behind a path counts from that path."""
    try:
        url = URL(locator)
        if not url.absolute and not url.scheme:
            url = URL(f"{base}/{locator.lstrip('/')}")
    except ValueError:
        raise MediaGone("its address cannot be read") from None
    photos = f"{URL(base).path.rstrip('/')}/{folder}/"
    if not url.path.startswith(photos) or ".." in url.path.split("/"):
        raise MediaGone("it does not lie among the gateway's photos")
    return _own(url, base, status=None)


def _redirected(file: _File, url: URL, base: str) -> URL:
    try:
        target = url.join(URL(file.location)) if file.location else None
    except ValueError:
        target = None
    if target is None:
        raise MediaGone("redirected to nowhere", status=file.status)
    return _own(target, base, status=file.status)


def _own(url: URL, base: str, *, status: int | None) -> URL:
    own = URL(base)
    if (url.scheme, url.host, url.port) != (own.scheme, own.host, own.port):
        raise MediaGone("it lies on another host than the gateway", status=status)
    return url
