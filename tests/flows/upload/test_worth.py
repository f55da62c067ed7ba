"""A price that a car of its model and year can hardly have is doubtful."""

import datetime as dt

import pytest

from flows.upload.catalogue import catalogue
from flows.upload.found import Found
from flows.upload.worth import in_keeping

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


def _doubted(car: dict[str, str | int], year: int | None, juta: int) -> bool:
    dated = car if year is None else car | {"year": year}
    return in_keeping(Found(value=juta * MILLION), dated, today=TODAY).doubtful
