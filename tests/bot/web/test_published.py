"""What is published, as the database and the folders have it, in each language."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.opening import open_library
from bot.settings import Settings
from bot.web.catalog import CatalogPage
from bot.web.offerings import FRESH_SECONDS, Offerings
from bot.web.published import Published
from storage.catalogue import Question
from storage.engine import Engine, open_engine
from storage.files import FilePhotoStore
from storage.items import ItemRow
from storage.tables import items
from tests.bot.web.shop import FRONT
from tests.clock import ManualClock

FREED = ItemRow(
    tenant="lumiku",
    word="cars",
    slug="honda-freed-2012-3f9a1c",
    flow="upload",
    session="1761642420000-3f9a1c2b",
    folder="lumiku/cars/honda-freed-2012-3f9a1c",
    title="Honda Freed 2012",
    data=json.dumps(
        {
            "brand": "Honda",
            "model": "Freed",
            "year": 2012,
            "price": 145_000_000,
            "km": 145_515,
            "transmission": "matic",
        }
    ),
    description="Pajak hidup.",
    created_at=1_761_642_420.0,
)
AVANZA = replace(
    FREED,
    slug="toyota-avanza-2020-81bb02",
    session="1761642420000-81bb02aa",
    folder="lumiku/cars/toyota-avanza-2020-81bb02",
    title="Toyota Avanza 2020",
    data=json.dumps(
        {"brand": "Toyota", "model": "Avanza", "year": 2020, "price": 190_000_000}
    ),
    created_at=1_761_642_421.0,
    state="booked",
)


def put(connection: Connection, rows: Sequence[ItemRow]) -> list[None]:
    for row in rows:
        connection.execute(insert(items).values(asdict(row)))
    return [None] * len(rows)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    engine = await open_engine(tmp_path / "bot.db")
    yield engine
    await engine.close()


@pytest.fixture
async def published(engine: Engine, tmp_path: Path) -> Published:
    tenant = {
        "name": "Lumiku Auto",
        "flows": ["upload"],
        "languages": ["id", "en"],
        "whatsapp": "+6281200000099",
        "colours": {"accent": "#0a7"},
        "channels": {"wa": {"type": "simulator"}},
    }
    settings = Settings.model_validate(
        {"data": tmp_path, "tenants": {"lumiku": tenant}}
    )
    for row in (FREED, AVANZA):
        await engine.run(put, row)
    photos = FilePhotoStore(tmp_path / "photos")
    await photos.put(FREED.folder, FRONT, b"front")
    return Published(
        engine=engine,
        photos=photos,
        library=await open_library(settings, engine),
        tenants=settings.tenants,
        flows=settings.flows,
        offerings=Offerings(engine=engine, clock=ManualClock()),
    )


async def asked(published: Published, **query: str) -> CatalogPage:
    page = await published.tenant_items("lumiku", query=query, limit=1)
    assert page is not None
    return page


async def test_an_item_is_told_in_the_language_asked_for(published: Published) -> None:
    page = await published.item("cars", FREED.slug, language="en")

    assert page is not None
    assert page.head.locale == "en"
    assert page.head.languages == ("id", "en")
    assert page.values["km"] == "145,515"
    assert page.stored["km"] == 145_515
    assert page.photos == (FRONT,)
    assert page.template == "upload/item.html"


async def test_a_card_tells_what_its_title_does_not(published: Published) -> None:
    [card] = (await asked(published, brand="Honda")).cards

    assert card.price == "Rp 145.000.000"
    assert card.notes == ("KM 145.515", "Matic")
    assert card.photo == FRONT


async def test_a_catalog_shows_what_fits_and_offers_what_there_is(
    published: Published,
) -> None:
    page = await asked(published, transmission="matic", q="pajak")

    assert [card.slug for card in page.cards] == [FREED.slug]
    brand, year, price, transmission = page.search.filters
    assert (brand.label, [one.value for one in brand.options]) == (
        "Merek",
        ["Honda", "Toyota"],
    )
    assert year.hints == ("2012", "2020")
    assert price.hints == ("Rp 145.000.000", "Rp 190.000.000")
    assert transmission.chosen == "matic"


async def test_behind_the_last_page_is_the_last_page(published: Published) -> None:
    page = await asked(published, page="99")

    assert (page.number, page.pages, page.total) == (2, 2, 2)
    assert [card.slug for card in page.cards] == [FREED.slug]


async def test_only_the_folders_of_the_cards_shown_are_listed(
    published: Published,
) -> None:
    listed: list[str] = []

    class Noting:
        async def listings(self, folders: Sequence[str]) -> Any:
            listed.extend(folders)
            return await published.photos.listings(folders)

    await asked(replace(published, photos=Noting()))  # type: ignore[arg-type]

    assert listed == [AVANZA.folder]


async def test_the_front_page_asks_for_no_search(published: Published) -> None:
    page = await published.tenant_items("lumiku", query=None, limit=4)

    assert page is not None
    assert [card.state for card in page.cards] == ["booked", "available"]
    assert page.search.filters == ()


async def test_a_tenant_that_is_gone_has_no_pages(published: Published) -> None:
    lonely = replace(published, tenants={})

    assert await lonely.item("cars", FREED.slug) is None
    assert await lonely.tenant_items("lumiku", query={}, limit=4) is None
    assert list(await lonely.addresses(9)) == []


async def test_what_was_deleted_is_nowhere(published: Published) -> None:
    gone = replace(FREED, slug="gone", session="gone", deleted_at=1_761_642_430.0)
    await published.engine.run(put, gone)

    assert await published.item("cars", "gone") is None
    assert await published.photo("cars", "gone", FRONT) is None
    assert (await asked(published)).total == 2
    assert "gone" not in [one.slug for one in await published.addresses(9)]


async def test_a_new_value_can_be_chosen_within_half_a_minute(
    published: Published,
) -> None:
    clock = ManualClock()
    offerings = Offerings(engine=published.engine, clock=clock)
    brands = Question(tenant="lumiku", texts=("brand",))
    before = await offerings.of(brands)
    data = json.dumps({"brand": "BMW"})
    await published.engine.run(
        put, replace(FREED, slug="bmw", session="bmw", data=data)
    )

    at_once = await offerings.of(brands)
    clock.move_to(clock.now() + FRESH_SECONDS)
    later = await offerings.of(brands)

    assert at_once == before
    assert later.texts == {"brand": ("BMW", "Honda", "Toyota")}
