"""
Every field of a car text, read in the one order in which the rules work.

First goes what only looks like data, then price, km, plate, brand and model, year,
transmission and colour; the trim is what is left beside the model.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .cars import Car, read_car
from .catalogue import catalogue
from .colours import read_colour
from .corrections import drop_corrected
from .found import Found
from .mileage import drop_promises, in_proportion, read_km
from .plates import read_plate
from .prices import last_price, read_price
from .spans import CLAIMED, END, START, Sheet
from .transmissions import offers_both, read_transmission
from .variants import read_variant
from .years import drop_other_years, is_year, keyed_year, lone_year

_NOISE = re.compile(
    r"https?://\S{1,200}|www\.\S{1,200}|wa\.me\S{0,40}"
    # Fewer than eleven digits behind a bare 62 may be a price: 628000000.
    r"|(?<![\d.,])(?:\+62|62(?=(?:[ .-]?\d){9})|0)"
    r"[ .-]?8\d{1,2}[ .-]?\d{3,4}[ .-]?\d{2,5}(?![\d.,])"
    rf"|{START}(?:\d[.,]?\d{{3}}|\d{{3,4}}) ?cc{END}|{START}cc ?:? ?\d{{3,4}}{END}"
    rf"|{START}(?:tukar tambah|tukar|barter|tt) (?:(?:dengan|dgn|sama|ke) )?"
    r"[a-z]{3,15}"
    rf"|{START}(?:city car|mini ?bus|tangan (?:ke ?)?\d|(?:ban|ring|r) ?\d{{2}}){END}"
)
_SEVERAL_UNITS = re.compile(
    rf"{START}(?:[2-9]|\d\d|dua|tiga|empat|lima|beberapa|banyak) "
    rf"(?:unit|mobil|buah|pcs){END}"
)
_LEFT = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """
    What a text says about a car.

    Attributes:
        data: The fields it names.
        doubtful: Those of them that should be shown to the sender.
        several: Whether it is about more than one car; *data* is what they share.
        guessed: Whether the car itself is only nearly what was written.
        payment: Whether it names a down payment or the like.
        price_refused: Whether it names a price that no car has.
        left: How many of its words belong to no field.
    """

    data: Mapping[str, str | int]
    doubtful: tuple[str, ...]
    several: bool
    guessed: bool
    payment: bool
    price_refused: bool
    left: int


def read_fields(text: str, *, today: dt.date) -> Fields:
    """
    Read *text*, which is plain, without a command, and has its numbers in digits.

    Args:
        text: What ``letters.plain`` and ``figures.in_digits`` made of a message.
        today: By the tenant's calendar; next year is the last a car can have.
    """
    sheet = Sheet(text)
    sheet.drop(_NOISE, "noise")
    drop_corrected(sheet)
    sheet.drop(_SEVERAL_UNITS, "units")
    drop_promises(sheet)
    drop_other_years(sheet, today=today)
    year = keyed_year(sheet, today=today)
    price = read_price(sheet, today=today)
    km = read_km(sheet, today=today)
    plate = read_plate(sheet, today=today, is_model=catalogue().has)
    car = read_car(sheet, years=_years(sheet, year, today))
    year = year or lone_year(sheet, today=today)
    price = price or last_price(sheet, today=today)
    several = offers_both(sheet) or sheet.holds("units") or _several(car, year, price)
    transmission = read_transmission(sheet)
    colour = read_colour(sheet)
    variant = read_variant(sheet, car)
    if km is not None:
        km = in_proportion(km, year=year.value if year else None, today=today)
    found = _of_car(car, variant) | {
        "year": year,
        "price": price,
        "km": km,
        "transmission": transmission,
        "colour": colour,
        "plate": Found(value=plate) if plate else None,
    }
    kept = {
        name: one
        for name, one in found.items()
        if one and not (several and one.several)
    }
    return Fields(
        data={name: one.value for name, one in kept.items()},
        doubtful=tuple(name for name, one in kept.items() if one.doubtful),
        several=several,
        guessed=car is not None and car.guessed,
        payment=sheet.holds("payment"),
        price_refused=price is None and sheet.holds("price"),
        left=_left(sheet, variant),
    )


def _years(sheet: Sheet, keyed: Found[int] | None, today: dt.date) -> frozenset[int]:
    """The years that *sheet* names, the keyed one alone if there is one."""
    if keyed is not None:
        return frozenset({keyed.value})
    digits = re.findall(rf"{START}\d{{4}}{END}", sheet.text)
    return frozenset(int(year) for year in digits if is_year(year, today))


def _several(
    car: Car | None, year: Found[int] | None, price: Found[int] | None
) -> bool:
    """Whether two of what a car has once differ: model, year, price."""
    doubled = [one for one in (car, year, price) if one is not None and one.several]
    return len(doubled) > 1


def _of_car(
    car: Car | None, variant: str | None
) -> dict[str, Found[str] | Found[int] | None]:
    """Brand, model and variant; one of two cars has no share in them."""
    if car is None:
        return {"variant": Found(value=variant) if variant else None}
    return {
        "brand": Found(
            value=car.brand, doubtful=car.brand_doubtful, several=car.several
        ),
        "model": Found(
            value=car.model, doubtful=car.model_doubtful, several=car.several
        )
        if car.model
        else None,
        "variant": Found(value=variant, several=car.several) if variant else None,
    }


def _left(sheet: Sheet, variant: str | None) -> int:
    """How many words of *sheet* belong to no field."""
    words = _LEFT.findall(sheet.text.replace(CLAIMED, " "))
    return len(words) - len((variant or "").split())
