"""
Every field of a car text, read in the one order in which the rules work.

First goes what only looks like data, then price, km, plate, brand and model, year,
transmission and colour; the trim is what is left beside the model.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .cars import Car, read_car
from .catalogue import catalogue
from .colours import read_colour
from .corrections import drop_corrected
from .found import Found
from .letters import lower
from .mileage import drop_promises, in_proportion, lone_km, read_km
from .plates import (
    certain_plates,
    drop_plate_features,
    drop_short_plates,
    lone_plate,
    named_plate,
)
from .prices import last_price, read_price
from .spans import CLAIMED, END, START, Sheet
from .transmissions import offers_both, read_transmission
from .trims import take_trims
from .variants import read_variant
from .worth import in_keeping
from .years import checked, drop_other_years, is_year, keyed_year, lone_year

_NOISE = re.compile(
    r"https?://\S{1,200}|www\.\S{1,200}|wa\.me\S{0,40}"
    # Fewer than eleven digits behind a bare 62 may be a price: 628000000.
    r"|(?<![\d.,])(?:\+62|62(?=(?:[ .-]?\d){9})|0)"
    r"[ .-]?8\d{1,2}[ .-]?\d{3,4}[ .-]?\d{2,5}(?![\d.,])"
    rf"|{START}(?:[1-6][.,]?\d{{3}}|[6-9]\d\d) ?cc{END}"
    rf"|{START}(?<![\d-])(?<!\d )cc ?:? ?\d{{3,4}}{END}"
    rf"|{START}(?:tukar tambah|tukar|barter|tt) (?:(?:dengan|dgn|sama|ke) )?"
    r"[a-z]{3,15}"
    rf"|{START}(?:no\.? ?)?(?:rek|rekening|norek|ktp|imei|rangka)"
    r"(?: (?:bca|bri|bni|mandiri|bsi))?[ :.]{1,2}\d{6,}"
    # The numbers of a list.
    r"|(?<![^\n])\d{1,2}[.)](?= \S)"
    rf"|(?<=\d) up{END}|{START}(?:all in|auto ?2000|city car){END}"
    rf"|{START}a ?[/.] ?n{END}\.?"
    rf"|{START}an (?=(?:pt|cv|sendiri|pribadi|perorangan|perusahaan|orang|pemilik|"
    rf"penjual|ybs|istri|suami|bapak|ibu|pak|bu|tangan){END})"
    rf"|{START}tangan (?:ke ?)?\d{END}"
    rf"|{START}(?:ban|ring|r) ?\d\d{END}(?![.,]\d)"
    rf"|{START}(?:buku|book) (?:servis|service)(?:nya)?{END}"
)
_SEVERAL_UNITS = re.compile(
    rf"{START}(?:[2-9]|\d\d|dua|tiga|empat|lima|beberapa|banyak) "
    rf"(?:unit|mobil|buah (?:unit|mobil)){END}"
)
_LEFT = re.compile(r"[a-z0-9]+")
_KEYED_YEAR = re.compile(rf"{START}(?:tahun|thn|th)(?:nya)?[ :.]{{0,2}}\d{{4}}{END}")
_KEYED_KM = re.compile(rf"{START}(?:km|kilometer|odo|odometer)(?:nya)?[ :.]{{0,2}}\d")
_TAX = re.compile(rf"{START}(?:pajak|pjk|stnk|plat|kir){END}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """
    What a text says about a car.

    Attributes:
        found: The fields it names, each with its place and how sure it is.
        several: Whether it is about more than one car; *found* is what they share.
        guessed: Whether the car itself is only nearly what was written.
        payment: Whether it names a down payment or the like.
        refused: Fields that it names with a value that no car has: a price of five
            million, a year to come.
        left: How many of its words belong to no field.
    """

    found: Mapping[str, Found[str] | Found[int]]
    several: bool
    guessed: bool
    payment: bool
    refused: tuple[str, ...]
    left: int

    @property
    def data(self) -> dict[str, str | int]:
        """The fields it names, without more ado."""
        return {name: one.value for name, one in self.found.items()}

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Those of its fields that should be shown to the sender."""
        return tuple(name for name, one in self.found.items() if one.doubtful)


