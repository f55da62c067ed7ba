"""What flows published, as the catalog finds it."""

from dataclasses import replace

from sqlalchemy import delete, select

from storage.engine import Engine
from storage.items import ItemRow, Published, at, publish
from storage.tables import items, sessions
from tests.storage.rows import (
    BUDI,
    HOME,
    NOW,
    SESSION,
    SHOP,
    begin,
    items_of,
    look,
    session,
)

CAR = ItemRow(
    tenant="lumiku",
    word="cars",
    slug="honda-freed-2012-3f9a1c",
    flow="upload",
    session=SESSION,
    folder=SHOP,
    title="Honda Freed 2012",
    data='{"brand": "Honda"}',
    description="",
    created_at=NOW,
)
SHOWN = replace(CAR, number=1)
"""As it is found."""


async def test_what_is_published_is_found_at_its_address(engine: Engine) -> None:
    await begin(engine, session())

    await engine.run(publish, CAR)

    assert await engine.run(at, (CAR.word, CAR.slug)) == SHOWN
    assert await items_of(engine, "lumiku") == [SHOWN]


async def test_nothing_is_found_where_nothing_was_published(engine: Engine) -> None:
    assert await engine.run(at, ("cars", "none")) is None
    assert await items_of(engine, "lumiku") == []


async def test_publishing_points_the_session_to_the_item(engine: Engine) -> None:
    await begin(engine, session())

    published = await engine.run(publish, CAR)

    [row] = await look(engine, select(sessions))
    assert published == Published(home=HOME, slug=CAR.slug, folder=SHOP)
    assert (row.home, row.folder) == (HOME, SHOP)


async def test_publishing_again_is_the_same_item(engine: Engine) -> None:
    await begin(engine, session())
    await engine.run(publish, CAR)
    better = replace(CAR, title="Honda Freed", created_at=NOW + 99)

    published = await engine.run(publish, better)

    assert published.home == HOME
    assert await items_of(engine, "lumiku") == [
        replace(better, created_at=NOW, number=1)
    ]


async def test_an_address_that_another_session_has_gets_a_number(
    engine: Engine,
) -> None:
    folder = f"salon/cars/{CAR.slug}"
    salons = replace(CAR, tenant="salon", folder=folder)
    others = [replace(salons, session=f"other {n}") for n in range(2)]
    for item in (CAR, *others):
        await begin(engine, session(item.session))

    found = [await engine.run(publish, item) for item in (CAR, *others, *others, CAR)]

    numbered = [CAR.slug, f"{CAR.slug}-2", f"{CAR.slug}-3"]
    assert [one.slug for one in found] == [*numbered, *numbered[1:], CAR.slug]
    assert found[1].folder == f"{folder}-2"
    assert await items_of(engine, "lumiku") == [SHOWN]


async def test_a_number_stays_when_the_address_is_free_again(engine: Engine) -> None:
    other = replace(CAR, session="other")
    for item in (CAR, other):
        await begin(engine, session(item.session))
        await engine.run(publish, item)
    await look(engine, delete(items).where(items.c.slug == CAR.slug).returning(items))

    again = await engine.run(publish, other)

    assert again.slug == f"{CAR.slug}-2"


async def test_the_newest_item_comes_first_of_its_tenant_alone(engine: Engine) -> None:
    await begin(engine, session())
    await begin(engine, session("other", BUDI))
    newer = replace(CAR, slug="newer", created_at=NOW + 1)
    foreign = replace(CAR, slug="foreign", tenant="salon", session="other")
    for item in (CAR, newer, foreign):
        await engine.run(publish, item)

    assert await items_of(engine, "lumiku") == [replace(newer, number=2), SHOWN]
    assert await items_of(engine, "salon") == [replace(foreign, number=1)]
