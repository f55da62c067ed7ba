"""A value is read from a text that holds nothing else, and shown as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fields import Field, FieldType, parse, show

RUPIAH = Field(type=FieldType.RUPIAH)
NUMBER = Field(type=FieldType.NUMBER)
YEAR = Field(type=FieldType.YEAR)
TEXT = Field(type=FieldType.TEXT)
DATE = Field(type=FieldType.DATE)
PHONE = Field(type=FieldType.PHONE)
CHOICE = Field(type=FieldType.CHOICE, choices=("Matic", "manual"))


@pytest.mark.parametrize(
    ("known", "text", "value"),
    [
        (TEXT, "  Honda   Freed ", "Honda Freed"),
        (NUMBER, "145.515", 145515),
        (NUMBER, "145,515", 145515),
        (NUMBER, "0", 0),
        (RUPIAH, "Rp 145.000.000", 145_000_000),
        (RUPIAH, "rp.145000000", 145_000_000),
        (YEAR, "2012", 2012),
        (CHOICE, "matic", "Matic"),
        (CHOICE, "MANUAL", "manual"),
        (CHOICE, "2", "manual"),
        (DATE, "28/10/2025", "2025-10-28"),
        (DATE, "2025-10-28", "2025-10-28"),
        (PHONE, "0812-0000-0011", "+6281200000011"),
        (PHONE, "+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_value_is_read(known, text, value):
    assert parse(text, known) == value


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (TEXT, "   "),
        (NUMBER, "12 km"),
        (NUMBER, "-5"),
        (NUMBER, "1.5"),
        (NUMBER, "9" * 5_000),
        (RUPIAH, "145jt"),
        (YEAR, "1899"),
        (YEAR, "2101"),
        (CHOICE, "triptonic"),
        (CHOICE, "3"),
        (CHOICE, "0"),
        (DATE, "31/02/2025"),
        (DATE, "kemarin"),
        (PHONE, "halo"),
        (PHONE, "123"),
    ],
)
def test_what_is_no_value_is_none(known, text):
    assert parse(text, known) is None


def test_a_value_out_of_its_bounds_is_none():
    known = Field(type=FieldType.NUMBER, minimum=1, maximum=10)

    assert [parse(text, known) for text in ("0", "1", "10", "11")] == [
        None,
        1,
        10,
        None,
    ]


@given(st.text(), st.sampled_from(FieldType))
def test_no_text_is_too_strange_to_be_read(text, kind):
    value = parse(text, Field(type=kind, choices=("a", "b")))

    assert value is None or isinstance(value, str | int)


@given(st.integers(min_value=0, max_value=10**15))
def test_money_is_read_as_it_is_shown(value):
    assert parse(show(value, RUPIAH, language="en"), RUPIAH) == value


@pytest.mark.parametrize("language", ["id", "en"])
def test_money_looks_the_same_in_every_language(language):
    assert show(145_000_000, RUPIAH, language=language) == "Rp 145.000.000"


@pytest.mark.parametrize(("language", "shown"), [("id", "145.515"), ("en", "145,515")])
def test_a_number_is_shown_as_its_language_writes_it(language, shown):
    assert show(145_515, NUMBER, language=language) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("id", "28 Oktober 2025"), ("en", "October 28, 2025")]
)
def test_a_date_is_shown_as_its_language_writes_it(language, shown):
    assert show("2025-10-28", DATE, language=language) == shown


def test_a_year_is_shown_without_separators():
    assert show(2012, YEAR, language="id") == "2012"
