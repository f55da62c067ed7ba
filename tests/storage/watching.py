"""The database held still, and what it is told, for tests of how it is used."""

import asyncio
import threading
from collections.abc import Sequence

from sqlalchemy import Connection

from storage.engine import Engine


class Gate:
    """Keeps the database in one transaction until it is opened."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._open = threading.Event()

    def hold(self, _connection: Connection, items: Sequence[None]) -> list[None]:
        self._reached.set()
        self._open.wait(timeout=30)
        return [None for _ in items]

    async def reached(self) -> None:
        await asyncio.to_thread(self._reached.wait, timeout=30)

    def open(self) -> None:
        self._open.set()


async def traced(engine: Engine) -> list[str]:
    """Every statement that SQLite is given from now on."""
    said: list[str] = []

    def listen(connection: Connection, items: Sequence[None]) -> list[None]:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(said.append)
        return [None for _ in items]

    await engine.run(listen, None)
    said.clear()
    return said
