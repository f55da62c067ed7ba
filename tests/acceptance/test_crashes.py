"""Power cuts at any moment, and orderly stops."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

import pytest

from bot.messages import digest
from tests.acceptance import people, said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import FakeGateway

CHATS = 6
KILLS = 6
LATEST_SECONDS = 3.0
END_SECONDS = 60.0
STOP_SECONDS = 10.0


async def _uploads(person: Person, photos: list[str], chance: random.Random) -> None:
    await person.says(said.UPLOAD)
    for photo in photos:
        await person.sends(photo, late_seconds=chance.uniform(0, LATEST_SECONDS))
    await person.says("selesai")
    await person.hears_words("Ringkasan Upload", timeout_seconds=END_SECONDS)
    await person.says("ya")
    await person.hears_words("Berhasil Diupload", timeout_seconds=END_SECONDS)


async def _kill_and_restart(
    server: Server, chance: random.Random, uploads: list[asyncio.Task[None]]
) -> list[tuple[float, float]]:
    """
    Kill it at moments of *chance*, soon after each start.

    Returns:
        For each kill when it was begun, and when the server listened again.
    """
    loop = asyncio.get_running_loop()
    kills = []
    for _ in range(KILLS):
        await asyncio.wait(uploads, timeout=chance.uniform(0, 1.2))
        begun = loop.time()
        await server.kill()
        await server.start()
        kills.append((begun, loop.time()))
    return kills


@pytest.mark.parametrize("seed", range(2))
async def test_after_a_kill_everything_goes_on_where_it_was(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person], seed: int
) -> None:
    chance = people.chance(seed)
    everybody = [staff(number) for number in range(CHATS)]
    sent = [
        [f"3EB0{chat}{number}" for number in range(chance.randint(1, 5))]
        for chat in range(CHATS)
    ]

    async with asyncio.TaskGroup() as group:
        uploads = [
            group.create_task(_uploads(person, photos, people.chance(chance.random())))
            for person, photos in zip(everybody, sent, strict=True)
        ]
        kills = await _kill_and_restart(server, chance, uploads)
    pages = [await server.pictures(person.page) for person in everybody]
    _, catalog = await server.page("/catalog/lumiku")
    status = await server.stop()

    assert status == 0
    for person, photos, page in zip(everybody, sent, pages, strict=True):
        names = [name.partition("-")[2] for name in sorted(page)]
        assert names == [f"{digest(photo)}.jpg" for photo in photos]
        assert _said_once(gateway, person, kills) == [
            said.ACCEPTED,
            said.FIRST_PHOTO,
            said.preview(str(len(photos))),
            said.published(person.link, len(photos)),
        ]
    cars = Counter(one.parent.name for one in server.photos)
    assert cars == {
        person.page.removeprefix("/cars/"): len(photos)
        for person, photos in zip(everybody, sent, strict=True)
    }
    assert [catalog.count(f'href="{person.page}"') for person in everybody] == [
        1
    ] * CHATS


def _said_once(
    gateway: FakeGateway, person: Person, kills: list[tuple[float, float]]
) -> list[str]:
    """What *person* heard, without what was said again because of a kill."""
    heard: dict[str, float] = {}
    for reply in gateway.replies_for(person.phone):
        if reply.text.startswith(said.WAITING):
            continue
        before = heard.get(reply.text)
        if before is not None:
            assert any(before <= up and down <= reply.at for down, up in kills), (
                reply.text
            )
        heard[reply.text] = reply.at
    return list(heard)


async def test_a_stop_ends_well_and_photos_go_on_after_the_next_start(
    server: Server, staff: Callable[..., Person]
) -> None:
    loop = asyncio.get_running_loop()
    person = staff()
    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", late_seconds=3)
    await person.sends("3EB0A2", late_seconds=3)
    await person.says("selesai")
    await server.logs("photo.attempted", 2)

    begun = loop.time()
    status = await server.stop()
    took = loop.time() - begun
    await server.start()
    await person.hears(3)
    await person.says("ya")
    await person.hears(4)

    assert status == 0
    assert took < STOP_SECONDS
    assert person.heard == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("2"),
        said.published(person.link, 2),
    ]
    assert len(await server.pictures(person.page)) == 2


async def test_a_stop_does_not_wait_for_a_gateway_that_hangs(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    loop = asyncio.get_running_loop()
    gateway.next_sends.append(Sending(hangs=True))
    person = staff()
    await person.says(said.UPLOAD)
    await person.hears(1)

    begun = loop.time()
    status = await server.stop()
    took = loop.time() - begun

    assert status == 0
    assert took < STOP_SECONDS


async def test_replies_at_hand_are_sent_before_a_stop(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    gateway.sending = Sending(delay_seconds=0.5)
    person = staff()
    await person.says(said.UPLOAD)
    await person.says("bantuan")
    await server.logs("turn.taken", 2)

    status = await server.stop()

    assert status == 0
    assert len(person.heard) == 2
