"""
Plain HTTP to a gateway near by, with little in between.

A call by way of aiohttp's client is the largest single cost of a turn; this is a small
one. It does what a call or a download needs and no more: one request at a time on a
connection, connections kept open in between, no TLS, no redirects, no cookies.
Everything else goes by aiohttp.

Answers are read by ``httptools``, of the extra ``fast``; without it there are no wires.

    call, get --> an idle connection, or a new one --> request --> answer --> idle again
"""

import asyncio
import functools
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

from bot.channels.wire import NotAsked, Wire, WireAnswer

IDLE_SECONDS = 4.0
"""How long an idle connection is kept; a second less than what Node closes after."""

LARGEST_ANSWER_BYTES = 256 * 1024
"""How much of an answer to a call is read."""


@functools.lru_cache(maxsize=1024)
def _target(method: str, url: str) -> tuple[str, int, bytes]:
    """Host, port, and the request up to its length; the same for every call there."""
    found = URL(url)
    head = _head(method, found, "Content-Type: application/json\r\n")
    return found.raw_host or "", found.port or 80, head


def _head(method: str, url: URL, more: str) -> bytes:
    return (
        f"{method} {url.raw_path_qs} HTTP/1.1\r\n"
        f"Host: {url.raw_authority}\r\n"
        "Accept: */*\r\n"
        "Accept-Encoding: identity\r\n"
        f"{more}"
        "User-Agent: alur\r\n"
    ).encode("ascii")


class Wires:
    """Connections to any number of gateways."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], deque[Wire]] = {}

    async def call(
        self, method: str, url: str, body: bytes, *, timeout_seconds: float
    ) -> WireAnswer:
        """
        Ask a gateway something and wait for its answer; any status is one.

        Args:
            method: ``GET`` or ``POST``.
            url: What to ask; it begins with ``http://``.
            body: JSON to send along; empty for nothing.
            timeout_seconds: How long it may take to be answered; to connect may take
                half as long before that.

        Raises:
            NotAsked: If no connection was made.
            BrokenOff: If it was asked and no whole answer came in time.
        """
        host, port, head = _target(method, url)
        wire = await self._wire(host, port, timeout_seconds / 2)
        late = wire.fail_after(timeout_seconds)
        try:
            length = b"Content-Length: %d\r\n\r\n" % len(body)
            answer = await wire.ask(head + length + body)
            answer.body = await wire.beginning(LARGEST_ANSWER_BYTES)
        finally:
            late.cancel()
            self._give_back(host, port, wire)
        return answer

    @asynccontextmanager
    async def get(
        self, url: URL, *, silent_seconds: float
    ) -> AsyncIterator[tuple[WireAnswer, AsyncGenerator[bytes, None]]]:
        """
        Ask for a file: the head of the answer, and what comes of it, in pieces.

        The pieces are of at most 64 KiB. Whoever leaves before the last of them closes
        the connection.

        Args:
            url: Where it is; its scheme is ``http``.
            silent_seconds: How long nothing may come; to connect may take half as
                long before that.

        Raises:
            NotAsked: If no connection was made.
            BrokenOff: If it was asked and did not come whole.
        """
        host, port = url.raw_host or "", url.port or 80
        wire = await self._wire(host, port, silent_seconds / 2)
        try:
            head = _head("GET", url, "Cache-Control: no-cache\r\n")
            late = wire.fail_after(silent_seconds)
            try:
                answer = await wire.ask(head + b"\r\n")
            finally:
                late.cancel()
            yield answer, wire.pieces(silent_seconds)
        finally:
            self._give_back(host, port, wire)

    def close(self) -> None:
        """Close every idle connection; those at work end with their call."""
        for wires in self._idle.values():
            for wire in wires:
                wire.close()
        self._idle.clear()

    async def _wire(self, host: str, port: int, seconds: float) -> Wire:
        """An idle connection, or a new one."""
        wires = self._idle.get((host, port))
        now = asyncio.get_running_loop().time()
        while wires:
            wire = wires.pop()  # the one used last: the others may go idle
            if now - wire.idle_since < IDLE_SECONDS and wire.still_open():
                return wire
            wire.close()
        return await self._connect(host, port, seconds)

    def _give_back(self, host: str, port: int, wire: Wire) -> None:
        if wire.reusable and wire.idle:
            self._idle.setdefault((host, port), deque()).append(wire)
        else:
            wire.close()  # what may still come is for nobody

    async def _connect(self, host: str, port: int, seconds: float) -> Wire:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                _, wire = await loop.create_connection(Wire, host, port)
        except (OSError, TimeoutError) as error:
            raise NotAsked(type(error).__name__) from error
        return wire
