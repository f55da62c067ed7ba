"""What becomes of items after they were published."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from storage.changes import (
    Joining,
    Swap,
    forget_items,
    join_photos,
    lapsed_items,
    swap,
)
from storage.engine import Engine
from storage.items import ItemRow, at, publish
from storage.stock import Wanted, one_of_stock, stock
from storage.tables import effects, sessions
from tests.storage.rows import (
    ANI,
    HOME,
    NOW,
    SESSION,
    SHOP,
    begin,
    items_of,
    look,
    session,
)
from tests.storage.test_items_store import CAR, SHOWN

DAY = 24 * 3600.0
ADDRESS = (CAR.tenant, CAR.word, CAR.slug)
EVERYTHING = Wanted(tenant="lumiku", word="cars", deleted_after=NOW - DAY)


@pytest.fixture
async def published(engine: Engine) -> Engine:
    """A database with one car, and two effects that want to change it."""
    await begin(engine, session())
    await engine.run(publish, CAR)
    for key in ("first", "second"):
        await engine.run(_ask, key)
    return engine


def _ask(connection: Connection, keys: Sequence[str]) -> list[None]:
    for key in keys:
        row = {"key": key, "name": "change", "chat": ANI, "session": SESSION}
        connection.execute(
            insert(effects).values(**row, visit=1, created_at=NOW, next_at=NOW)
        )
    return [None] * len(keys)


def changed(item: ItemRow = SHOWN, **how: Any) -> ItemRow:
    return replace(item, changed_at=NOW + 1, **how)


async def now_at(engine: Engine) -> ItemRow | None:
    return await engine.run(one_of_stock, ADDRESS)


async def test_an_item_is_changed_as_it_was_read(published: Engine) -> None:
    sold = changed(state="sold")

    done = await published.run(swap, Swap(effect="first", before=SHOWN, after=sold))

    assert done
    assert await now_at(published) == sold


async def test_who_comes_too_late_changes_nothing(published: Engine) -> None:
    sold = changed(state="sold")
    await published.run(swap, Swap(effect="first", before=SHOWN, after=sold))

    late = Swap(effect="second", before=SHOWN, after=changed(description="x"))
    done = await published.run(swap, late)

    assert not done
    assert await now_at(published) == sold


async def test_who_reads_it_anew_succeeds(published: Engine) -> None:
    sold = changed(state="sold")
    await published.run(swap, Swap(effect="first", before=SHOWN, after=sold))

    both = changed(sold, description="x")
    done = await published.run(swap, Swap(effect="second", before=sold, after=both))

    assert done
    assert await now_at(published) == both


async def test_an_effect_changes_an_item_once(published: Engine) -> None:
    sold, free = changed(state="sold"), changed(state="available")
    await published.run(swap, Swap(effect="first", before=SHOWN, after=sold))
    await published.run(swap, Swap(effect="second", before=sold, after=free))

    done = await published.run(swap, Swap(effect="first", before=free, after=sold))

    assert done
    assert await now_at(published) == free


async def test_what_is_deleted_is_in_the_stock_for_a_while_and_nowhere_else(
    published: Engine,
) -> None:
    gone = changed(deleted_at=NOW)
    await published.run(swap, Swap(effect="first", before=SHOWN, after=gone))

    assert await published.run(at, (CAR.word, CAR.slug)) is None
    assert await items_of(published, "lumiku") == []
    assert await published.run(stock, EVERYTHING) == [gone]
    assert await published.run(stock, replace(EVERYTHING, deleted_after=NOW)) == []


async def test_the_stock_of_a_tenant_holds_nothing_of_another(
    published: Engine,
) -> None:
    assert await published.run(stock, EVERYTHING) == [SHOWN]
    assert await published.run(stock, replace(EVERYTHING, tenant="salon")) == []
    assert await published.run(one_of_stock, ("salon", CAR.word, CAR.slug)) is None


async def test_items_are_numbered_for_good(published: Engine) -> None:
    second = replace(CAR, slug="second", created_at=NOW - 1)
    await published.run(publish, second)
    await published.run(publish, CAR)
    await published.run(publish, replace(CAR, slug="foreign", tenant="salon"))

    found = await published.run(stock, EVERYTHING)
    numbers = {item.slug: item.number for item in found}

    assert numbers == {CAR.slug: 1, "second": 2}
    foreign = await published.run(one_of_stock, ("salon", CAR.word, "foreign"))
    assert foreign is not None
    assert foreign.number == 1


async def test_publishing_again_keeps_what_was_changed_since(
    published: Engine,
) -> None:
    sold = changed(state="sold")
    await published.run(swap, Swap(effect="first", before=SHOWN, after=sold))

    await published.run(publish, CAR)

    assert await now_at(published) == sold


async def test_deleted_items_lapse_in_time_and_are_forgotten(
    published: Engine,
) -> None:
    gone = changed(deleted_at=NOW)
    await published.run(swap, Swap(effect="first", before=SHOWN, after=gone))

    assert await published.run(lapsed_items, NOW - 1) == []
    assert await published.run(lapsed_items, NOW) == [gone]
    await published.run(forget_items, (CAR.word, CAR.slug))

    assert await now_at(published) is None


async def test_an_item_that_is_not_deleted_is_not_forgotten(
    published: Engine,
) -> None:
    await published.run(forget_items, (CAR.word, CAR.slug))

    assert await now_at(published) == SHOWN


async def test_the_photos_of_a_session_join_those_of_an_item(
    published: Engine,
) -> None:
    other = session("other", home=f"{HOME}1", folder=f"{HOME}1")
    await begin(published, other)

    home = await published.run(join_photos, Joining(session="other", folder=SHOP))

    [row] = await look(published, select(sessions).where(sessions.c.id == "other"))
    assert home == f"{HOME}1"
    assert (row.home, row.folder) == (f"{HOME}1", SHOP)
