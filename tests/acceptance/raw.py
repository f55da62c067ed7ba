"""Requests as no decent client makes them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.acceptance import said
from tests.acceptance.server import STAFF, Server
from tests.fakes.deliveries import text

MIB = 1024 * 1024
LIMIT_SECONDS = 20.0
"""More than the server waits for a body that does not come."""

SENDER = f"{STAFF[0]}@s.whatsapp.net"
VALID = json.dumps(text(said.UPLOAD, sender=SENDER)).encode()
"""A delivery that would be answered if it came as it should."""


async def post(
    server: Server,
    body: bytes | AsyncIterator[bytes],
    path: str = "/lumiku/wa/s3cret",
    **headers: str,
) -> int:
    """Post *body* to a webhook; the status."""
    data = io.BytesIO(body) if isinstance(body, bytes) else body
    told = {"Content-Type": "application/json", **headers}
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{server.url}/webhook{path}", data=data, headers=told) as answer,
    ):
        return answer.status


@asynccontextmanager
async def connection(
    server: Server,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection of its own, to be written to as one likes."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            yield reader, writer
    finally:
        writer.close()


async def status_of(server: Server, raw: bytes) -> int:
    """Write *raw* to a connection of its own; the status that comes back."""
    async with connection(server) as (reader, writer):
        writer.write(raw)
        version, status, *_ = (await reader.readline()).split()
        assert version.startswith(b"HTTP/1.")
        return int(status)


def head(path: str = "/webhook/lumiku/wa/s3cret", **headers: object) -> bytes:
    """The head of a request; ``_`` in the names of *headers* stands for ``-``."""
    told = {"Host": "bot", "Content-Type": "application/json", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return "\r\n".join([f"POST {path} HTTP/1.1", *lines, "", ""]).encode()