def read_fields(text: str, *, today: dt.date, draft: Mapping[str, str | int]) -> Fields:
    """
    Read *text*, which is plain, without a command, and has its numbers in digits.

    Args:
        text: What ``letters.plain`` and ``figures.in_digits`` made of a message.
        today: By the tenant's calendar; next year is the last a car can have.
        draft: What is known of the car already, by which a price is judged.
    """
    sheet = Sheet(text)
    plates = certain_plates(sheet, today=today)
    sheet.drop_outside(_NOISE, "noise", plates)
    drop_corrected(sheet, plates, today=today)
    sheet.drop(_SEVERAL_UNITS, "units")
    drop_promises(sheet)
    drop_other_years(sheet, today=today)
    year = keyed_year(sheet, today=today)
    plate = named_plate(sheet, today=today)
    plate = plate or lone_plate(sheet, today=today, is_model=catalogue().has)
    price = read_price(sheet, today=today)
    km = read_km(sheet, today=today)
    drop_plate_features(sheet)
    car = read_car(sheet, years=_years(sheet, year, today))
    trims = take_trims(sheet, car)
    drop_short_plates(sheet)
    year = checked(year, lone_year(sheet, today=today))
    price = price or last_price(sheet, today=today)
    if price is not None and km is None:
        km = lone_km(sheet)
    several = offers_both(sheet) or sheet.holds("units") or _several(car, year, price)
    transmission = read_transmission(sheet)
    colour = read_colour(sheet)
    variant = read_variant(sheet, car, trims)
    if km is not None:
        km = in_proportion(km, year=year.value if year else None, today=today)
    if variant is not None and any(one and one.several for one in (year, price)):
        variant = replace(variant, several=True)
    named = _of_car(car) | {"year": year}
    found = named | {
        "variant": variant,
        "price": price and in_keeping(price, _car_known(draft, named), today=today),
        "km": km,
        "transmission": transmission,
        "colour": colour,
        "plate": plate,
    }
    return Fields(
        found={
            name: one
            for name, one in found.items()
            if one and not (several and one.several)
        },
        several=several,
        guessed=car is not None and car.guessed,
        payment=sheet.holds("payment"),
        refused=_refused(sheet, found),
        left=len(_LEFT.findall(sheet.text.replace(CLAIMED, " "))),
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


def _of_car(car: Car | None) -> dict[str, Found[str] | Found[int] | None]:
    """Brand and model; one of two cars has no share in them."""
    if car is None:
        return {}
    named = (car.start, car.end)
    brand = Found(
        value=car.brand,
        doubtful=car.brand_doubtful,
        several=car.several,
        inferred=car.brand_at is None,
        at=car.brand_at or named,
    )
    if not car.model:
        return {"brand": brand}
    model = Found(
        value=car.model,
        doubtful=car.model_doubtful,
        several=car.several,
        inferred=car.trim is not None,
        at=named,
    )
    return {"brand": brand, "model": model}


def _car_known(
    draft: Mapping[str, str | int], named: Mapping[str, Found[str] | Found[int] | None]
) -> dict[str, str | int]:
    """What is known of the car of a text: *named* there, or else in its *draft*."""
    said = {name: one.value for name, one in named.items() if one}
    another = any(
        name in draft and draft[name] != value
        for name, value in said.items()
        if name != "year"
    )
    return said if another else {**draft, **said}


def _refused(sheet: Sheet, found: Mapping[str, object | None]) -> tuple[str, ...]:
    """The fields that *sheet* names and that were not *found*: no car has such."""
    said = lower(sheet.said)
    if not found["km"] and _KEYED_KM.search(said):
        return ("km",)  # its figure may have been looked at as a price, too
    named = {
        "year": _KEYED_YEAR.search(said) is not None and not _TAX.search(said),
        "price": sheet.holds("price"),
    }
    return tuple(name for name, is_said in named.items() if is_said and not found[name])
