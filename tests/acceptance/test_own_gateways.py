"""A member of staff lists a car by way of a gateway of their own: GOWA, WAHA."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channel import Delivery
from bot.messages import Chat, Kind, Message, PhotoRef
from tests.acceptance import said
from tests.acceptance.server import Server
from tests.fakes.case import Case
from tests.fakes.desk import Desk
from tests.fakes.gowa_case import GowaCase
from tests.fakes.waha_case import WahaCase
from tests.pictures import BLUE, RED, jpeg, opened

STAFF = "+6281200000011"
PATH = "/webhook/lumiku/wa"


@dataclass(kw_only=True)
class Gateway:
    """
    A gateway and the bot that it posts to.

    Attributes:
        case: What it posts and how it is set up.
        desk: What it was asked.
        server: The bot.
        client: What it posts with.
    """

    case: Case
    desk: Desk
    server: Server
    client: aiohttp.ClientSession
    _count: int = field(default=0)

    def message(self, **fields: Any) -> Delivery:
        """The delivery of a message of the staff; of a text by default."""
        self._count += 1
        chat = Chat(tenant="lumiku", channel="wa", address=STAFF, phone=STAFF)
        usual = {"id": f"3EB0A{self._count}", "kind": Kind.TEXT}
        sent = int(time.time() - 60 + self._count) * 1000  # an old one is not taken
        found = self.case.delivery(
            Message(chat=chat, sent_ms=sent, **{**usual, **fields})
        )
        assert found is not None
        return found

    def photo(self, name: str) -> Delivery:
        """The delivery of a photo, which has its name for an id."""
        file = PhotoRef(locator=f"{name}.jpeg")
        return self.message(id=name, kind=Kind.PHOTO, photo=file)

    async def posts(self, delivery: Delivery, *, copies: int = 1) -> set[int]:
        """Post *delivery*; the statuses that the bot answered."""

        async def post() -> int:
            async with self.client.post(
                f"{self.server.url}{PATH}",
                data=delivery.body,
                headers=dict(delivery.headers),
            ) as answer:
                return answer.status

        return set(await asyncio.gather(*(post() for _ in range(copies))))


def _settings(channel: Mapping[str, Any], port: int) -> Mapping[str, Any]:
    tenant = {
        "name": "Lumiku Auto",
        "flows": ["upload"],
        "roles": {"staff": [STAFF]},
        "channels": {"wa": dict(channel)},
    }
    url = f"http://127.0.0.1:{port}"
    return {"port": port, "public_url": url, "tenants": {"lumiku": tenant}}


def _gowa() -> tuple[Case, Desk]:
    case = GowaCase()
    return case, case.gowa.desk


def _waha() -> tuple[Case, Desk]:
    case = WahaCase()
    return case, case.waha.desk


@pytest.fixture(params=[_gowa, _waha])
async def gateway(
    request: pytest.FixtureRequest, tmp_path: Path, unused_tcp_port: int
) -> AsyncIterator[Gateway]:
    make: Callable[[], tuple[Case, Desk]] = request.param
    case, desk = make()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(case)
        settings = _settings(case.settings, unused_tcp_port)
        server = await stack.enter_async_context(
            Server(tmp_path, gateway="", settings=settings)
        )
        client = await stack.enter_async_context(aiohttp.ClientSession())
        yield Gateway(case=case, desk=desk, server=server, client=client)
        print(server.log)  # noqa: T201 - pytest shows it if the test fails


async def test_what_comes_late_twice_and_out_of_order_reaches_the_page(
    gateway: Gateway,
) -> None:
    desk = gateway.desk
    for name, (width, colour) in {"P1": (640, RED), "P2": (800, BLUE)}.items():
        desk.add_photo(f"{name}.jpeg", jpeg(width, 600, colour), late_seconds=3)
    desk.add_photo("P3.jpeg", jpeg(1024, 600, RED))
    gone = gateway.message(kind=Kind.PHOTO_REMOVED, target="P3")

    await gateway.posts(gateway.message(text=said.UPLOAD), copies=3)
    await desk.replies_reach(1)
    first, second, third = [gateway.photo(name) for name in ("P1", "P2", "P3")]
    await gateway.posts(gone, copies=2)  # before what it deletes
    await gateway.posts(third)
    await asyncio.gather(gateway.posts(second, copies=2), gateway.posts(first))
    await desk.replies_reach(2)
    await gateway.posts(gateway.message(text="selesai"), copies=2)
    await desk.replies_reach(3)
    await gateway.posts(gateway.message(text="ya"))
    [published] = await desk.replies_reach(1, words="🔗 Link: ")
    link = published.text.partition("🔗 Link: ")[2].split()[0]

    assert [one.text for one in desk.replies] == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("2"),
        said.published(link, 2),
    ]
    assert sorted(opened(one.read_bytes()).width for one in gateway.server.photos) == [
        640,
        800,
    ]
    assert 404 in {one.status for one in desk.attempts}
    assert desk.forbidden == []


async def test_what_is_not_signed_is_kept_nowhere(gateway: Gateway) -> None:
    delivery = gateway.message(text=said.UPLOAD)

    refused = await gateway.posts(
        Delivery(body=delivery.body + b" ", headers=delivery.headers)
    )
    taken = await gateway.posts(delivery)

    assert (refused, taken) == ({401}, {200})
    assert "delivery.refused" in gateway.server.log


async def test_no_secret_is_in_the_log_or_in_the_database(gateway: Gateway) -> None:
    gateway.desk.add_photo("P1.jpeg", jpeg(640, 600, RED))
    await gateway.posts(gateway.message(text=said.UPLOAD))
    await gateway.posts(gateway.photo("P1"))
    await gateway.desk.replies_reach(2)

    kept = b"".join(
        path.read_bytes() for path in gateway.server.folder.rglob("bot.db*")
    )

    for secret in gateway.case.secrets:
        assert secret not in gateway.server.log
        assert secret.encode() not in kept
