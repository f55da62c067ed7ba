"""What an address asks of a catalog is taken as far as it makes sense."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fields import Field, FieldType
from bot.web.asked import Asked, searchable
from bot.web.search import Search
from storage.catalogue import Bound, Offered

CAR: Mapping[str, Field] = {
    "brand": Field(type=FieldType.TEXT, required=True),
    "model": Field(type=FieldType.TEXT, required=True),
    "year": Field(type=FieldType.YEAR, required=True),
    "price": Field(type=FieldType.RUPIAH, required=True),
    "km": Field(type=FieldType.NUMBER),
    "transmission": Field(type=FieldType.CHOICE, choices=("matic", "manual")),
    "colour": Field(type=FieldType.TEXT),
}
FIELDS = searchable([CAR])
THERE = Offered(
    texts={"brand": ("Honda", "Toyota")},
    figures={"year": (2010, 2023), "price": (90_000_000, 300_000_000)},
)


def shown(name: str, value: str | int) -> str:
    return f"<{value}>" if name == "price" else str(value)


def form(query: Mapping[str, str], there: Offered = THERE) -> Search:
    return Asked.read(query, FIELDS).search(there, shown, str.title)


def test_types_say_what_can_be_looked_for() -> None:
    assert list(FIELDS) == ["brand", "year", "price", "transmission"]


def test_a_field_called_like_a_word_of_the_address_cannot_be_looked_for() -> None:
    fields = {"page": Field(type=FieldType.YEAR), "year": Field(type=FieldType.YEAR)}

    assert list(searchable([fields])) == ["year"]


def test_of_two_flows_the_first_says_what_a_field_is() -> None:
    other = {"year": Field(type=FieldType.CHOICE, choices=("new", "old"))}

    assert searchable([CAR, other])["year"].type is FieldType.YEAR


def test_an_address_asks_for_values_and_figures() -> None:
    asked = Asked.read(
        {
            "q": "  pajak   hidup ",
            "brand": "Honda",
            "year_from": "2012",
            "price_to": "Rp 150.000.000",
            "transmission": "matic",
            "sort": "-price",
            "page": "3",
            "lang": "en",
        },
        FIELDS,
    )

    assert asked.bounds == (
        Bound(name="brand", equals="Honda"),
        Bound(name="year", least=2012),
        Bound(name="price", most=150_000_000),
        Bound(name="transmission", equals="matic"),
    )
    wanted = asked.wanted("lumiku", page=3, limit=24)
    assert (wanted.words, wanted.order, wanted.descending) == (
        ("pajak", "hidup"),
        "price",
        True,
    )
    assert (wanted.skip, wanted.limit) == (48, 24)
    assert asked.query["price_to"] == "150000000"
    assert not {"page", "lang"} & asked.query.keys()


@pytest.mark.parametrize(
    "query",
    [
        {"transmission": "rocket"},
        {"year_from": "soon"},
        {"price_to": "-5"},
        {"sort": "colour"},
        {"sort": "--price"},
        {"km_from": "5"},
        {"q": "   "},
        {"brand": ""},
        {"page": "0"},
        {"page": "-1"},
        {"page": "9" * 50},
        {"page": "٣"},
    ],
)
def test_what_makes_no_sense_is_passed_over(query: Mapping[str, str]) -> None:
    asked = Asked.read(query, FIELDS)

    assert asked.query == {}
    assert asked.page == 1


@given(st.dictionaries(st.sampled_from([*FIELDS, "year_from", "q", "page"]), st.text()))
def test_nothing_that_stands_in_an_address_raises(query: Mapping[str, str]) -> None:
    asked = Asked.read(query, FIELDS)

    assert asked.page >= 1
    assert len(asked.wanted("lumiku", page=1, limit=24).words) <= 8


def test_the_form_shows_what_was_asked_for_as_people_write_it() -> None:
    search = form({"brand": "Honda", "price_to": "150000000", "sort": "year"})

    brand, year, price, transmission = search.filters
    assert (brand.chosen, [one.value for one in brand.options]) == (
        "Honda",
        ["Honda", "Toyota"],
    )
    assert (year.hints, year.year) == (("2010", "2023"), True)
    assert (price.least, price.most) == ("", "<150000000>")
    assert [one.value for one in transmission.options] == ["matic", "manual"]
    assert search.order == "year"
    assert [one.value for one in search.orders] == ["year", "-year", "price", "-price"]


def test_there_is_no_choice_of_one_and_no_range_of_nothing() -> None:
    search = form({}, Offered(texts={"brand": ("Honda",)}))

    assert [one.name for one in search.filters] == ["transmission"]


def test_each_thing_asked_for_can_be_taken_back_alone() -> None:
    search = form({"q": "hidup", "brand": "Honda", "year_from": "2012"})

    assert [(chip.label, chip.least) for chip in search.chips] == [
        ("hidup", ""),
        ("Honda", ""),
        ("Year", "2012"),
    ]
    assert search.chips[1].without == {"q": "hidup", "year_from": "2012"}
