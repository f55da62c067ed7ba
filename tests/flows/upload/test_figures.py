"""Numbers, their units, and number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.upload.figures import amount, in_digits

ONES = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()  # noqa: SIM905 - ten quoted words would read worse


@pytest.mark.parametrize(
    ("number", "unit", "value"),
    [
        ("118,5", "jt", 118_500_000),
        ("99.5", "jt", 99_500_000),
        ("1,15", "milyar", 1_150_000_000),
        ("1.250", "m", 1_250_000_000),
        ("1.250", "jt", 1_250_000_000),
        ("137.500.000", "", 137_500_000),
        ("137.500.000,00", "", 137_500_000),
        ("137,500,000", "", 137_500_000),
        ("137 500 000", "", 137_500_000),
        ("71.500", "", 71_500),
        ("45,5", "rb", 45_500),
        ("118,5", "", None),
    ],
)
def test_a_number_is_worth_its_unit(number: str, unit: str, value: int | None):
    assert amount(number, unit) == value


@given(st.integers(1, 999))
def test_juta_in_words_are_read_back(juta: int):
    assert in_digits(f"harga {_words(juta)} juta") == f"harga {juta} juta"


@given(st.integers(1, 999), st.integers(1, 999))
def test_juta_and_ribu_in_words_are_read_back(juta: int, ribu: int):
    text = in_digits(f"{_words(juta)} juta {_words(ribu)} ribu")

    assert text == str(juta * 1_000_000 + ribu * 1_000)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("satu koma dua lima milyar", "1250 juta"),
        ("satu setengah miliar", "1500 juta"),
        ("sejuta", "1 juta"),
        ("tahun dua ribu delapan belas", "tahun 2018"),
        ("km tujuh puluh lima ribu", "km 75 ribu"),
        ("dua unit", "dua unit"),
        ("tangan satu dari baru", "tangan satu dari baru"),
        ("dua satu", "dua satu"),
    ],
)
def test_only_words_that_make_a_number_change(text: str, digits: str):
    assert in_digits(text) == digits


def _words(number: int) -> str:
    """*number* below a thousand as it is said."""
    hundreds, rest = divmod(number, 100)
    said = (
        []
        if not hundreds
        else ["seratus" if hundreds == 1 else ONES[hundreds] + " ratus"]
    )
    if rest in (10, 11):
        said.append("sepuluh" if rest == 10 else "sebelas")
    elif rest in range(12, 20):
        said.append(f"{ONES[rest - 10]} belas")
    elif rest:
        tens, ones = divmod(rest, 10)
        said += [f"{ONES[tens]} puluh"] if tens else []
        said += [ONES[ones]] if ones else []
    return " ".join(said)
