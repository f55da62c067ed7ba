"""A photo is downloaded whole from the gateway itself, or an error says why not."""

import asyncio
import gzip
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.client import HttpClient
from bot.channels.downloads import download
from bot.channels.gateway import Gateway
from bot.errors import MediaGone, MediaUnavailable
from tests.fakes.gateway import FakeGateway

LARGE = bytes(range(256)) * 2_000

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


def _chunks(
    client: HttpClient,
    locator: str,
    base: str,
    *,
    timeout_seconds: float = 2.0,
) -> AsyncGenerator[bytes, None]:
    gateway = Gateway(client=client, url=base, timeout_seconds=timeout_seconds)
    return download(gateway, locator, folder="images")


async def _downloaded(
    client: HttpClient, locator: str, base: str, **how: float
) -> bytes:
    chunks = _chunks(client, locator, base, **how)
    return b"".join([chunk async for chunk in chunks])


async def test_a_photo_comes_whole(gateway: FakeGateway, client: HttpClient) -> None:
    gateway.add_photo("A1", LARGE)

    assert await _downloaded(client, "/images/A1.jpg", gateway.url) == LARGE


async def test_it_comes_in_chunks_that_can_be_counted(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", LARGE)
    chunks = _chunks(client, "/images/A1.jpg", gateway.url)

    sizes = [len(chunk) async for chunk in chunks]

    assert sum(sizes) == len(LARGE)
    assert max(sizes) <= 64 * 1024


async def test_whoever_has_enough_stops_in_the_middle(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", LARGE * 40)
    chunks = _chunks(client, "/images/A1.jpg", gateway.url)

    async with aclosing(chunks):
        first = await anext(chunks)

    assert LARGE.startswith(first[:100])
    assert await _downloaded(client, "/images/A1.jpg", gateway.url) == LARGE * 40


@pytest.mark.parametrize(
    "locator", ["/images/A1.jpg", "images/A1.jpg", "{url}/images/A1.jpg"]
)
async def test_its_address_may_be_relative_or_the_gateways_own(
    gateway: FakeGateway, client: HttpClient, locator: str
) -> None:
    gateway.add_photo("A1", b"front")

    data = await _downloaded(client, locator.format(url=gateway.url), gateway.url)

    assert data == b"front"


@pytest.mark.parametrize("status", [404, 408, 425, 429, 500, 502, 503, 504])
async def test_another_attempt_may_help(
    gateway: FakeGateway, client: HttpClient, status: int
) -> None:
    gateway.add_photo("A1", b"front", first_statuses=(status,))

    with pytest.raises(MediaUnavailable) as unavailable:
        await _downloaded(client, "/images/A1.jpg", gateway.url)

    assert unavailable.value.status == status
    assert await _downloaded(client, "/images/A1.jpg", gateway.url) == b"front"


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 451])
async def test_no_other_attempt_will_help(
    gateway: FakeGateway, client: HttpClient, status: int
) -> None:
    gateway.add_photo("A1", b"front", status=status)

    with pytest.raises(MediaGone) as gone:
        await _downloaded(client, "/images/A1.jpg", gateway.url)

    assert gone.value.status == status


