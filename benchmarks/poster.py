"""Posts deliveries to a webhook over connections that stay open."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Self

from benchmarks.connection import Connection


class Poster:
    """
    Posts to one webhook; used as a context.

    Args:
        port: Where the server listens.
        path: The path of its webhook.
        connections: How many are open; what is posted beyond them waits its turn.

    Attributes:
        acknowledged: Called with the tag of a delivery that was answered with 200,
            and how many seconds that took.
        refused: How many were answered with anything else, or not at all.
    """

    def __init__(self, port: int, path: str, *, connections: int) -> None:
        self.acknowledged: Callable[[int, float], None] = lambda _tag, _seconds: None
        self.refused = 0
        self._port = port
        self._count = connections
        self._all: list[Connection] = []
        self._free: list[Connection] = []
        self._waiting: deque[tuple[bytes, int]] = deque()
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "User-Agent: Go-http-client/1.1\r\nContent-Type: application/json\r\n"
            "Content-Length: "
        ).encode()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for _ in range(self._count):
            _, connection = await loop.create_connection(
                lambda: Connection(self._answered, self._lost), "127.0.0.1", self._port
            )
            self._all.append(connection)
        self._free = list(self._all)
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._all:
            connection.close()

    def post(self, body: bytes, tag: int = 0) -> None:
        """Post *body* at once, or as soon as a connection is free."""
        if not self._free:
            self._waiting.append((body, tag))
            return
        connection = self._free.pop()
        connection.tag = tag
        connection.begun = perf_counter()
        connection.write(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))

    def _answered(self, connection: Connection, first: bytes, _body: bytes) -> None:
        tag, seconds = connection.tag, perf_counter() - connection.begun
        self._free.append(connection)
        if self._waiting:
            self.post(*self._waiting.popleft())
        if b" 200 " in first:
            self.acknowledged(tag, seconds)
        else:
            self.refused += 1

    def _lost(self, connection: Connection) -> None:
        self._all.remove(connection)
        if connection in self._free:
            self._free.remove(connection)
        else:
            self.refused += 1
