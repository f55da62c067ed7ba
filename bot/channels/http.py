"""
Calls to gateways and downloads from them, the same for every adapter.

A gateway is asked at its own address only. Where a photo lies is told by whoever
can post a delivery, so its host and each redirect are compared with the address in
the settings before anything is sent there.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Annotated

import aiohttp
from pydantic import AfterValidator
from yarl import URL

from bot import jsontext
from bot.channels import wire
from bot.channels.gateway import Gateway
from bot.channels.payload import Payload
from bot.errors import (
    BadDelivery,
    ChannelUnavailable,
    MediaGone,
    MediaUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)
from storage.record import record

_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_FOLLOWED = 3
_NOT_READY = frozenset({404, 408, 425, 429})
_NEVER_SENT = frozenset({400, 413, 422})
_TOO_MANY = 429
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_CHUNK_BYTES = 64 * 1024
_LARGEST_ANSWER_BYTES = 256 * 1024
_CREDENTIALS = frozenset({"authorization", "apikey", "token", "x-api-key"})
_CALL_HEADERS = {"Accept-Encoding": "identity"}
_DOWNLOAD_HEADERS = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}


def _checked_base(value: str) -> str:
    url = URL(value)
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("must begin with http:// or https:// and name a host")
    if url.query_string or url.fragment:
        raise ValueError("must end with its path: nothing behind ? or #")
    return value.rstrip("/")


BaseAddress = Annotated[str, AfterValidator(_checked_base)]
"""The address of a gateway in the settings, kept without a slash at its end."""


@record(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a gateway said to a call.

    Attributes:
        status: The HTTP status.
        body: The first 256 KiB of what came with it, without the credentials that it
            was asked with: adapters quote it in errors.
        wait_seconds: For how long it wants to be left alone; None if it did not say.
    """

    status: int
    body: bytes
    wait_seconds: float | None = None

    @property
    def payload(self) -> Payload | None:
        """The body as a JSON object; None if it is none."""
        try:
            return Payload.parse(self.body)
        except BadDelivery:
            return None


async def call(
    gateway: Gateway,
    method: str,
    path: str,
    *,
    json: Mapping[str, object] | None = None,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """
    Ask the gateway something; any status is an answer.

    JSON over plain HTTP goes by the client's wires if it has any and no header is
    asked for, all else by its session, which speaks TLS with hosts that prove their
    name. Half of the timeout is for connecting.

    Args:
        gateway: Who is asked, and how.
        method: ``GET`` or ``POST``.
        path: Below the gateway's own address, with its query if it has one; redirects
            are not followed.
        json: What to send along; None for nothing.
        form: What to send along as a form instead; None for none.

    Raises:
        ChannelUnavailable: If no connection was made, or it closed before the whole
            request was written, so nothing was asked.
        OutcomeUnknown: If the gateway was asked and no whole answer came.
    """
    url, seconds = f"{gateway.url}{path}", gateway.timeout_seconds
    wires = gateway.client.wires
    by_wire = form is None and not gateway.headers and url.startswith("http://")
    if wires is not None and by_wire:
        return await _by_wire(wires, method, url, seconds, json)
    timeout = aiohttp.ClientTimeout(total=seconds, connect=seconds / 2)
    try:
        async with gateway.client.session.request(
            method,
            url,
            json=json,
            data=form,
            headers={**_CALL_HEADERS, **gateway.headers},
            allow_redirects=False,
            auto_decompress=False,
            timeout=timeout,
        ) as response:
            return Answer(
                status=response.status,
                body=_without_credentials(await _beginning(response), gateway.headers),
                wait_seconds=_wait_seconds(
                    response.status, lambda name: response.headers.get(name, "")
                ),
            )
    except (aiohttp.ClientError, TimeoutError) as error:
        if _never_asked(error):
            raise ChannelUnavailable(f"not asked: {type(error).__name__}") from error
        raise OutcomeUnknown(f"no answer: {type(error).__name__}") from error


async def _by_wire(
    wires: wire.Wires,
    method: str,
    url: str,
    timeout_seconds: float,
    json: Mapping[str, object] | None,
) -> Answer:
    body = b"" if json is None else jsontext.encode(json).encode()
    try:
        came = await wires.call(method, url, body, timeout_seconds=timeout_seconds)
    except wire.NotAsked as error:
        raise ChannelUnavailable(f"not asked: {error}") from error
    except wire.BrokenOff as error:
        raise OutcomeUnknown(f"no answer: {error}") from error
    return Answer(
        status=came.status,
        body=came.body,
        wait_seconds=_wait_seconds(came.status, came.header),
    )


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* whose status says that a reply was taken.

    Raises:
        ChannelUnavailable: If it was not, and may be another time.
        ReplyRefused: If the gateway cannot read it, now or later.
    """
    if answer.status in _NEVER_SENT:
        raise ReplyRefused("the gateway refused it", code=str(answer.status))
    if not _OK <= answer.status < min(_REDIRECTS):
        raise ChannelUnavailable(
            f"the gateway answered {answer.status}", wait_seconds=answer.wait_seconds
        )


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
    base, seconds = gateway.url, gateway.timeout_seconds
    timeout = aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)
    url = _checked(locator, base=base, folder=folder)
    try:
        for _ in range(1 + _REDIRECTS_FOLLOWED):
            async with gateway.client.session.get(
                url,
                headers=_DOWNLOAD_HEADERS,
                allow_redirects=False,
                auto_decompress=False,
                timeout=timeout,
            ) as response:
                if response.status not in _REDIRECTS:
                    _check_media(response.status)
                    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                        yield chunk
                    return
                url = _redirected(response, base)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(f"broken off: {type(error).__name__}") from error
    raise MediaGone("redirected too often", status=response.status)


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


def _redirected(response: aiohttp.ClientResponse, base: str) -> URL:
    try:
        url = response.url.join(URL(response.headers["Location"]))
    except (KeyError, ValueError):
        raise MediaGone("redirected to nowhere", status=response.status) from None
    return _own(url, base, status=response.status)


def _own(url: URL, base: str, *, status: int | None) -> URL:
    own = URL(base)
    if (url.scheme, url.host, url.port) != (own.scheme, own.host, own.port):
        raise MediaGone("it lies on another host than the gateway", status=status)
    return url


def _check_media(status: int) -> None:
    if status == _OK:
        return
    if _CLIENT_ERROR <= status < _SERVER_ERROR and status not in _NOT_READY:
        raise MediaGone(f"the gateway answered {status}", status=status)
    raise MediaUnavailable(f"the gateway answered {status}", status=status)


def _never_asked(error: Exception) -> bool:
    """Whether *error* came before the gateway can have had the whole request."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return True
    return isinstance(error.__cause__, aiohttp.ClientConnectionResetError)


def _wait_seconds(status: int, header: Callable[[str], str]) -> float | None:
    """What it asks for under "too many"; None for a date, which needs equal clocks."""
    if status != _TOO_MANY:
        return None
    asked = header("retry-after")
    return float(asked) if asked.isascii() and asked.isdigit() else None


def _without_credentials(body: bytes, headers: Mapping[str, str]) -> bytes:
    """*body* with those of *headers* hidden that a gateway may have said back."""
    for name, value in headers.items():
        if name.lower() in _CREDENTIALS:
            secret = value.rpartition(" ")[2].encode("utf-8", "surrogatepass")
            body = body.replace(secret, b"***") if secret else body
    return body


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) >= _LARGEST_ANSWER_BYTES:
            break
    return bytes(body[:_LARGEST_ANSWER_BYTES])
