"""The fake gateway behaves as the real one is known to, and as tests tell it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes import deliveries
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import NOT_PAIRED, FakeGateway

REPLY = {"number": "6281200000011", "message": "halo"}

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def _send(client: aiohttp.ClientSession, gateway: FakeGateway) -> tuple[int, Any]:
    async with client.post(f"{gateway.url}/send", json=REPLY) as answer:
        return answer.status, await answer.json()


async def _get(client: aiohttp.ClientSession, url: str) -> tuple[int, bytes]:
    async with client.get(url, allow_redirects=False) as answer:
        return answer.status, await answer.read()


async def test_it_remembers_what_it_sent(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    status, answer = await _send(client, gateway)

    [reply] = gateway.replies
    assert (status, answer["success"]) == (200, True)
    assert (reply.number, reply.text) == ("6281200000011", "halo")
    assert reply.at <= asyncio.get_running_loop().time()


async def test_it_waits_until_enough_was_sent(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    waiting = asyncio.ensure_future(gateway.replies_reach(2))

    await _send(client, gateway)
    assert not waiting.done()
    await _send(client, gateway)

    assert await waiting == gateway.replies


async def test_it_says_how_many_came_when_too_few_did(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    await _send(client, gateway)

    with pytest.raises(TimeoutError, match="1 of 2 came"):
        await gateway.replies_reach(2, timeout_seconds=0.05)


async def test_a_failure_has_status_200_and_sends_nothing(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.next_sends.append(Sending(failure="Invalid phone number"))

    assert await _send(client, gateway) == (
        200,
        {"success": False, "message": "Invalid phone number"},
    )
    assert gateway.replies == []
    assert (await _send(client, gateway))[1]["success"]


async def test_without_an_account_it_sends_nothing(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.paired = False

    _, answer = await _send(client, gateway)

    assert answer == {"success": False, "message": NOT_PAIRED}
    assert gateway.replies == []


async def test_an_answer_may_be_lost_after_the_reply_was_sent(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.next_sends.append(Sending(drops=True))

    with pytest.raises(aiohttp.ClientError):
        await _send(client, gateway)

    assert len(gateway.replies) == 1


async def test_an_answer_may_never_come(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.next_sends.append(Sending(hangs=True))

    sending = asyncio.ensure_future(_send(client, gateway))
    await gateway.replies_reach(1)

    assert not sending.done()
    sending.cancel()


async def test_when_down_it_answers_503(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.down = True

    status, _ = await _get(client, f"{gateway.url}/health")

    assert status == 503


async def test_it_stops_and_comes_back_at_the_same_address(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    await _send(client, gateway)
    url = gateway.url

    await gateway.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    await gateway.start()

    assert gateway.url == url
    assert (await _send(client, gateway))[0] == 200
    assert len(gateway.replies) == 2


async def test_a_photo_nobody_sent_is_not_found(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    assert await _get(client, f"{gateway.url}/images/A1.jpg") == (
        404,
        b"Image not found",
    )


@pytest.mark.parametrize(
    ("how", "statuses"),
    [
        ({}, [200, 200]),
        ({"missing": True}, [404, 404]),
        ({"status": 410}, [410, 410]),
        ({"first_statuses": (404, 500)}, [404, 500, 200, 200]),
        ({"late_seconds": 3600.0}, [404, 404]),
        ({"late_seconds": 0.0}, [200]),
        ({"redirect_to": "/images/B1.jpg"}, [302, 302]),
    ],
    ids=repr,
)
async def test_a_photo_is_handed_out_as_told(
    gateway: FakeGateway,
    client: aiohttp.ClientSession,
    how: dict[str, Any],
    statuses: list[int],
) -> None:
    gateway.add_photo("A1", b"front", **how)

    answers = [await _get(client, f"{gateway.url}/images/A1.jpg") for _ in statuses]

    assert [status for status, _ in answers] == statuses
    assert [attempt.status for attempt in gateway.attempts] == statuses


async def test_a_photo_that_is_still_being_written_looks_complete(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.add_photo("A1", b"front-left", cut_short=1)

    answers = [await _get(client, f"{gateway.url}/images/A1.jpg") for _ in range(2)]

    assert answers == [(200, b"front"), (200, b"front-left")]


async def test_a_photo_may_break_off(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    gateway.add_photo("A1", b"front-left", breaks_off=1)

    with pytest.raises(aiohttp.ClientPayloadError):
        await _get(client, f"{gateway.url}/images/A1.jpg")

    assert await _get(client, f"{gateway.url}/images/A1.jpg") == (200, b"front-left")


async def test_it_waits_until_a_photo_was_asked_for(
    gateway: FakeGateway, client: aiohttp.ClientSession
) -> None:
    await _get(client, f"{gateway.url}/images/A1.jpg")
    await _get(client, f"{gateway.url}/images/B1.jpg")

    [attempt] = await gateway.attempts_reach(1, photo="B1")

    assert attempt.photo == "B1"


@pytest.mark.parametrize("path", ["/pair", "/disconnect"])
async def test_it_remembers_what_would_end_the_pairing(
    gateway: FakeGateway, client: aiohttp.ClientSession, path: str
) -> None:
    await _get(client, f"{gateway.url}{path}")

    assert gateway.ended_pairing == [f"GET {path}"]
    assert not gateway.paired


async def test_it_delivers_as_often_as_told(
    gateway: FakeGateway, aiohttp_server: Serve
) -> None:
    arrived: list[object] = []

    async def webhook(request: web.Request) -> web.Response:
        arrived.append(await request.json())
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/webhook/lumiku/wa", webhook)
    server = await aiohttp_server(app)
    body = deliveries.text("halo")

    statuses = await gateway.deliver(
        body, to=str(server.make_url("/webhook/lumiku/wa")), copies=2
    )

    assert statuses == [202, 202]
    assert arrived == [body, body]


def test_no_two_deliveries_are_equal() -> None:
    assert deliveries.text("ya") != deliveries.text("ya")


def test_a_linked_device_writes_in_the_chat_of_its_owner() -> None:
    body = deliveries.text("ya", sender="6281200000011:84@s.whatsapp.net")

    assert body["chat"] == "6281200000011@s.whatsapp.net"
