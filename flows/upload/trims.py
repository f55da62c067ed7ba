"""
The trims that are known as such only beside their model: Civic Type R, Dyna 110.

Elsewhere *type* announces a trim, and 110 may be a price; so these are taken from a
text as soon as its model is known, before any figure is read for what it may be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from .cars import Car
from .catalogue import catalogue
from .letters import lower
from .spans import END, START, Sheet

KIND = "trim"
"""The rule's name on the sheet."""

_PART = re.compile(r"[a-z]+|\d+")
_JOINT = r"[ ./-]?"
_GLUED = r"(?=[a-z]{0,2}(?![a-z0-9]))"
"""Behind a figure that may have letters of its own: "fe74hd"."""

_Patterns = Sequence[tuple[str, re.Pattern[str]]]
_OF_A_UNIT = r"(?! ?(?:jt|juta|rb|ribu|km|cc|%)(?![a-z]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trim:
    """
    A trim in a text.

    Attributes:
        shown: As it is published.
        at: Where it stands, from its first character to behind its last.
    """

    shown: str
    at: tuple[int, int]


def take_trims(sheet: Sheet, car: Car | None) -> tuple[Trim, ...]:
    """
    The trims of *car* that *sheet* names, in order; each is claimed.

    One that is only a figure is believed directly behind the model, and nowhere else.

    Args:
        sheet: The text, after the car was read and before bare figures are.
        car: Whose trims are looked for; None if the text names no car.
    """
    if car is None or car.model is None:
        return ()
    patterns = _patterns(car.brand, car.model)
    at = (car.start, car.end)
    taken = [Trim(shown=shown, at=at) for shown in _as_model(sheet, car, patterns)]
    for shown, pattern in patterns:
        for found in _finds(sheet, car, shown, pattern):
            sheet.claim(*found.span("trim"), KIND)
            if shown not in {trim.shown for trim in taken}:
                taken.append(Trim(shown=shown, at=found.span("trim")))
    return tuple(sorted(taken, key=lambda trim: trim.at))


def _as_model(sheet: Sheet, car: Car, patterns: _Patterns) -> tuple[str, ...]:
    """The trim by which *sheet* calls the model itself: "fe 74" is a Colt Diesel."""
    named = lower(sheet.said)[car.start : car.end]
    calling = (
        shown
        for shown, pattern in patterns
        if not shown.isdigit() and pattern.search(named)
    )
    return tuple(calling)[:1]


def _finds(
    sheet: Sheet, car: Car, shown: str, pattern: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    """Where *sheet* names the trim *shown*, which looks like *pattern*."""
    if not shown.isdigit():
        yield from pattern.finditer(sheet.text)
    elif found := pattern.match(sheet.text, car.end):
        yield found


@cache
def _patterns(brand: str, model: str) -> _Patterns:
    """What each of the model's trims looks like in a text, the longest first."""
    trims = sorted(catalogue().trims.get((brand, model), ()), key=len, reverse=True)
    return tuple((trim, _pattern(trim)) for trim in trims)


def _pattern(trim: str) -> re.Pattern[str]:
    if trim.isdigit():
        return re.compile(rf"[ -]{{1,2}}(?P<trim>{trim}){END}{_OF_A_UNIT}(?![.,]\d)")
    parts = ["t[iy]pe" if one == "type" else one for one in _PART.findall(trim.lower())]
    end = END if parts[-1].isalpha() else _GLUED
    return re.compile(rf"{START}(?P<trim>{_JOINT.join(parts)}){end}")
