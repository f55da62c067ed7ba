"""Requests that are hardly HTTP: a clean answer, and a server that goes on."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.acceptance.raw import MIB, VALID, connection, head, post, status_of
from tests.acceptance.server import Server
from tests.fakes.gateway import FakeGateway

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("well_afterwards"),
]


@pytest.mark.parametrize("size", [2 * MIB + 1, 3 * MIB])
async def test_a_body_that_is_too_large_is_a_413(
    lasting_server: Server, size: int
) -> None:
    assert await post(lasting_server, b" " * size) == 413


async def test_so_is_one_that_does_not_tell_its_size(lasting_server: Server) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3 * 16):
            yield b" " * (MIB // 16)

    assert await post(lasting_server, endless()) == 413


async def test_so_is_a_small_one_that_unpacks_to_a_large_one(
    lasting_server: Server,
) -> None:
    bomb = gzip.compress(b" " * (200 * MIB), compresslevel=9)

    status = await post(lasting_server, bomb, **{"Content-Encoding": "gzip"})

    assert status in {400, 413}
    assert lasting_server.memory_mib < 200


async def test_a_body_that_is_not_packed_as_it_says_is_a_400(
    lasting_server: Server,
) -> None:
    assert (
        await post(lasting_server, b"not gzip", **{"Content-Encoding": "gzip"}) == 400
    )


async def test_after_a_413_the_next_request_is_not_read_out_of_its_body(
    lasting_server: Server,
) -> None:
    inner = b"GET /metrics HTTP/1.1\r\nHost: bot\r\n\r\n"
    body = inner * (3 * MIB // len(inner))

    async with connection(lasting_server) as (reader, writer):
        writer.write(head(Content_Length=len(body)) + body)
        answer = await reader.read()

    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.count(b"HTTP/1.1") == 1


async def test_a_body_that_stops_coming_is_a_408(lasting_server: Server) -> None:
    begun = head(Content_Length=len(VALID))

    nothing, half = await asyncio.gather(
        status_of(lasting_server, begun), status_of(lasting_server, begun + VALID[:50])
    )

    assert (nothing, half) == (408, 408)


@pytest.mark.parametrize(
    "raw",
    [
        head(Content_Length=len(VALID)) + VALID[:-1],
        head(Content_Length=3 * MIB) + VALID,
        head(Transfer_Encoding="chunked") + b"10\r\n0123",
        head()[:-10],
    ],
    ids=["in a body", "after a 413", "in a chunk", "in a header"],
)
async def test_a_connection_that_breaks_off_leaves_nothing(
    lasting_server: Server, raw: bytes
) -> None:
    async with connection(lasting_server) as (reader, writer):
        writer.write(raw)
        writer.write_eof()
        answer = await reader.read()

    assert not answer.startswith(b"HTTP/1.1 2")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GARBAGE\r\n\r\n",
        b"POST /webhook/lumiku/wa/s3cret HTTP/9.9\r\n\r\n",
        head(Content_Length="-5"),
        head(Content_Length="5, 6"),
        head(Content_Length=5, Transfer_Encoding="chunked"),
        head(Transfer_Encoding="chunked") + b"zz\r\nbroken\r\n",
        head(X_Long="x" * 70_000),
        head("/webhook/" + "x" * 70_000, Content_Length=0),
        head("/webhook/%ff%fe/wa/%00", Content_Length=0),
        head("/webhook/lumiku/wa/../../../../etc/passwd", Content_Length=0),
        head("//webhook//lumiku//wa", Content_Length=0),
    ],
    ids=[
        "TLS",
        "no HTTP",
        "another version",
        "a negative length",
        "two lengths",
        "two framings",
        "broken chunks",
        "a long header",
        "a long path",
        "a path that is no text",
        "a path that climbs",
        "a path with holes",
    ],
)
async def test_what_is_hardly_http_is_a_4xx(lasting_server: Server, raw: bytes) -> None:
    assert 400 <= await status_of(lasting_server, raw) < 500


async def test_many_who_send_nothing_keep_nobody_else_out(
    lasting_server: Server, lasting_gateway: FakeGateway
) -> None:
    async with AsyncExitStack() as idle:
        for _ in range(200):
            await idle.enter_async_context(connection(lasting_server))
        statuses = await lasting_gateway.deliver(b"[]", to=lasting_server.webhook)

    assert statuses == [400]
