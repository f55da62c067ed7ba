"""Years of cars, and years that are none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)


@given(
    st.integers(1970, 2026),
    st.sampled_from(
        ["{}", "tahun {}", "thn {}", "th. {}", "Tahun : {}", "thn{}", "taun {}"]
    ),
)
def test_a_year_is_read_back(year: int, pattern: str):
    assert _year(pattern.format(year)) == year


@given(st.integers(1970, 2026), st.sampled_from(["thn {}", "th {}", "'{}", "th'{}"]))
def test_two_digits_are_the_latest_possible_year(year: int, pattern: str):
    read_back = _year(pattern.format(f"{year % 100:02}"))

    assert read_back == (year if year > 1926 else year + 100)


@pytest.mark.parametrize(
    "text",
    [
        "pajak 2026",
        "pajak panjang sampai 03-2027",
        "pajak hidup bulan 5 tahun 2026",
        "stnk 5/2028",
        "pajak mati 2020",
        "pajak des 2025",
        "reg 2016",
        "pemakaian 2016",
        "2000cc",
        "km 2000",
        "garansi sampai 2027",
        "12-05-2019",
    ],
)
@pytest.mark.parametrize("pattern", ["avanza 2015 {} 150jt", "{} avanza 2015 150jt"])
def test_other_years_are_not_the_car_s(pattern: str, text: str):
    reading = read("/upload " + pattern.format(text), today=TODAY)

    assert (reading.data["year"], "year" in reading.confirm) == (2015, False)


@pytest.mark.parametrize(
    "text", ["1969", "2027", "thn 2030", "1500", "tahun 1900", "2.015"]
)
def test_no_other_figure_is_a_year(text: str):
    assert _year(text) is None


@pytest.mark.parametrize(
    "text", ["2020/2021", "2020/21", "2020-2021", "2019 atau 2020"]
)
def test_one_of_two_years_is_doubtful(text: str):
    reading = read(f"/upload avanza {text} 150jt", today=TODAY)

    assert reading.confirm == ("year",)


def _year(text: str) -> object:
    return read(f"/upload avanza\n{text}\n150jt", today=TODAY).data.get("year")
