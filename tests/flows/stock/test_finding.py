"""Of many items those that are meant are found, and few others are read."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from bot.stock import StockItem
from flows.stock.search import find, find_with_rest, hint_of
from storage.engine import Engine, open_engine
from storage.items import ItemRow
from storage.stock import Leaf, Naming, Wanted, leaf, stock
from storage.tables import items

MODELS = (
    "Honda Freed", "Toyota Avanza", "Toyota Kijang Innova", "Daihatsu Xenia",
    "Suzuki Ertiga", "Citroën C3", "\uff28onda \uff22rio", "BMW 320i",
)  # fmt: skip
EVERYTHING = Wanted(tenant="lumiku", word="cars", deleted_after=0.0)
MANY = 800


def car(number: int) -> dict[str, object]:
    model, year = MODELS[number % len(MODELS)], 2000 + number % 23
    return {
        "tenant": "lumiku",
        "word": "cars",
        "slug": f"car-{year}-{number:06x}",
        "flow": "upload",
        "session": "s",
        "folder": f"lumiku/cars/car-{year}-{number:06x}",
        "title": f"{model} {year}",
        "data": json.dumps({"model": model, "plate": f"B {number} XY", "year": year}),
        "description": "",
        "created_at": float(number),
        "number": number,
    }


def fill(connection: Connection, counts: Sequence[int]) -> list[None]:
    for count in counts:
        connection.execute(insert(items), [car(n) for n in range(1, count + 1)])
    return [None] * len(counts)


@pytest.fixture
async def engine(tmp_path: Path):
    """A database with many cars."""
    engine = await open_engine(tmp_path / "bot.db")
    await engine.run(fill, MANY)
    yield engine
    await engine.close()


def known(row: ItemRow) -> StockItem:
    return StockItem(
        address=f"{row.word}/{row.slug}",
        number=row.number,
        title=row.title,
        data=json.loads(row.data),
        description=row.description,
        state=row.state,
        deleted=False,
        changed_at=None,
        link="",
        shown={},
    )


async def named(engine: Engine, words: str, *, rest: bool) -> list[StockItem]:
    hint = hint_of(words, rest=rest)
    naming = None
    if hint is not None:
        naming = Naming(words=hint.words, numbers=hint.numbers, text=hint.text)
    rows = await engine.run(stock, replace(EVERYTHING, naming=naming))
    return list(map(known, rows))


TYPED = (
    "freed", "FREED 2012", "avanza 2009", "honda brio", "\uff46reed 2012",
    "citroën 2003", "citroen", "320i 2019", "b 471 xy", "471", "77", "3", "320", "0",
    "9" * 30,
    "https://shop.example/cars/car-2019-000127", "cars/car-2019-000127 2019",
    "kijang_innova 2001", "avanza%", "avan_a", "tidak ada mobil ini",
)  # fmt: skip


async def test_what_is_meant_is_the_same_as_among_all(engine):
    everything = [known(row) for row in await engine.run(stock, EVERYTHING)]

    found = {words: await named(engine, words, rest=False) for words in TYPED}

    for words, few in found.items():
        assert find(few, words) == find(everything, words), words


async def test_what_the_beginning_means_is_the_same_as_among_all(engine):
    everything = [known(row) for row in await engine.run(stock, EVERYTHING)]
    behind = ("140jt", "harga 140 jt nego", "a b c d e f g h")
    typed = [f"{words} {rest}" for words, rest in product(TYPED, behind)]

    found = {words: await named(engine, words, rest=True) for words in typed}

    for words, few in found.items():
        among_all = find_with_rest(everything, words)
        assert find_with_rest(few, words) == among_all, words


@pytest.mark.parametrize("words", ["", "  ", "-", "🙏", "ё"])
def test_words_that_name_nothing_in_ascii_look_at_all(words):
    assert hint_of(words, rest=False) is None


async def test_few_rows_are_read_for_a_car_that_is_named(engine):
    plain = [one for one in MODELS if one.isascii()]
    alien = MANY - MANY * len(plain) // len(MODELS)

    few = await named(engine, "freed 2012", rest=False)

    meant = [one for one in few if one.title == "Honda Freed 2012"]
    assert len(meant) == pytest.approx(MANY / len(MODELS) / 23, abs=2)
    assert len(few) <= len(meant) + alien + 1


async def test_a_page_of_a_long_list_reads_no_other_item(engine):
    first, pages = await engine.run(leaf, Leaf(wanted=EVERYTHING, number=1, size=10))
    last, _ = await engine.run(leaf, Leaf(wanted=EVERYTHING, number=5_000, size=10))

    assert [one.number for one in first] == list(range(MANY, MANY - 10, -1))
    assert [one.number for one in last] == list(range(10, 0, -1))
    assert pages == MANY / 10


async def test_nothing_published_is_one_empty_page(engine):
    nobodys = replace(EVERYTHING, tenant="salon")

    page = await engine.run(leaf, Leaf(wanted=nobodys, number=3, size=10))

    assert page == ([], 1)


async def test_items_are_found_by_their_addresses(engine):
    slugs = ("car-2019-000127", "none")

    found = await engine.run(stock, replace(EVERYTHING, slugs=slugs))

    assert [one.slug for one in found] == ["car-2019-000127"]
