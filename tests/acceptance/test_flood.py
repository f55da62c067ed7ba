"""Thousands of texts from one person: the others are answered as before."""

import asyncio
from collections.abc import Callable

import aiohttp

from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.deliveries import text

FLOOD = 5_000
POSTED_AT_ONCE = 64
OTHERS = 20
FACTOR = 10
"""How much slower the others may be answered; all share two cores with the flood."""


async def test_a_flood_of_one_person_holds_up_nobody_else(
    server: Server, staff: Callable[..., Person]
) -> None:
    others = [staff(number) for number in range(1, OTHERS + 1)]
    before = await answered(others, "bantuan", 1)

    statuses = await flood(server)
    during = await answered(others, "menu", 2)

    assert set(statuses) <= {200, 503}
    assert during < FACTOR * max(before, 0.1)
    assert server.messages == statuses.count(200) + 2 * OTHERS


async def answered(people: list[Person], word: str, count: int) -> float:
    """Seconds until everybody, who says *word* now, has *count* replies."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for person in people:
        await person.says(word)
    await asyncio.gather(*(person.hears(count) for person in people))
    return loop.time() - begun


async def flood(server: Server) -> list[int]:
    """Let one person say thousands of things; the statuses they met."""
    sender = f"{STAFF[0]}@s.whatsapp.net"
    limit = aiohttp.TCPConnector(limit=POSTED_AT_ONCE)
    async with aiohttp.ClientSession(connector=limit) as client:

        async def say(words: str) -> int:
            body = text(words, sender=sender)
            async with client.post(server.webhook, json=body) as answer:
                return answer.status

        return await asyncio.gather(*(say(f"apa {n}?") for n in range(FLOOD)))
