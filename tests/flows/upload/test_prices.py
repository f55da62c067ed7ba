"""Prices, in every way in which they are written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.upload.prices import HIGHEST, LOWEST, read_price
from flows.upload.reader import read
from flows.upload.spans import Sheet

TODAY = dt.date(2025, 10, 28)
MILLION = 1_000_000

JUTA = st.integers(10, 999).filter(lambda juta: juta not in range(200, 210))
UNITS = st.sampled_from(["jt", " jt", "juta", " juta", "JT", " Juta", "jeti", "jta"])
KEYS = st.sampled_from(["", "harga ", "Harga: ", "hrg ", "Rp ", "dijual ", "harganya "])


@given(JUTA, UNITS, KEYS)
def test_juta_are_read_back(juta: int, unit: str, words: str):
    assert _price(f"{words}{juta}{unit}") == juta * MILLION


@given(JUTA, st.integers(1, 9), st.sampled_from(".,"), UNITS)
def test_tenths_of_juta_are_read_back(juta: int, tenth: int, mark: str, unit: str):
    assert _price(f"{juta}{mark}{tenth}{unit}") == juta * MILLION + tenth * 100_000


@given(
    st.integers(LOWEST, HIGHEST),
    st.sampled_from(
        ["Rp {}", "Rp. {},-", "Rp{}", "{}", "harga {}", "harga : Rp {},00"]
    ),
)
def test_rupiah_in_full_are_read_back(rupiah: int, pattern: str):
    grouped = f"{rupiah:,}".replace(",", ".")

    assert _price(pattern.format(grouped)) == rupiah


@given(st.integers(LOWEST, HIGHEST), st.sampled_from(["harga {}", "Rp{}", "{}"]))
def test_rupiah_without_dots_are_read_back(rupiah: int, pattern: str):
    assert _price(pattern.format(rupiah)) == rupiah


@given(
    st.integers(1, 19),
    st.integers(0, 99),
    st.sampled_from(["M", "milyar", " miliar", " milyard"]),
)
def test_miliar_are_read_back(whole: int, hundredths: int, unit: str):
    expected = whole * 10**9 + hundredths * 10**7

    assert _price(f"{whole},{hundredths:02}{unit}") == expected


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("dari 150jt jadi 145jt", 145_000_000),
        ("harga dari 150 jadi 145jt", 145_000_000),
        ("150jt nego 145", 150_000_000),
        ("open 150jt nett 145jt", 150_000_000),
        ("cash 150jt kredit 160jt", 150_000_000),
        ("harga nett 145jt", 145_000_000),
        ("1 milyar 150 juta", 1_150_000_000),
        ("dp 20jt harga 145jt", 145_000_000),
        ("harga 145jt angsuran 3,2jt x 47", 145_000_000),
        ("145jt pajak 3jt", 145_000_000),
        ("harga 145 jutaan", 145_000_000),
        ("@145jt", 145_000_000),
        ("harga 628000000", 628_000_000),
        ("harga 6280000000", 6_280_000_000),
        ("145jt wa 6281234567890", 145_000_000),
        ("145jt hub 081234567890", 145_000_000),
        ("145jt hub +62 812 3456 7890", 145_000_000),
    ],
)
def test_the_price_is_told_from_other_amounts(text: str, price: int):
    assert _price(text) == price


@pytest.mark.parametrize(
    "text",
    [
        "dp 15jt angsuran 2,6jt x 47",
        "tdp mulai 10 jt",
        "dp 15 angsuran 3,2",
        "cicilan 4.500.000/bulan",
        "2.600.000 per bulan",
        "harga 1.95jt",
        "harga 145.000",
        "harga 21 M",
        "harga 145rb",
        "harga 2019",
        "jual 2 unit",
        "081234567890",
        "kredit 48 bulan",
        "ayla 2017 m",
    ],
)
def test_what_is_no_price_is_not_stored(text: str):
    assert "price" not in read(f"/upload avanza {text}", today=TODAY).data


@pytest.mark.parametrize(
    "text",
    ["harga 187", "150jt nego 145", "145jtan", "kredit 160jt", "150jt atau 155jt"],
)
def test_what_may_be_another_price_is_doubtful(text: str):
    found = read_price(Sheet(text), today=TODAY)

    assert found is not None
    assert found.doubtful


def _price(text: str) -> object:
    return read(f"/upload avanza\n{text}", today=TODAY).data.get("price")
