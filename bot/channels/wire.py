"""
Plain HTTP to a gateway near by, with little in between.

A call by way of aiohttp's client is the largest single cost of a turn; this is a small
one. It does what a call to a gateway needs and no more: one request at a time on a
connection, connections kept open in between, no TLS, no redirects, no cookies.
Everything else goes by aiohttp.

Answers are read by ``httptools``, of the extra ``fast``; without it there are no wires.

    call --> an idle connection, or a new one --> request --> answer --> idle again
"""

import asyncio
import functools
import select
from collections import deque
from dataclasses import dataclass, field
from typing import cast

from yarl import URL

try:
    import httptools
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True

IDLE_SECONDS = 4.0
"""How long an idle connection is kept; a second less than what Node closes after."""

_LARGEST_ANSWER_BYTES = 256 * 1024
_STIRS = select.POLLIN | select.POLLHUP | select.POLLERR


@dataclass(slots=True, kw_only=True)
class WireAnswer:
    """
    What came back.

    Attributes:
        status: The HTTP status.
        headers: Names, in lower case, and values, as they came.
        body: The first 256 KiB of what came with it.
    """

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The last value of *name*, in lower case; empty if there is none."""
        wanted = name.encode("latin-1")
        found = [value for known, value in self.headers if known == wanted]
        return found[-1].decode("latin-1") if found else ""


class NotAsked(Exception):
    """No connection could be made, or it closed before anything was written."""


class BrokenOff(Exception):
    """The request was written, and no whole answer came."""


@functools.lru_cache(maxsize=1024)
def _target(method: str, url: str) -> tuple[str, int, bytes]:
    """Host, port, and the request up to its length; the same for every call there."""
    found = URL(url)
    head = (
        f"{method} {found.raw_path_qs} HTTP/1.1\r\n"
        f"Host: {found.raw_authority}\r\n"
        "Accept: */*\r\n"
        "Accept-Encoding: identity\r\n"
        "Content-Type: application/json\r\n"
        "User-Agent: alur\r\n"
    )
    return found.raw_host or "", found.port or 80, head.encode("ascii")


class Wires:
    """Connections to any number of gateways."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], deque[_Wire]] = {}

    async def call(
        self, method: str, url: str, body: bytes, *, timeout_seconds: float
    ) -> WireAnswer:
        """
        Ask a gateway something and wait for its answer; any status is one.

        Args:
            method: ``GET`` or ``POST``.
            url: What to ask; it begins with ``http://``.
            body: JSON to send along; empty for nothing.
            timeout_seconds: How long all of it may take; half of it to connect.

        Raises:
            NotAsked: If no connection was made.
            BrokenOff: If it was asked and no whole answer came in time.
        """
        host, port, head = _target(method, url)
        wire = self._take(host, port)
        if wire is None:
            wire = await self._connect(host, port, timeout_seconds / 2)
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        answer = await wire.ask(head + length + body, timeout_seconds)
        if wire.reusable:
            self._idle.setdefault((host, port), deque()).append(wire)
        return answer

    def close(self) -> None:
        """Close every idle connection; those at work end with their call."""
        for wires in self._idle.values():
            for wire in wires:
                wire.close()
        self._idle.clear()

    def _take(self, host: str, port: int) -> "_Wire | None":
        wires = self._idle.get((host, port))
        now = asyncio.get_running_loop().time()
        while wires:
            wire = wires.pop()  # the one used last: the others may go idle
            if now - wire.idle_since < IDLE_SECONDS and wire.still_open():
                return wire
            wire.close()
        return None

    async def _connect(self, host: str, port: int, seconds: float) -> "_Wire":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, wire = await loop.create_connection(_Wire, host, port)
        except (OSError, TimeoutError) as error:
            raise NotAsked(type(error).__name__) from error
        return wire


class _Wire(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.reusable = True
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[WireAnswer] | None = None
        self._stirs = select.poll()
        self._answer = WireAnswer()
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, request: bytes, timeout_seconds: float) -> WireAnswer:
        """Write *request*; its answer."""
        transport = self._transport
        if transport is None or transport.is_closing():
            raise NotAsked("closed")
        waiting: asyncio.Future[WireAnswer] = self._loop.create_future()
        self._waiting = waiting
        late = self._loop.call_later(timeout_seconds, self._fail, "TimeoutError")
        transport.write(request)
        try:
            return await waiting
        finally:
            late.cancel()
            if not waiting.done() or waiting.cancelled():
                self.close()  # whoever asked is gone; what comes is for nobody
            self._waiting = None

    def still_open(self) -> bool:
        """Whether the other end has neither closed nor said anything, as of now."""
        return self.reusable and not self._stirs.poll(0)

    def close(self) -> None:
        """Close the connection."""
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._stirs.register(transport.get_extra_info("socket").fileno(), _STIRS)

    def data_received(self, data: bytes) -> None:
        if self._waiting is None or self._waiting.done():
            self.close()  # nobody asked for it
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(type(error).__name__)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(type(error).__name__ if error else "closed")

    def on_message_begin(self) -> None:
        self._answer = WireAnswer()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers.append((name.lower(), value))

    def on_body(self, body: bytes) -> None:
        self._answer.body += body
        if len(self._answer.body) >= _LARGEST_ANSWER_BYTES:
            self._answer.body = self._answer.body[:_LARGEST_ANSWER_BYTES]
            self._came(keep=False)

    def on_message_complete(self) -> None:
        self._came(keep=self._parser.should_keep_alive())

    def _came(self, *, keep: bool) -> None:
        self._answer.status = self._parser.get_status_code()
        if self._answer.status < 200:  # noqa: PLR2004 - another answer follows it
            return
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(self._answer)
        self.idle_since = self._loop.time()
        if not keep:
            self.close()

    def _fail(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(BrokenOff(why))
        self.close()
