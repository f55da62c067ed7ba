"""Gateways that are down, refuse, or take their time, under the real process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.behaviour import Sending
from tests.fakes.deliveries import text
from tests.fakes.gateway import FakeGateway

QUICK_SECONDS = 3.0
"""Less than any gateway that is slow here takes for one reply."""

SLOW = Sending(delay_seconds=30)


async def test_a_gateway_that_refuses_connections_gets_everything_in_order_later(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    people = [staff(number) for number in range(3)]
    await gateway.stop()

    for person in people:
        await person.says(said.UPLOAD)
        await person.says("skip")
    await server.logs("reply.postponed", 2 * len(people))
    before = [person.heard for person in people]
    await gateway.start()
    for person in people:
        await person.hears(2)

    assert before == [[], [], []]
    for person in people:
        assert person.heard == [said.ACCEPTED, said.preview("0")]


async def test_a_reply_that_comes_back_as_a_failure_is_sent_until_it_is_taken(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    gateway.paired = False

    await person.says(said.UPLOAD)
    await person.says("skip")
    await server.logs("reply.postponed", 2)
    before = person.heard
    gateway.paired = True
    await person.hears(2)

    assert before == []
    assert person.heard == [said.ACCEPTED, said.preview("0")]


async def test_a_slow_send_to_one_holds_up_no_other_chat_of_the_channel(
    gateway: FakeGateway, staff: Callable[..., Person]
) -> None:
    slow, *quick = (staff(number) for number in range(6))
    gateway.next_sends.append(SLOW)
    await slow.says(said.UPLOAD)
    await gateway.replies_reach(1)

    await slow.says("skip")
    for person in quick:
        await person.says(said.UPLOAD)
    await asyncio.gather(
        *(person.hears(1, timeout_seconds=QUICK_SECONDS) for person in quick)
    )

    assert slow.heard == [said.ACCEPTED]


def tenant(gateway: FakeGateway) -> dict[str, object]:
    channel = {"type": "wwapi", "path_secret": "s3cret", "url": gateway.url}
    return {
        "flows": ["upload"],
        "roles": {"staff": [f"+{phone}" for phone in STAFF]},
        "channels": {"wa": channel},
    }


@pytest.fixture
async def two_gateways(
    tmp_path: Path, gateway: FakeGateway
) -> AsyncIterator[tuple[Server, FakeGateway]]:
    """A server with another tenant, and that one's gateway."""
    async with FakeGateway() as other:
        tenants = {"lumiku": tenant(gateway), "other": tenant(other)}
        settings = {"tenants": tenants}
        async with Server(tmp_path, gateway=gateway.url, settings=settings) as server:
            yield server, other


async def test_a_gateway_that_takes_long_for_each_slows_no_other_gateway(
    two_gateways: tuple[Server, FakeGateway], gateway: FakeGateway
) -> None:
    server, other = two_gateways
    gateway.sending = SLOW
    for phone in STAFF:
        person = Person(phone, gateway=gateway, server=server)
        await person.says(said.UPLOAD)

    elsewhere = server.webhook.replace("lumiku", "other")
    begun = asyncio.get_running_loop().time()
    for phone in STAFF[:5]:
        word = text("bantuan", sender=f"{phone}@s.whatsapp.net")
        assert await other.deliver(word, to=elsewhere) == [200]
    await other.replies_reach(5, timeout_seconds=QUICK_SECONDS)

    assert asyncio.get_running_loop().time() - begun < QUICK_SECONDS