async def test_a_body_shorter_than_announced_is_no_photo(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", LARGE, breaks_off=1)

    with pytest.raises(MediaUnavailable) as unavailable:
        await _downloaded(client, "/images/A1.jpg", gateway.url)

    assert unavailable.value.status is None
    assert await _downloaded(client, "/images/A1.jpg", gateway.url) == LARGE


async def test_a_gateway_that_falls_silent_is_given_up(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", b"front", delay_seconds=30)

    with pytest.raises(MediaUnavailable) as unavailable:
        await _downloaded(client, "/images/A1.jpg", gateway.url, timeout_seconds=0.1)

    assert unavailable.value.status is None


async def test_a_gateway_that_is_not_running_may_come_back(
    gateway: FakeGateway, client: HttpClient
) -> None:
    await gateway.stop()

    with pytest.raises(MediaUnavailable):
        await _downloaded(client, "/images/A1.jpg", gateway.url)


async def test_bytes_come_as_they_are_stored(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    packed = gzip.compress(b"0" * 1_000_000)

    async def photo(_: web.Request) -> web.Response:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    app = web.Application()
    app.router.add_get("/images/A1.jpg", photo)
    server = await aiohttp_server(app)

    data = await _downloaded(client, "/images/A1.jpg", str(server.make_url("")))

    assert data == packed


async def test_it_is_asked_for_without_cache_compression_or_cookies(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    asked: list[web.Request] = []

    async def photo(request: web.Request) -> web.Response:
        asked.append(request)
        response = web.Response(body=b"front")
        response.set_cookie("session", "1")
        return response

    app = web.Application()
    app.router.add_get("/images/A1.jpg", photo)
    server = await aiohttp_server(app)

    for _ in range(2):
        await _downloaded(client, "/images/A1.jpg", str(server.make_url("")))

    for request in asked:
        assert request.headers["Cache-Control"] == "no-cache"
        assert request.headers["Accept-Encoding"] == "identity"
        assert "Cookie" not in request.headers


async def _raw(answer: bytes) -> asyncio.Server:
    """A gateway that says *answer* to whoever asks, and closes."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    return await asyncio.start_server(say, "127.0.0.1", 0)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
async def test_a_file_of_unknown_length_ends_with_the_connection(
    client: HttpClient, head: bytes
) -> None:
    async with await _raw(head + LARGE) as server:
        port = server.sockets[0].getsockname()[1]

        data = await _downloaded(client, "/images/A1.jpg", f"http://127.0.0.1:{port}")

    assert data == LARGE


async def test_an_answer_that_nobody_asked_for_is_no_part_of_the_file(
    client: HttpClient,
) -> None:
    one = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    async with await _raw(one + b"front" + one + b"other") as server:
        port = server.sockets[0].getsockname()[1]

        data = await _downloaded(client, "/images/A1.jpg", f"http://127.0.0.1:{port}")

    assert data == b"front"


@pytest.mark.parametrize(
    "answer",
    [
        b"\xff\xd8\xff\xe0 no HTTP at all\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
    ],
)
async def test_what_is_no_answer_is_no_photo(
    client: HttpClient, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with await _raw(answer) as server:
        port = server.sockets[0].getsockname()[1]

        with pytest.raises(MediaUnavailable):
            await _downloaded(client, "/images/A1.jpg", f"http://127.0.0.1:{port}")

    assert caplog.records == []


async def test_a_file_is_read_only_a_little_ahead(client: HttpClient) -> None:
    written = 0

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(100):
            writer.write(bytes(1_000_000))
            await writer.drain()
            written += 1
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        chunks = _chunks(client, "/images/A1.jpg", f"http://127.0.0.1:{port}")
        async with aclosing(chunks):
            await anext(chunks)
            for _ in range(1_000):  # whatever the kernel would take, it has taken
                await asyncio.sleep(0)
            ahead = written

    assert ahead < 50


async def test_many_downloads_run_side_by_side(
    gateway: FakeGateway, client: HttpClient
) -> None:
    for number in range(12):
        gateway.add_photo(f"A{number}", bytes([number]) * 1000)

    photos = await asyncio.gather(
        *(_downloaded(client, f"/images/A{n}.jpg", gateway.url) for n in range(12))
    )

    assert photos == [bytes([number]) * 1000 for number in range(12)]


async def test_an_error_names_neither_address_nor_photo(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", b"front", status=403)

    with pytest.raises(MediaGone) as gone:
        await _downloaded(client, "/images/A1.jpg?phone=6281200000011", gateway.url)

    assert "A1" not in str(gone.value)
    assert "6281200000011" not in str(gone.value)
