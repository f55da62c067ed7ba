"""What flows published, as the catalog finds it."""

from dataclasses import replace

from sqlalchemy import select

from storage.engine import Engine
from storage.items import ItemRow, at, of_tenant, publish
from storage.tables import sessions
from tests.storage.rows import BUDI, HOME, NOW, SESSION, SHOP, begin, look, session

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
    assert await engine.run(of_tenant, "lumiku") == [SHOWN]


async def test_nothing_is_found_where_nothing_was_published(engine: Engine) -> None:
    assert await engine.run(at, ("cars", "none")) is None
    assert await engine.run(of_tenant, "lumiku") == []


async def test_publishing_points_the_session_to_the_item(engine: Engine) -> None:
    await begin(engine, session())

    home = await engine.run(publish, CAR)

    [row] = await look(engine, select(sessions))
    assert home == HOME
    assert (row.home, row.folder) == (HOME, SHOP)


async def test_publishing_again_is_the_same_item(engine: Engine) -> None:
    await begin(engine, session())
    await engine.run(publish, CAR)
    better = replace(CAR, title="Honda Freed", created_at=NOW + 99)

    home = await engine.run(publish, better)

    assert home == HOME
    assert await engine.run(of_tenant, "lumiku") == [
        replace(better, created_at=NOW, number=1)
    ]


async def test_the_newest_item_comes_first_of_its_tenant_alone(engine: Engine) -> None:
    await begin(engine, session())
    await begin(engine, session("other", BUDI))
    newer = replace(CAR, slug="newer", created_at=NOW + 1)
    foreign = replace(CAR, slug="foreign", tenant="salon", session="other")
    for item in (CAR, newer, foreign):
        await engine.run(publish, item)

    assert await engine.run(of_tenant, "lumiku") == [replace(newer, number=2), SHOWN]
    assert await engine.run(of_tenant, "salon") == [replace(foreign, number=1)]
