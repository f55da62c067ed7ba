"""
Whether a price can be that of a car of its model and year.

What goes wrong in a price is mostly a digit or a unit: 18 jt for 180, 1,45 M for 145
jt. So the bounds are wide: a price within them may be odd, one beyond them is a slip
more often than not, and is shown to the sender before it is believed.

- No used car costs more than twice what the dearest of its model costs new, even if
  it is rare, rebuilt, or dearer since the list was made.
- A car keeps nine tenths of its worth from year to year, and half of that even where
  it needs work. What it was worth at first is at least what the plainest costs new.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from .catalogue import catalogue
from .figures import MILLION
from .found import Found

_PLAINEST = 80
"""What the cheapest car of all costs new, in juta; for brands without a cost."""

_KEPT = 0.9
_IN_NEED = 0.5
_MARGIN = 2


_OF_A_CAR = ("brand", "model", "year")
"""What tells the bounds of a price."""


def in_keeping(
    price: Found[int], car: Mapping[str, str | int], *, today: dt.date
) -> Found[int]:
    """
    *price*, in doubt if *car* can hardly cost so little or so much.

    Args:
        price: What was written, in rupiah.
        car: What is known of its ``brand``, ``model`` and ``year``. Without a year no
            price is too low; without a model, or with one that has no ``costs``, the
            bounds are those of all other models of its brand.
        today: What its age is measured by.
    """
    brand, model = str(car.get("brand", "")), str(car.get("model", ""))
    costs = catalogue().costs
    of_brand = costs.get((brand, brand), (_PLAINEST, None))
    plainest, dearest = costs.get((brand, model), of_brand)
    too_high = dearest is not None and price.value > dearest * MILLION * _MARGIN
    too_low = False
    if "year" in car:
        age = max(0, today.year - int(car["year"]))
        too_low = price.value < plainest * MILLION * _IN_NEED * _KEPT**age
    return replace(price, doubtful=price.doubtful or too_high or too_low)


def unsettles_price(
    said: Mapping[str, str | int], draft: Mapping[str, str | int], *, today: dt.date
) -> bool:
    """
    Whether the price in *draft* can hardly be that of the car of which more is *said*.

    Args:
        said: What a text says; a price in it stands in place of the known one.
        draft: What was known before.
        today: What the car's age is measured by.

    Returns:
        False if the text says nothing new about brand, model or year.
    """
    new = any(name in said and said[name] != draft.get(name) for name in _OF_A_CAR)
    if not new or "price" in said or "price" not in draft:
        return False
    known = Found(value=int(draft["price"]))
    return in_keeping(known, {**draft, **said}, today=today).doubtful
