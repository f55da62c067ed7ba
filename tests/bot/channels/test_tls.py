"""A gateway that is called by TLS is told something only if it proves its name."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway
from bot.channels.http import call
from bot.errors import ChannelUnavailable
from tests.fakes.certificate import write_certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return write_certificate(tmp_path / "gateway.pem", "127.0.0.1")


@pytest.fixture
async def served(certificate: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Where it listens, and what it was told."""
    told: list[str] = []

    async def send(request: web.Request) -> web.Response:
        told.append(await request.text())
        return web.json_response({"sid": "SM1"})

    app = web.Application()
    app.router.add_post("/send", send)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}/send", told
    await runner.cleanup()


async def test_whoever_proves_its_name_is_told(
    served: tuple[str, list[str]], certificate: Path
) -> None:
    url, told = served
    async with HttpClient() as client:
        await client.session.close()
        trusted = ssl.create_default_context(cafile=certificate)
        client.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=trusted)
        )

        gateway = Gateway(client=client, url=url, timeout_seconds=5)
        answer = await call(gateway, "POST", "", form={"Body": "halo"})

    assert (answer.status, told) == (200, ["Body=halo"])


async def test_whoever_does_not_is_told_nothing(
    served: tuple[str, list[str]],
) -> None:
    url, told = served
    async with HttpClient() as client:
        gateway = Gateway(client=client, url=url, timeout_seconds=5)
        with pytest.raises(ChannelUnavailable, match="Certificate"):
            await call(gateway, "POST", "", form={"Body": "halo"})

    assert told == []
