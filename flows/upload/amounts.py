"""Whether the figures of a text about a car are those of the car."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.session import FieldValue

from .spans import END

_AMOUNT = re.compile(
    r"(?P<money>(?:rp|idr)\.?\s*)?(?P<figure>\d+(?:[.,]\d+)*)(?:,-)?"
    rf"(?:\s*(?P<unit>juta|jt|million|miliar|milyar|billion|ribu|rb|thousand|k){END})?"
)
_SCALES = {
    "juta": 1_000_000,
    "jt": 1_000_000,
    "million": 1_000_000,
    "miliar": 1_000_000_000,
    "milyar": 1_000_000_000,
    "billion": 1_000_000_000,
    "ribu": 1_000,
    "rb": 1_000,
    "thousand": 1_000,
    "k": 1_000,
}
_MONEY_ONLY = 1_000_000
"""From this unit on nothing but money is counted in it."""

_KM = r"(?:km|kilometer|kilometre|kilometers|kilometres|odometer|mileage)"
_KM_BEFORE = re.compile(rf"(?<!\w){_KM}\W{{0,3}}$")
_KM_BEHIND = re.compile(rf"\s{{0,2}}{_KM}(?!\w)")
_YEAR_BEFORE = re.compile(r"(?<!\w)(?:tahun|thn|keluaran|rakitan|year)\W{0,3}$")
_MILLIONS = r"\d+(?:[.,]\d+)?\s*(?:juta|jt|million|miliar|milyar|billion)\b"
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def wrong_figure(
    small: str, data: Mapping[str, FieldValue], *, in_words: re.Pattern[str]
) -> bool:
    """
    Whether *small* holds a figure that is not in *data*, or one in another's place.

    Args:
        small: A text in small letters, without the names of the car.
        data: What is known about the car.
        in_words: Finds numbers in words, and units; there may be none beside the
            figures that are right.
    """
    left, end = [], 0
    for found in _AMOUNT.finditer(small):
        if not _is_right(found, small, data):
            return True
        left.append(small[end : found.start()])
        end = found.end()
    rest = " \0 ".join([*left, small[end:]])
    return in_words.search(rest) is not None or any(map(str.isnumeric, rest))


def in_full(text: str, price: str) -> str:
    """
    *text* with its price as *price*, however it was written.

    Whoever changes the price later finds it, and nobody has to count zeros.

    Args:
        text: What ``wrong_figure`` found nothing wrong with.
        price: The price of the car as pages show it, such as ``Rp 145.000.000``.
    """
    figure = re.sub(r"\D+", "", price)
    digits = r"[.,]?".join(figure)
    return re.sub(
        rf"(?:\b(?:rp|idr)\.?\s*)?(?<!\d)(?<!\d[.,])"
        rf"(?:{digits}(?![.,]?\d)(?:,-)?|{_MILLIONS})"
        r"(?:\s*rupiah\b)?",
        price,
        text,
        flags=re.IGNORECASE,
    )


def _is_right(found: re.Match[str], small: str, data: Mapping[str, FieldValue]) -> bool:
    """Whether *found* is the price, the year or the kilometres, and told as such."""
    value = _value(found)
    before = small[max(0, found.start() - 16) : found.start()]
    glued = before[-1:].isalnum() or small[found.end() :][:1].isalnum()
    if value is None or glued:
        return False
    return any(
        value == data.get(field)
        for field in _fields(found, before, small)
        if field != "year" or found["figure"].isdigit()
    )


def _fields(found: re.Match[str], before: str, small: str) -> tuple[str, ...]:
    """The fields that *found* may tell, by what stands around it."""
    if found["money"] or _SCALES.get(found["unit"] or "", 0) >= _MONEY_ONLY:
        return ("price",)
    if _KM_BEFORE.search(before) or _KM_BEHIND.match(small, found.end()):
        return ("km",)
    if _YEAR_BEFORE.search(before):
        return ("year",)
    return ("km",) if found["unit"] else ("price", "km", "year")


def _value(found: re.Match[str]) -> int | None:
    """What the figure comes to, its unit included; None if it is none of these."""
    figure, unit = found["figure"], found["unit"]
    if _GROUPED.fullmatch(figure) and not unit:
        return int(re.sub(r"\D", "", figure))
    if figure.isdigit():
        return int(figure) * _SCALES.get(unit or "", 1)
    if unit and re.fullmatch(r"\d+[.,]\d{1,6}", figure):
        value = Decimal(figure.replace(",", ".")) * _SCALES[unit]
        return int(value) if value == int(value) else None
    return None
