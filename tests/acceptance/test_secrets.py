"""What a channel keeps secret stands in no log, no error and no row, on any channel."""

import base64
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from time import time
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.channel import Delivery, HasTicks
from bot.channels.client import HttpClient
from bot.errors import ChannelError, MediaError
from bot.messages import Chat, Kind, Message, PhotoRef, Reply
from tests.acceptance.server import Server
from tests.fakes.aside import opened
from tests.fakes.case import PUBLIC_URL, Case
from tests.fakes.echo import Echo
from tests.fakes.every import CASES, cases_with
from tests.fakes.played import channel_of

STAFF = "+6281200000011"
STATUSES = (200, 400, 401, 403, 404, 422, 429, 500, 503)


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with opened(request.param) as case:
        yield case


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    async with Echo() as echo:
        yield echo


def forms(secrets: Iterable[str]) -> set[str]:
    """Each secret as it may be written, by itself or behind a name."""
    plain = set(secrets)
    behind = {f"{name}:{one}" for name in ("", "api", "alur") for one in plain}
    coded = (base64.b64encode(one.encode()).decode() for one in plain | behind)
    return plain.union(one.rstrip("=") for one in coded)


def leaked(case: Case, told: str) -> set[str]:
    return {secret for secret in forms(case.secrets) if secret in told}


def message(number: int, text: str = "", **fields: Any) -> Message:
    chat = Chat(tenant="shop", channel="wa", address=STAFF, phone=STAFF)
    told = {"id": f"secret-{number}", "kind": Kind.TEXT, **fields}
    sent_ms = (int(time()) + number) * 1000
    return Message(chat=chat, sent_ms=sent_ms, text=text, **told)


async def failing(channel: Any, heard: list[Message]) -> list[str]:
    """All that is said when everything fails that a channel is asked to do."""
    said = []
    chat = heard[0].chat
    tries = [channel.send(Reply(chat=chat, text="halo", key="k1")), channel.health()]
    if isinstance(channel, HasTicks):
        tries += [channel.show_read(heard[0]), channel.show_typing(heard[0])]
    for one in tries:
        try:
            said.append(repr(await one))
        except ChannelError as error:
            said.append(f"{error!r} {vars(error)} {error.__cause__!r}")
    for photo in (each.photo for each in heard if each.photo):
        said.append(photo.locator)
        try:
            async for _ in channel.fetch(photo):
                pass
        except MediaError as error:
            said.append(f"{error!r} {vars(error)} {error.__cause__!r}")
    return said


async def test_a_gateway_that_says_everything_back_is_not_quoted(case, echo):
    deliveries = [
        case.delivery(message(1, "halo")),
        case.delivery(
            message(2, kind=Kind.PHOTO, photo=PhotoRef(locator="secret-photo"))
        ),
    ]
    async with HttpClient() as client:
        channel = channel_of(case, client, name="wa")
        heard = [one for each in deliveries for one in channel.receive(each).messages]
        elsewhere: Any = _At(case, {**case.settings, "url": echo.url})
        asking = channel_of(elsewhere, client, name="wa")

        said = []
        for echo.status in STATUSES:
            said += await failing(asking, heard)

    assert echo.asked
    assert leaked(case, "\n".join([repr(asking), *said])) == set()


class _At:
    """A case whose gateway is somewhere else."""

    def __init__(self, case: Case, settings: Any) -> None:
        self.secrets, self.settings = case.secrets, settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def post(port: int, delivery: Delivery | None) -> int:
    """Post *delivery* as the gateway does; what it is answered."""
    assert delivery is not None
    to = URL(delivery.url)
    url = URL(f"http://127.0.0.1:{port}{to.raw_path_qs}", encoded=True)
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=delivery.body, headers=dict(delivery.headers)) as answer,
    ):
        return answer.status


def written(folder: Path) -> str:
    """Every byte below *folder*, and every name."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    return "\n".join(
        f"{one.relative_to(folder)} {one.read_bytes().decode('latin-1')}"
        for one in files
    )


@pytest.mark.parametrize("kind", cases_with("secrets"))
async def test_a_server_writes_no_secret_down_whatever_goes_wrong(tmp_path, kind):
    port = free_port()
    with opened(kind) as case:
        settings = {
            "port": port,
            "public_url": PUBLIC_URL,
            "tenants": {
                "shop": {
                    "flows": ["upload"],
                    "roles": {"staff": [STAFF]},
                    "channels": {"wa": dict(case.settings)},
                }
            },
        }
        async with Server(tmp_path, gateway="", settings=settings) as server:
            begun = await post(port, case.delivery(message(1, "upload")))
            await server.logs("turn.taken")
            photo = message(2, kind=Kind.PHOTO, photo=PhotoRef(locator="secret-photo"))
            await post(port, case.delivery(photo))
            await server.logs("photo.attempted")
            await post(port, case.seal(b"\xff not for anybody"))
            await post(port, Delivery(body=b"{}", url=f"{PUBLIC_URL}/webhook/shop/wa"))
            told = [str(one) for one in await server.call("doctor")]
            log = server.log
            await server.stop()

    rows = written(tmp_path / "data")
    assert begun == 200
    assert case.said()
    assert "upload" in rows
    assert leaked(case, "\n".join([log, server.log, rows, *told])) == set()
    assert STAFF.removeprefix("+") not in log
