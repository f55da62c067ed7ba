"""
Calls to gateways, the same for every adapter.

A gateway is asked at its own address only.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

import aiohttp
from pydantic import AfterValidator
from yarl import URL

from bot import jsontext
from bot.channels.gateway import Gateway
from bot.channels.payload import Payload
from bot.channels.wire import BrokenOff, NotAsked
from bot.channels.wires import LARGEST_ANSWER_BYTES, Wires
from bot.errors import (
    BadDelivery,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)
from storage.record import record

_OK = 200
_FIRST_REDIRECT = 300
_NEVER_SENT = frozenset({400, 413, 422})
_TOO_MANY = 429
_CHUNK_BYTES = 64 * 1024
_CREDENTIALS = frozenset({"authorization", "apikey", "token", "x-api-key"})
_CALL_HEADERS = {"Accept-Encoding": "identity"}


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
    near = url.startswith("http://") and "@" not in gateway.url
    if wires is not None and near and form is None and not gateway.headers:
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
    wires: Wires,
    method: str,
    url: str,
    timeout_seconds: float,
    json: Mapping[str, object] | None,
) -> Answer:
    body = b"" if json is None else jsontext.encode(json).encode()
    try:
        came = await wires.call(method, url, body, timeout_seconds=timeout_seconds)
    except NotAsked as error:
        raise ChannelUnavailable(f"not asked: {error}") from error
    except BrokenOff as error:
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
    if not _OK <= answer.status < _FIRST_REDIRECT:
        raise ChannelUnavailable(
            f"the gateway answered {answer.status}", wait_seconds=answer.wait_seconds
        )


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
        if len(body) >= LARGEST_ANSWER_BYTES:
            break
    return bytes(body[:LARGEST_ANSWER_BYTES])
