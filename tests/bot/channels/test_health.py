"""How a channel is stands in what its gateway says of itself, if it says anything."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channel import Health
from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway
from bot.channels.health import ask_health
from bot.channels.http import Answer
from tests.fakes.desk import Desk

HEADERS = {"X-Api-Key": "open-sesame-4711"}


class FakeClinic:
    """A gateway that answers ``/health`` alone, with *status* and who asked."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.status = 200

    async def listen(self) -> str:
        app = web.Application()
        app.router.add_get("/health", self._health)
        return await self.desk.serve(app)

    async def _health(self, request: web.Request) -> web.Response:
        return web.Response(status=self.status, text=request.headers["X-Api-Key"])


@pytest.fixture
async def clinic() -> AsyncIterator[FakeClinic]:
    clinic = FakeClinic()
    yield clinic
    await clinic.desk.close()


@pytest.fixture
async def gateway(clinic: FakeClinic) -> AsyncIterator[Gateway]:
    async with HttpClient() as client:
        yield Gateway(
            client=client,
            url=await clinic.listen(),
            timeout_seconds=2.0,
            headers=HEADERS,
        )


def _read(answer: Answer) -> Health:
    return Health(ok=answer.status < 300, detail=f"it answered {answer.status}")


@pytest.mark.parametrize(("status", "ok"), [(200, True), (302, False), (503, False)])
async def test_whatever_it_answers_is_read(
    clinic: FakeClinic,
    gateway: Gateway,
    status: int,
    ok: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    clinic.status = status

    health = await ask_health(gateway, "/health", _read)

    assert health == Health(ok=ok, detail=f"it answered {status}")


@pytest.mark.parametrize(
    ("how", "beginning"),
    [
        ({}, "the gateway does not answer: "),
        ({"called": "Meta"}, "Meta does not answer: "),
    ],
)
async def test_one_that_is_gone_is_not_well_and_called_by_its_name(
    clinic: FakeClinic, gateway: Gateway, how: dict[str, str], beginning: str
) -> None:
    await clinic.desk.close()

    health = await ask_health(gateway, "/health", _read, **how)

    assert not health.ok
    assert health.detail.startswith(beginning)
    assert HEADERS["X-Api-Key"] not in health.detail
