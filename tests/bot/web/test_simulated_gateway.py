"""The gateway behind the simulator takes what phones and the bot send it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web.simulator import SimulatedGateway

PHONE = "/simulator/demo/simulator/phones/+6281200000011"
SEND = "/simulator/demo/simulator/send"
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def server(
    tmp_path: Path,
    client: aiohttp.ClientSession,
    aiohttp_server: Callable[[web.Application], Awaitable[TestServer]],
) -> TestServer:
    """A simulated gateway whose bot does not answer."""

    async def busy(_chat: str) -> bool:
        return False

    app = web.Application()
    SimulatedGateway(
        folder=tmp_path / "simulator",
        webhook={"demo/simulator": "http://127.0.0.1:1/webhook/demo/simulator"},
        client=client,
        busy=busy,
    ).add_routes(app)
    return await aiohttp_server(app)


@pytest.mark.parametrize(
    ("path", "headers", "body"),
    [
        (f"{PHONE}/messages", {"Content-Type": "multipart/form-data"}, b"x"),
        (f"{PHONE}/messages", FORM, b"no form"),
        (
            f"{PHONE}/messages",
            FORM,
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
            + b"a" * 300_000
            + b"\r\n--x--\r\n",
        ),
        ("/simulator/demo/simulator/phones/0812/messages", FORM, b""),
        (SEND, {}, b"no JSON"),
        (SEND, {}, b"[]"),
        (SEND, {}, b'{"to": "+6281200000011"}'),
    ],
    ids=["no boundary", "no form", "too long", "no phone", "no JSON", "a list", "half"],
)
async def test_what_cannot_be_read_is_a_400(
    server: TestServer,
    client: aiohttp.ClientSession,
    path: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    url = server.make_url(path)

    async with client.post(url, data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_phone_is_told_when_the_bot_did_not_take_its_message(
    server: TestServer, client: aiohttp.ClientSession
) -> None:
    url = server.make_url(f"{PHONE}/messages")

    async with client.post(url, data={"text": "halo"}) as answer:
        assert await answer.json() == {"statuses": [503]}


async def test_a_reply_under_a_known_key_is_shown_once(
    server: TestServer, client: aiohttp.ClientSession
) -> None:
    reply = {"to": "+6281200000011", "text": "halo", "key": "7:0"}

    for _ in range(2):
        await client.post(server.make_url(SEND), json=reply)
    async with client.get(server.make_url(f"{PHONE}/replies")) as answer:
        shown = await answer.json()

    assert shown == {"replies": [{"number": 1, "text": "halo", "key": "7:0"}]}
