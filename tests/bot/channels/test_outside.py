"""A host behind the gateway is asked by TLS, under its own name, and told nothing."""

import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway
from bot.channels.outside import MediaHosts, download_from
from bot.errors import MediaUnavailable
from tests.fakes.certificate import write_certificate
from tests.fakes.twilio import BASIC, FakeTwilio

HOST = "mms.twiliocdn.com"
CREDENTIALS = {"Authorization": BASIC}


class _Here(AbstractResolver):
    """Finds every host on one port of this machine, and notes which were asked for."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(f"{host}:{port}")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=family or socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return write_certificate(tmp_path / "host.pem", HOST)


@pytest.fixture
def asked() -> list[tuple[str, str | None]]:
    """What the host was asked for, and by whom."""
    return []


@pytest.fixture
async def port(
    certificate: Path, asked: list[tuple[str, str | None]]
) -> AsyncIterator[int]:
    async def file(request: web.Request) -> web.Response:
        asked.append((request.raw_path, request.headers.get("Authorization")))
        return web.Response(body=b"front")

    app = web.Application()
    app.router.add_get("/{file}", file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def _downloaded(
    resolver: AbstractResolver, target: str, *, trusted: ssl.SSLContext | bool
) -> bytes:
    """The photo that Twilio redirects to *target* for."""
    async with FakeTwilio() as twilio, HttpClient() as client:
        await client.outside.close()
        client.outside = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, ssl=trusted)
        )
        gateway = Gateway(
            client=client, url=twilio.url, timeout_seconds=2.0, headers=CREDENTIALS
        )
        chunks = download_from(
            gateway,
            twilio.add_photo("ME1", b"", redirect_to=target),
            hosts=MediaHosts(base=twilio.url, names=("twiliocdn.com",)),
        )
        return b"".join([chunk async for chunk in chunks])


async def test_a_host_of_the_list_hands_it_out(
    port: int, certificate: Path, asked: list[tuple[str, str | None]]
) -> None:
    resolver = _Here(port)
    trusted = ssl.create_default_context(cafile=certificate)

    data = await _downloaded(
        resolver, f"https://{HOST}/ME1?sig=a%2Bb~c", trusted=trusted
    )

    assert data == b"front"
    assert asked == [("/ME1?sig=a%2Bb~c", None)]
    assert resolver.asked == [f"{HOST}:443"]


async def test_one_that_does_not_prove_its_name_is_not_asked(
    port: int, asked: list[tuple[str, str | None]]
) -> None:
    with pytest.raises(MediaUnavailable, match="Certificate"):
        await _downloaded(_Here(port), f"https://{HOST}/ME1", trusted=True)

    assert asked == []


async def test_one_that_proves_another_name_is_not_asked(
    port: int, certificate: Path, asked: list[tuple[str, str | None]]
) -> None:
    trusted = ssl.create_default_context(cafile=certificate)

    with pytest.raises(MediaUnavailable, match="Certificate"):
        await _downloaded(
            _Here(port), "https://other.twiliocdn.com/ME1", trusted=trusted
        )

    assert asked == []
