"""A photo is fetched from the gateway's own folder of photos and nowhere else."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.client import HttpClient
from bot.channels.downloads import download
from bot.channels.gateway import Gateway
from bot.errors import MediaGone
from tests.fakes.gateway import FakeGateway

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


async def _downloaded(client: HttpClient, locator: str, base: str) -> bytes:
    gateway = Gateway(client=client, url=base, timeout_seconds=2.0)
    chunks = download(gateway, locator, folder="images")
    return b"".join([chunk async for chunk in chunks])


@pytest.mark.parametrize(
    "locator",
    [
        "http://127.0.0.2:1/images/A1.jpg",
        "http://localhost:{port}/images/A1.jpg",
        "https://127.0.0.1:{port}/images/A1.jpg",
        "http://127.0.0.1:1/images/A1.jpg",
        "http://127.0.0.1:{port}@127.0.0.2/images/A1.jpg",
        "//127.0.0.1:{port}/images/A1.jpg",
        "http:/images/A1.jpg",
        "file:///images/A1.jpg",
        "http://[::1/images/A1.jpg",
        "http://127.0.0.1:99999/images/A1.jpg",
        "/health",
        "/images/../health",
        "/images/%2e%2e/health",
        "/images/..%2fhealth",
        "/images",
        "",
    ],
)
async def test_no_other_place_is_ever_asked(
    gateway: FakeGateway, client: HttpClient, locator: str
) -> None:
    gateway.add_photo("A1", b"front")
    port = gateway.url.rpartition(":")[2]

    with pytest.raises(MediaGone) as gone:
        await _downloaded(client, locator.replace("{port}", port), gateway.url)

    assert gone.value.status is None
    assert gateway.attempts == []


async def test_a_gateway_behind_a_path_keeps_its_photos_below_it(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    async def photo(_: web.Request) -> web.Response:
        return web.Response(body=b"front")

    app = web.Application()
    app.router.add_get("/wa/images/A1.jpg", photo)
    server = await aiohttp_server(app)
    base = str(server.make_url("/wa"))

    assert await _downloaded(client, "/images/A1.jpg", base) == b"front"
    with pytest.raises(MediaGone):
        await _downloaded(client, str(server.make_url("/images/A1.jpg")), base)


async def test_a_redirect_on_the_gateway_is_followed(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", b"", redirect_to="B1.jpg")
    gateway.add_photo("B1", b"front")

    assert await _downloaded(client, "/images/A1.jpg", gateway.url) == b"front"


async def test_a_redirect_to_another_host_is_not_followed(
    gateway: FakeGateway, client: HttpClient
) -> None:
    async with FakeGateway() as other:
        other.add_photo("A1", b"elsewhere")
        gateway.add_photo("A1", b"", redirect_to=f"{other.url}/images/A1.jpg")

        with pytest.raises(MediaGone) as gone:
            await _downloaded(client, "/images/A1.jpg", gateway.url)

        assert gone.value.status == 302
        assert other.attempts == []


async def test_the_second_redirect_is_checked_like_the_first(
    gateway: FakeGateway, client: HttpClient
) -> None:
    async with FakeGateway() as other:
        gateway.add_photo("A1", b"", redirect_to="/images/B1.jpg")
        gateway.add_photo("B1", b"", redirect_to=f"{other.url}/images/A1.jpg")

        with pytest.raises(MediaGone):
            await _downloaded(client, "/images/A1.jpg", gateway.url)

        assert other.attempts == []


async def test_redirects_in_a_circle_end(
    gateway: FakeGateway, client: HttpClient
) -> None:
    gateway.add_photo("A1", b"", redirect_to="/images/A1.jpg")

    with pytest.raises(MediaGone):
        await _downloaded(client, "/images/A1.jpg", gateway.url)

    assert len(gateway.attempts) == 4


@pytest.mark.parametrize("headers", [{}, {"Location": "http://[::1"}])
async def test_a_redirect_to_nowhere_is_the_end(
    aiohttp_server: Serve, client: HttpClient, headers: dict[str, str]
) -> None:
    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=302, headers=headers)

    app = web.Application()
    app.router.add_get("/images/A1.jpg", redirect)
    server = await aiohttp_server(app)

    with pytest.raises(MediaGone):
        await _downloaded(client, "/images/A1.jpg", str(server.make_url("")))
