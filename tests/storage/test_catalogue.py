"""The catalog finds items by what they are, in the order that was asked for."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Connection, Executable, insert
from sqlalchemy.dialects import postgresql

from storage.catalogue import (
    Address,
    Bound,
    Found,
    Question,
    Wanted,
    addresses,
    find,
    offered,
    page_of,
    values_of,
)
from storage.engine import Engine
from storage.items import ItemRow
from storage.tables import items
from tests.storage.rows import NOW

FREED = {"brand": "Honda", "year": 2012, "price": 145_000_000}
JAZZ = {"brand": "Honda", "year": 2015, "price": 210_000_000}
AVANZA = {"brand": "Toyota", "year": 2012, "price": 90_000_000}
NO_PRICE = {"brand": "Toyota", "year": 2020, "price": None}


def put(connection: Connection, rows: Sequence[ItemRow]) -> list[None]:
    for row in rows:
        connection.execute(insert(items).values(asdict(row)))
    return [None] * len(rows)


async def publish(engine: Engine, slug: str, data: object, **other: Any) -> None:
    found = await engine.run(find, Wanted(tenant="lumiku", limit=0))
    row: dict[str, Any] = {
        "tenant": "lumiku",
        "word": "cars",
        "slug": slug,
        "flow": "upload",
        "session": slug,
        "folder": f"lumiku/cars/{slug}",
        "title": slug.title(),
        "data": json.dumps(data),
        "description": "",
        "created_at": NOW + found.total,
    }
    await engine.run(put, ItemRow(**row | other))


async def fill(engine: Engine) -> None:
    await publish(engine, "freed", FREED, description="Pajak hidup 100%.")
    await publish(engine, "jazz", JAZZ)
    await publish(engine, "avanza", AVANZA)
    await publish(engine, "calya", NO_PRICE)


async def slugs(engine: Engine, **wanted: Any) -> list[str]:
    found: Found = await engine.run(find, Wanted(tenant="lumiku", **wanted))
    return [row.slug for row in found.rows]


async def test_the_newest_come_first_and_all_are_counted(engine: Engine) -> None:
    await fill(engine)

    found = await engine.run(find, Wanted(tenant="lumiku", skip=1, limit=2))

    assert [row.slug for row in found.rows] == ["avanza", "jazz"]
    assert found.total == 4


async def test_others_and_what_was_deleted_are_not_found(engine: Engine) -> None:
    await publish(engine, "foreign", FREED, tenant="salon")
    await publish(engine, "gone", FREED, deleted_at=NOW)

    assert await slugs(engine) == []
    assert await engine.run(
        offered, Question(tenant="lumiku", texts=("brand",), figures=("year",))
    ) == await engine.run(offered, Question(tenant="nobody", texts=("brand",)))
    assert [one.slug for one in await engine.run(addresses, (("lumiku",), 9))] == []


async def test_what_was_sold_comes_last(engine: Engine) -> None:
    await publish(engine, "kept", FREED)
    await publish(engine, "sold", FREED, state="sold")
    await publish(engine, "booked", FREED, state="booked")

    assert await slugs(engine) == ["booked", "kept", "sold"]


async def test_a_field_is_what_it_has_to_be(engine: Engine) -> None:
    await fill(engine)

    assert await slugs(engine, bounds=(Bound(name="brand", equals="Honda"),)) == [
        "jazz",
        "freed",
    ]
    assert await slugs(
        engine,
        bounds=(
            Bound(name="year", most=2012),
            Bound(name="price", least=100_000_000, most=145_000_000),
        ),
    ) == ["freed"]


async def test_an_item_without_a_value_fits_no_bound(engine: Engine) -> None:
    await fill(engine)

    assert "calya" not in await slugs(engine, bounds=(Bound(name="price", least=0),))
    assert await slugs(engine, bounds=(Bound(name="colour", equals="red"),)) == []


async def test_every_word_occurs_in_title_or_description(engine: Engine) -> None:
    await fill(engine)

    assert await slugs(engine, words=("FREED", "pajak")) == ["freed"]
    assert await slugs(engine, words=("freed", "jazz")) == []


async def test_a_word_means_its_letters_and_nothing_else(engine: Engine) -> None:
    await fill(engine)

    assert await slugs(engine, words=("100%",)) == ["freed"]
    assert await slugs(engine, words=("1%0",)) == []
    assert await slugs(engine, words=("_",)) == []
    assert await slugs(engine, words=("' OR 1=1 --",)) == []


async def test_figures_are_sorted_as_figures_with_nothing_at_the_end(
    engine: Engine,
) -> None:
    await fill(engine)

    assert await slugs(engine, order="price") == ["avanza", "freed", "jazz", "calya"]
    assert await slugs(engine, order="price", descending=True) == [
        "jazz",
        "freed",
        "avanza",
        "calya",
    ]


async def test_the_values_that_there_are_are_told(engine: Engine) -> None:
    await fill(engine)
    await publish(engine, "unknown", {"brand": None})

    found = await engine.run(
        offered,
        Question(
            tenant="lumiku", texts=("brand", "colour"), figures=("price", "year", "km")
        ),
    )

    assert found.texts == {"brand": ("Honda", "Toyota"), "colour": ()}
    assert found.figures == {"price": (90_000_000, 210_000_000), "year": (2012, 2020)}


async def test_addresses_tell_when_an_item_last_changed(engine: Engine) -> None:
    await publish(engine, "old", FREED, changed_at=NOW + 99)
    await publish(engine, "new", FREED)
    await publish(engine, "foreign", FREED, tenant="salon")

    assert await engine.run(addresses, (("lumiku", "salon"), 2)) == [
        Address(word="cars", slug="foreign", changed_at=NOW + 2),
        Address(word="cars", slug="new", changed_at=NOW + 1),
    ]
    assert await engine.run(addresses, (("lumiku",), 9)) == [
        Address(word="cars", slug="new", changed_at=NOW + 1),
        Address(word="cars", slug="old", changed_at=NOW + 99),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        page_of(
            Wanted(
                tenant="lumiku",
                words=("freed",),
                bounds=(
                    Bound(name="brand", equals="Honda"),
                    Bound(name="year", least=2012, most=2015),
                ),
                order="price",
                descending=True,
            )
        ),
        values_of(Question(tenant="lumiku", texts=("brand",), figures=("price",))),
    ],
)
def test_the_same_can_be_asked_of_postgresql(statement: Executable) -> None:
    said = str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined]

    assert "CAST(items.data AS JSON) ->>" in said
    assert "json_extract" not in said.lower()
