"""Distances, in every way in which they are written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.upload.reader import read

TODAY = dt.date(2025, 10, 28)

KEYS = st.sampled_from(
    ["km ", "KM: ", "odo ", "kilometer ", "km nya ", "km", "km baru "]
)
THOUSANDS = st.integers(1, 999)


@given(THOUSANDS, KEYS, st.sampled_from(["rb", " rb", " ribu", "k", "rbu"]))
def test_thousands_are_read_back(ribu: int, words: str, unit: str):
    assert _km(f"{words}{ribu}{unit}") == ribu * 1_000


@given(st.integers(1_000, 999_999), KEYS)
def test_dotted_kilometres_are_read_back(km: int, words: str):
    assert _km(words + f"{km:,}".replace(",", ".")) == km


@given(st.integers(10_000, 999_999))
def test_kilometres_before_their_word_are_read_back(km: int):
    assert _km(f"{km} km") == km


@given(THOUSANDS)
def test_thousands_before_their_word_are_read_back(ribu: int):
    assert _km(f"{ribu}rb km") == ribu * 1_000


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("km 98.7xx", 98_700),
        ("km 98.xxx", 98_000),
        ("km 60rban", 60_000),
        ("km 60 ribuan", 60_000),
        ("km sekitar 60rb", 60_000),
        ("km 50-60rb", 50_000),
        ("km +- 60.000", 60_000),
        ("km 45,5", 45_500),
        ("61rb", 61_000),
        ("78k", 78_000),
        ("km 50", 50_000),
    ],
)
def test_what_is_rounded_or_unnamed_is_doubtful(text: str, km: int):
    reading = read(f"/upload avanza 2015 150jt {text}", today=TODAY)

    assert (reading.data["km"], reading.confirm) == (km, ("km",))


@pytest.mark.parametrize(("year", "km"), [(2026, 500), (2025, 50)])
def test_a_small_distance_of_a_new_car_is_taken_as_it_is(year: int, km: int):
    reading = read(f"/upload avanza {year} 150jt km {km}", today=TODAY)

    assert (reading.data["km"], reading.confirm) == (km, ())


@pytest.mark.parametrize(
    "text",
    [
        "km rendah",
        "low km",
        "garansi 100.000 km",
        "servis tiap 10rb km",
        "km 2.500.000",
        "harga 145rb",
    ],
)
def test_what_is_no_distance_is_not_stored(text: str):
    assert "km" not in read(f"/upload avanza 2015 150jt {text}", today=TODAY).data


def test_a_year_in_front_of_the_word_is_no_distance():
    reading = read("/upload crv 2012 KM 120rb 190jt", today=TODAY)

    assert (reading.data["year"], reading.data["km"]) == (2012, 120_000)


def _km(text: str) -> object:
    return read(f"/upload avanza 2015 150jt\n{text}", today=TODAY).data.get("km")
