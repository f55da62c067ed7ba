"""A gateway for the load: it takes replies, hands out photos, and costs little."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Self

from benchmarks.connection import Connection

_ANSWER = (
    b'{"success":true,"message":"Successfully sent 1 message(s)",'
    b'"data":{"attachments":null,"sent":[{"index":1,"type":"text"}]}}'
)
_SENT = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_ANSWER), _ANSWER)
)
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_PHOTO = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"


class Gateway:
    """
    One gateway on a port of its own.

    Attributes:
        replied: Called with the number and the text of each reply, at once.
        photos: What it hands out, by the stem of the name; all of it at once.
        handed_out: How many photos it handed out.
    """

    def __init__(self) -> None:
        self.replied: Callable[[str, str], None] = lambda _number, _text: None
        self.photos: Mapping[str, bytes] = {}
        self.handed_out = 0
        self._server: asyncio.Server | None = None
        self._open: set[Connection] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None  # noqa: S101 - it is entered
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None  # noqa: S101 - it is entered
        self._server.close()
        for connection in tuple(self._open):
            connection.close()

    def _connection(self) -> Connection:
        connection = Connection(self._take, self._open.discard)
        self._open.add(connection)
        return connection

    def _take(self, connection: Connection, first: bytes, body: bytes) -> None:
        if first.startswith(b"POST /send"):
            connection.write(_SENT)
            asked = json.loads(body)
            self.replied(asked["number"], asked["message"])
        elif first.startswith(b"GET /images/"):
            name = first.split(b" ")[1].rpartition(b"/")[2].removesuffix(b".jpg")
            photo = self.photos.get(name.decode())
            if photo is None:
                connection.write(_MISSING)
            else:
                self.handed_out += 1
                connection.write(_PHOTO % len(photo) + photo)
        else:
            connection.write(_MISSING)
