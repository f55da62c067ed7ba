"""A price that a car of its model and year can hardly have is doubtful."""

import datetime as dt

import pytest

from flows.upload.catalogue import catalogue
from flows.upload.found import Found
from flows.upload.reader import read
from flows.upload.worth import in_keeping, unsettles_price

TODAY = dt.date(2025, 10, 28)
MILLION = 1_000_000
HRV = {"brand": "Honda", "model": "HR-V"}
BRIO = {"brand": "Honda", "model": "Brio"}


@pytest.mark.parametrize(
    ("car", "year", "juta"),
    [
        (HRV, 2015, 18),
        (HRV, 2022, 28),
        (BRIO, 2012, 1_450),
        (BRIO, None, 1_450),
        ({"brand": "BMW", "model": "320i"}, 2005, 18),
        ({"brand": "BYD", "model": "Dolphin"}, 2024, 3_500),
        ({"brand": "Zastava"}, 2022, 20),
        ({}, 2024, 30),
    ],
)
def test_a_slip_of_a_digit_or_a_unit_is_doubted(
    car: dict[str, str | int], year: int | None, juta: int
):
    assert _doubted(car, year, juta)


@pytest.mark.parametrize(
    ("car", "year", "juta"),
    [
        (HRV, 2015, 165),
        (HRV, 2015, 60),
        (HRV, None, 18),
        (BRIO, 2012, 80),
        ({"brand": "Toyota", "model": "Kijang"}, 1990, 15),
        ({"brand": "Honda", "model": "Civic"}, 2023, 1_400),
        ({"brand": "BMW", "model": "318i"}, 1996, 35),
        ({"brand": "Zastava"}, 1985, 12),
        ({"brand": "Ferrari"}, 2020, 9_000),
        ({}, 2027, 300),
    ],
)
def test_an_odd_price_that_may_be_meant_is_believed(
    car: dict[str, str | int], year: int | None, juta: int
):
    assert not _doubted(car, year, juta)


def test_what_was_doubtful_before_stays_so():
    price = Found(value=165 * MILLION, doubtful=True)

    assert in_keeping(price, HRV, today=TODAY).doubtful


def test_a_new_car_may_cost_what_the_plainest_and_the_dearest_cost():
    costs = catalogue().costs

    doubted = [
        known
        for known, (plainest, dearest) in costs.items()
        for juta in (plainest, dearest)
        if _doubted({"brand": known[0], "model": known[1]}, TODAY.year, juta)
    ]

    assert doubted == []
    assert len(costs) >= 100


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ({"price": 18 * MILLION}, "HR-V 2015"),
        (HRV | {"price": 18 * MILLION}, "2015"),
        (HRV | {"price": 18 * MILLION}, "eh tahunnya 2015"),
        (HRV | {"year": 2012, "price": 60 * MILLION}, "harusnya 2023"),
        (HRV | {"year": 2022, "price": 1_450 * MILLION}, "yang bener brio"),
    ],
)
def test_a_known_price_is_doubted_once_it_cannot_be_that_of_the_car(
    draft: dict[str, str | int], text: str
):
    reading = read(text, today=TODAY, draft=draft, asked="year")

    assert "price" not in reading.data
    assert (reading.confirm, reading.action) == (("price",), "confirm")


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        (HRV | {"price": 180 * MILLION}, "tahun 2015"),
        (HRV | {"year": 2015, "price": 18 * MILLION}, "tahun 2015"),
        (HRV | {"year": 2015, "price": 18 * MILLION}, "km 80rb"),
        (HRV | {"price": 18 * MILLION}, "tahun 2015 harga 180jt"),
        (HRV, "tahun 2015"),
    ],
)
def test_a_known_price_is_not_doubted_without_a_new_reason(
    draft: dict[str, str | int], text: str
):
    assert read(text, today=TODAY, draft=draft).confirm == ()


def test_several_cars_in_one_text_make_no_known_price_doubtful():
    text = "1. hrv 2015 18jt km 60rb\n2. brio 2016 130jt km 50rb"

    reading = read(text, today=TODAY, draft={"price": 18 * MILLION})

    assert (reading.action, reading.confirm) == ("ask_split", ())


def test_a_price_that_is_said_stands_in_place_of_the_known_one():
    said = HRV | {"year": 2015, "price": 180 * MILLION}

    assert not unsettles_price(said, {"price": 18 * MILLION}, today=TODAY)


def test_the_year_of_the_draft_is_not_that_of_another_car():
    draft = HRV | {"year": 2024}

    assert read("Kijang 30jt", today=TODAY, draft=draft).confirm == ()
    assert read("HR-V 30jt", today=TODAY, draft=draft).confirm == ("price",)


def _doubted(car: dict[str, str | int], year: int | None, juta: int) -> bool:
    dated = car if year is None else car | {"year": year}
    return in_keeping(Found(value=juta * MILLION), dated, today=TODAY).doubtful
