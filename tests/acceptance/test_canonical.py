"""A member of staff lists a car, and every photo reaches its page."""

import asyncio
from collections.abc import Callable

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.fakes.gateway import FakeGateway
from tests.pictures import BLUE, RED, jpeg, opened

PHOTOS = {"3EB0A1": (640, RED), "3EB0A2": (800, BLUE), "3EB0A3": (1024, RED)}


async def _sends_three(person: Person, *, late_seconds: float) -> None:
    await asyncio.gather(
        *(
            person.sends(one, jpeg(width, 600, colour), late_seconds=late_seconds)
            for one, (width, colour) in PHOTOS.items()
        )
    )


async def test_three_photos_at_once_are_in_the_listing_the_summary_and_the_page(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.hears(1)
    await _sends_three(person, late_seconds=3)
    await person.says("selesai")
    await person.hears(3)
    await person.says("ya")
    await person.hears(4)
    pictures = await server.pictures(person.page)
    status = await server.stop()

    assert status == 0
    assert person.heard == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("3"),
        said.published(person.link, 3),
    ]
    assert [one.name for one in server.photos] == sorted(pictures)
    assert {one.parent.name for one in server.photos} == {person.page.split("/")[-1]}
    assert sorted(opened(one).width for one in pictures.values()) == [640, 800, 1024]


async def test_the_reply_to_the_first_photo_waits_for_no_file(
    gateway: FakeGateway, staff: Callable[..., Person]
) -> None:
    person = staff()
    await person.says(said.UPLOAD)
    await person.hears(1)

    sent_at = asyncio.get_running_loop().time()
    await _sends_three(person, late_seconds=30)
    await person.hears(2)

    assert person.heard[1] == said.FIRST_PHOTO
    assert gateway.replies[1].at - sent_at < 1


async def test_words_right_behind_each_other_are_answered_in_order(
    staff: Callable[..., Person],
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await _sends_three(person, late_seconds=0)
    await person.says("selesai")
    await person.says("ya")
    await person.hears(4)

    assert person.heard == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("3"),
        said.published(person.link, 3),
    ]


async def test_the_page_tells_the_car_and_the_catalog_leads_to_it(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.says("skip")
    await person.says("ya")
    await person.hears(3)
    status, page = await server.page(person.page)
    _, catalog = await server.page("/catalog/lumiku")
    unknown, _ = await server.page("/cars/honda-freed-psd-matic-2012-000000")

    assert (status, unknown) == (200, 404)
    assert person.heard[1] == said.preview("0")
    assert "Honda Freed PSD" in page
    assert "Rp 145.000.000" in page
    assert "145.515" in page
    assert f'href="{person.page}"' in catalog
