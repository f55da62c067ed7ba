"""
HTTP over bare protocols, which costs a fraction of what any server takes.

Only what the load needs: keep-alive, bodies with a Content-Length, one request at a
time on a connection.
"""

import asyncio
from collections.abc import Callable
from typing import cast

_LENGTH = b"content-length:"
_END = b"\r\n\r\n"
_NO_LENGTH = frozenset({b"GET ", b"HEAD"})


class Connection(asyncio.Protocol):
    """
    One side of an HTTP connection.

    Args:
        take: Called with this connection, the first line and the body of whatever
            came whole: a request or an answer.
        lost: Called with this connection when the other side closed it.
    """

    def __init__(
        self,
        take: Callable[["Connection", bytes, bytes], None],
        lost: Callable[["Connection"], None] | None = None,
    ) -> None:
        self._take = take
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self.begun = 0.0
        """When the request that is on its way was begun; for whoever makes it."""
        self.tag = 0
        """What it is about; for whoever makes it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See ``asyncio.Protocol``."""
        # uvloop's has the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """See ``asyncio.Protocol``."""
        self._transport = None
        if self._lost is not None:
            self._lost(self)

    def data_received(self, data: bytes) -> None:
        """See ``asyncio.Protocol``."""
        self._buffer += data
        while self._buffer:
            end = self._buffer.find(_END)
            if end < 0:
                return
            length = _length(self._buffer[:end])
            whole = end + len(_END) + length
            if len(self._buffer) < whole:
                return
            first = self._buffer[: self._buffer.find(b"\r\n")]
            body = self._buffer[end + len(_END) : whole]
            self._buffer = self._buffer[whole:]
            self._take(self, first, body)

    def write(self, data: bytes) -> None:
        """
        Send *data*.

        Raises:
            ConnectionError: If the connection is closed.
        """
        if self._transport is None:
            raise ConnectionError("the other side closed the connection")
        self._transport.write(data)

    def close(self) -> None:
        """Close it; again does nothing."""
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    small = head.lower()
    at = small.find(_LENGTH)
    if at >= 0:
        return int(small[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
    if head[:4] in _NO_LENGTH:
        return 0
    raise ValueError("a body without a Content-Length")
