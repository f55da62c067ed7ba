"""
One connection to a gateway, over which one thing at a time is asked by plain HTTP.

    ask --> the head of the answer --> its pieces, as they come --> idle again

Answers are read by ``httptools``, of the extra ``fast``.
"""

import asyncio
import select
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import cast

try:
    import httptools
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True

_READ_AHEAD_BYTES = 512 * 1024
_PIECE_BYTES = 64 * 1024
_STIRS = select.POLLIN | select.POLLHUP | select.POLLERR


@dataclass(slots=True, kw_only=True)
class WireAnswer:
    """
    What came back.

    Attributes:
        status: The HTTP status.
        headers: Names, in lower case, and values, as they came.
        body: The first 256 KiB of what came with it; empty for a file, whose bytes
            come by themselves.
    """

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def has_length(self) -> bool:
        """Whether it tells where it ends; else it ends with the connection."""
        lengths = {b"content-length", b"transfer-encoding"}
        return any(name in lengths for name, _ in self.headers)

    def header(self, name: str) -> str:
        """The last value of *name*, in lower case; empty if there is none."""
        wanted = name.encode("latin-1")
        found = [value for known, value in self.headers if known == wanted]
        return found[-1].decode("latin-1") if found else ""


class NotAsked(Exception):
    """No connection could be made, or it closed before anything was written."""


class BrokenOff(Exception):
    """The request was written, and no whole answer came."""


class Wire(asyncio.Protocol):
    """
    One connection.

    Attributes:
        reusable: Whether another request may go over it after this one.
        idle_since: When the last answer was whole, by the clock of the event loop.
    """

    def __init__(self) -> None:
        self.reusable = True
        self._over = True
        self.idle_since = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._stirs = select.poll()
        self._parser = httptools.HttpResponseParser(self)
        self._answer = WireAnswer()
        self._pieces: deque[bytes] = deque()
        self._ahead_bytes = 0
        self._waiting: asyncio.Future[None] | None = None
        self._broken = ""

    @property
    def idle(self) -> bool:
        """Whether nothing of an answer is to come, or to be taken."""
        return self._over and not self._pieces

    async def ask(self, request: bytes) -> WireAnswer:
        """Write *request*; the head of its answer."""
        transport = self._transport
        if transport is None or transport.is_closing():
            raise NotAsked("closed")
        self._over = False
        self._answer = WireAnswer()
        transport.write(request)
        while not self._answer.status:
            await self._news()
        return self._answer

    async def beginning(self, most_bytes: int) -> bytes:
        """What comes behind the head: all of it, or as much as *most_bytes*."""
        if self._over and len(self._pieces) == 1:  # as most answers to a call
            self._ahead_bytes = 0
            return self._pieces.popleft()[:most_bytes]
        body = b""
        while len(body) < most_bytes and (piece := await self._piece()):
            body += piece
        return body[:most_bytes]

    async def pieces(self, silent_seconds: float) -> AsyncGenerator[bytes, None]:
        """What comes behind the head, in pieces of at most 64 KiB."""
        while True:
            if not self._pieces:
                late = self.fail_after(silent_seconds)
                try:
                    piece = await self._piece()
                finally:
                    late.cancel()
            else:
                piece = await self._piece()
            if not piece:
                return
            for start in range(0, len(piece), _PIECE_BYTES):
                yield piece[start : start + _PIECE_BYTES]

    def fail_after(self, seconds: float) -> asyncio.TimerHandle:
        """Give up after *seconds*, unless what is returned is cancelled."""
        return self._loop.call_later(seconds, self._fail, "TimeoutError")

    def still_open(self) -> bool:
        """Whether the other end has neither closed nor said anything, as of now."""
        return self.reusable and not self._stirs.poll(0)

    def close(self) -> None:
        """Close the connection."""
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; called by the event loop."""
        self._transport = cast("asyncio.Transport", transport)
        self._stirs.register(transport.get_extra_info("socket").fileno(), _STIRS)

    def data_received(self, data: bytes) -> None:
        """Read on; called by the event loop."""
        if self._over:
            self.close()  # nobody asked for it
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(type(error).__name__)

    def connection_lost(self, error: Exception | None) -> None:
        """End: what has no length is whole now; called by the event loop."""
        answer = self._answer
        if not self._over and answer.status and not answer.has_length and not error:
            self.on_message_complete()
        self._fail(type(error).__name__ if error else "closed")

    def on_message_begin(self) -> None:
        """Begin an answer; called by the parser, as the next four."""
        if self._over:
            raise BrokenOff("nobody asked for another answer")
        self._answer = WireAnswer()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._answer.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Tell of the head, unless another follows it."""
        status = self._parser.get_status_code()
        if status >= 200:  # noqa: PLR2004 - what HTTP calls final
            self._answer.status = status
            self._tell()

    def on_body(self, body: bytes) -> None:
        """Keep a piece; read no further than a little ahead."""
        self._pieces.append(body)
        self._ahead_bytes += len(body)
        if self._ahead_bytes >= _READ_AHEAD_BYTES and self._transport is not None:
            self._transport.pause_reading()
        self._tell()

    def on_message_complete(self) -> None:
        """Tell that the answer is whole."""
        if self._answer.status:
            self._over = True
            self.reusable = self.reusable and self._parser.should_keep_alive()
            self.idle_since = self._loop.time()
            self._tell()

    async def _piece(self) -> bytes:
        """The next piece as it came; empty behind the last."""
        while not self._pieces:
            if self._over:
                return b""
            await self._news()
        piece = self._pieces.popleft()
        paused = self._ahead_bytes >= _READ_AHEAD_BYTES
        self._ahead_bytes -= len(piece)
        if paused and self._transport is not None:
            self._transport.resume_reading()
        return piece

    async def _news(self) -> None:
        """Wait until something came."""
        if self._broken:
            raise BrokenOff(self._broken)
        self._waiting = self._loop.create_future()
        await self._waiting

    def _tell(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _fail(self, why: str) -> None:
        self._broken = self._broken or why
        self._tell()
        self.close()
