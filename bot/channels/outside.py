"""
Downloads that a gateway hands over to another host.

Who asks proves it to the gateway, and to the host that it names only where that host
is trusted. That host is one of those in the settings, by TLS and at a public address,
so that whoever forges an address reaches nothing behind the firewall. A gateway on
this machine may name this machine, too.

    gateway's own address --redirect--> a host of ``names`` | this machine
       with credentials                     without
"""

import ipaddress
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

import aiohttp
from pydantic import AfterValidator
from yarl import URL

from bot.channels.client import HttpClient
from bot.channels.downloads import (
    CHUNK_BYTES,
    HEADERS,
    REDIRECTS,
    REDIRECTS_FOLLOWED,
    check_status,
)
from bot.channels.gateway import Gateway
from bot.errors import MediaGone, MediaUnavailable


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise ValueError("must be the name of a host, such as twiliocdn.com")
    return value


HostName = Annotated[str, AfterValidator(_host)]
"""The name of a host in the settings, which stands for every host below it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaHosts:
    """
    Where the photos of a gateway may lie.

    Attributes:
        base: The gateway's own address.
        names: Other hosts, each with every host below it; by ``https`` only.
        trusted: Whether those hosts, too, have to be told who asks.
    """

    base: str
    names: tuple[str, ...] = ()
    trusted: bool = False

    def is_own(self, url: URL) -> bool:
        """Whether *url* is the gateway itself: same scheme, host and port."""
        own = URL(self.base)
        return (url.scheme, url.host, url.port) == (own.scheme, own.host, own.port)

    def is_near(self, url: URL) -> bool:
        """Whether both *url* and the gateway are on this machine."""
        known = url.scheme in {"http", "https"}
        return known and _is_loopback(url.host) and _is_loopback(URL(self.base).host)

    def is_outside(self, url: URL) -> bool:
        """Whether *url* is one of the other hosts."""
        if url.scheme != "https" or url.explicit_port not in {None, 443}:
            return False
        host = f".{(url.host or '').lower().rstrip('.')}"
        return any(host.endswith(f".{name}") for name in self.names)

    def may_know(self, url: URL) -> bool:
        """Whether *url* is told who asks."""
        return self.is_own(url) or (
            self.trusted and (self.is_near(url) or self.is_outside(url))
        )


async def download_from(
    gateway: Gateway, locator: str, *, hosts: MediaHosts
) -> AsyncGenerator[bytes, None]:
    """
    Download what *locator* names, in chunks of at most 64 KiB.

    The bytes come as they were stored: not decompressed, not from a cache. Whoever
    stops in the middle closes the iterator, which closes the connection.

    Args:
        gateway: Who named it. Only the gateway itself is sent its headers, and *hosts*
            that are trusted. How long a host may be silent is limited, not the whole:
            it is for the caller to cut that off.
        locator: An address on one of *hosts*; so is each one it redirects to.
        hosts: Where photos may lie. No other host is asked for anything.

    Raises:
        MediaUnavailable: If it is not there yet, did not come whole, or a host
            faltered; a link to another host may be over, and asking anew gives a new
            one.
        MediaGone: If the gateway will not hand it out, or names a host that is none
            of *hosts*.
    """
    seconds = gateway.timeout_seconds
    timeout = aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)
    url, status = _read(locator, status=None), None
    try:
        for _ in range(1 + REDIRECTS_FOLLOWED):
            session = _session(gateway.client, url, hosts, status=status)
            own = gateway.headers if hosts.may_know(url) else {}
            async with session.get(
                url,
                headers={**HEADERS, **own},
                allow_redirects=False,
                auto_decompress=False,
                timeout=timeout,
            ) as response:
                status = response.status
                if status not in REDIRECTS:
                    check_status(status, own=hosts.is_own(url))
                    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                        yield chunk
                    return
                url = _redirected(response)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(f"broken off: {type(error).__name__}") from error
    raise MediaGone("redirected too often", status=status)


def _session(
    client: HttpClient, url: URL, hosts: MediaHosts, *, status: int | None
) -> aiohttp.ClientSession:
    if hosts.is_own(url) or hosts.is_near(url):
        return client.session
    if hosts.is_outside(url):
        return client.outside
    raise MediaGone("it lies on a host that may not be asked", status=status)


def _redirected(response: aiohttp.ClientResponse) -> URL:
    if "Location" not in response.headers:
        raise MediaGone("redirected to nowhere", status=response.status)
    where = _read(response.headers["Location"], status=response.status)
    return response.url.join(where)


def _read(address: str, *, status: int | None) -> URL:
    """The address, exactly as it is signed; a name and password in it are nobody's."""
    if address.isascii() and address.isprintable() and " " not in address:
        try:
            url = URL(address, encoded=True)
            return url.with_user(None) if url.absolute else url
        except ValueError:
            pass
    raise MediaGone("its address cannot be read", status=status)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
