"""What a text takes back: in "bukan 2018 tapi 2019" only 2019 is said."""

import datetime as dt
import re
from collections.abc import Sequence

from .figures import MILLION, THOUSAND, UNITS, units
from .plates import AREA, stands_alone
from .spans import AMENDING, END, INSTEAD, SLIPPED, SORRY, START, WRONG, Sheet
from .suffixes import letters_of
from .transmissions import TRANSMISSION
from .words import words

_FIELD = (
    r"harga|hrg|warna|tahun|thn|th|km|kilometer|odo|transmisi|plat|nopol|model|tipe|"
    r"type|merk|merek|mobil"
)
_UNIT = units(MILLION, THOUSAND)
_NO = (
    rf"{START}(?:bukan(?:nya)?|bkn|(?:gak|ga|nggak|ngga|tidak|tdk) jadi)"
    rf"(?: (?:{_FIELD})(?:nya)?)? "
)
_NOT = re.compile(
    rf"{_NO}(?P<old>[^\n,]{{1,30}}?)"
    rf"(?= (?:tapi|tp|tetapi|melainkan|tetap|ganti|jadi|jd|{INSTEAD}){END}|[,\n])"
)
_NOT_ONE = re.compile(
    rf"{_NO}(?P<old>[a-z]{{1,2}} \d{{1,4}} (?!{TRANSMISSION}{END})[a-z]{{1,3}}{END}|"
    r"[a-z0-9.,]{1,15}"
    r"(?: ?(?:jt|juta|rb|ribu|km(?! ?\d)|metalik|mutiara|maroon|tua|muda))?)"
    rf"{END}"
)
_DOWN_FROM = re.compile(
    rf"{START}(?:turun|diturunkan) (?:harga )?dari "
    rf"(?P<old>\d[\d.,]{{0,12}}(?: ?(?:jt|juta))?){END}"
)
_FROM_TO = re.compile(
    rf"{START}(?:dari|dr|ganti|ubah|rubah|tadinya|awalnya|semula|sebelumnya)"
    rf"(?: (?:{_FIELD})(?:nya)?)?(?: dari)?"
    rf" (?P<old>[^\n,]{{1,25}}?)"
    rf" ?,? ?(?:jadi|jd|menjadi|ke|->|dengan|sekarang){END}"
)
_WRONG = re.compile(
    rf"(?P<old>{START}[a-z0-9.,]{{1,15}}(?: (?:jt|juta|rb|ribu))?)"
    rf"(?: itu)?[ ,.]{{1,3}}(?:{WRONG})[ ,.]{{1,3}}(?={AMENDING})"
)
_AMENDED = re.compile(
    rf"{START}(?:(?P<field>{_FIELD})(?:nya)?[ :]{{1,2}})?"
    rf"(?P<old>[a-z0-9.,]{{1,15}}(?: (?:{_UNIT}|km))?)[ ,.]{{1,3}}"
    rf"(?:{SORRY}|{WRONG}|{INSTEAD})[ ,.]{{1,3}}"
    rf"(?:{AMENDING}[ ,.]{{1,3}}){{0,3}}"
    rf"(?:(?P<again>{_FIELD})(?:nya)?[ :]{{1,2}})?"
    rf"(?P<new>[a-z0-9.,]{{1,15}}(?: (?:{_UNIT}|km(?! ?\d)))?){END}"
)
_TRANSMISSION = re.compile(TRANSMISSION)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMENDS = rf"(?:{AMENDING}[ ,.:]{{1,3}}){{0,3}}"
_OTHER_PLATE = re.compile(
    rf"{START}(?P<old>{AREA}[ .-]?(?P<digits>\d{{1,4}})[ .-]?(?P<suffix>[a-z]{{1,3}}))"
    rf"[ ,.]{{1,3}}{_AMENDS}{SLIPPED}[ ,.:]{{1,3}}{_AMENDS}"
    rf"(?={AREA}[ .-]?\d{{1,4}}[ .-]?[a-z]{{1,3}}{END})"
)
_FIGURE_OF = "figure of "
"""What sort a figure is, without its unit."""

_FIGURE = re.compile(r"(?P<number>\d[\d.,]*) ?(?P<unit>[a-z]*)")
_ARROW = re.compile(r"(?P<old>[a-z0-9.,]{1,15}(?: (?:jt|juta|rb|ribu))?) -> ?")


def drop_corrected(
    sheet: Sheet, plates: Sequence[tuple[int, int]] = (), *, today: dt.date
) -> None:
    """
    Claim the values that *sheet* takes back.

    The field's name in front of them stays: "ganti harga 150 jadi 145" still says
    that 145 is a price.

    Args:
        sheet: The text.
        plates: Where plates stand for certain: "plat DR 1733 KE" takes nothing back.
        today: Tells which digits of a plate are a year.
    """
    for pattern in (_NOT, _NOT_ONE, _FROM_TO, _WRONG, _DOWN_FROM, _ARROW):
        start = 0
        while found := pattern.search(sheet.text, start):
            start = found.end()
            old = found["old"].lstrip()
            first, last = found.span()
            within = any(begin <= first and last <= end for begin, end in plates)
            if within or re.fullmatch(rf"(?:{_FIELD})?(?:nya)?", old):
                continue
            sheet.claim(*found.span("old"), "corrected")
    start = 0
    while found := _AMENDED.search(sheet.text, start):
        start = found.end("old")
        if _takes_its_place(found):
            sheet.claim(*found.span("old"), "corrected")
    for found in _OTHER_PLATE.finditer(sheet.text):
        year = stands_alone(found["digits"], today)
        if letters_of(sheet, found, named=False, like_year=year)[0]:
            sheet.claim(*found.span("old"), "corrected")


def _takes_its_place(found: re.Match[str]) -> bool:
    """
    Whether the new value that *found* is one that the old may have been.

    A figure without a unit may be any, unless another field is named for it.
    """
    old, new = _kind(found["old"]), _kind(found["new"])
    if _FIGURE_OF in (old, new):
        figures = old.startswith(_FIGURE_OF) and new.startswith(_FIGURE_OF)
        return figures and found["again"] in (None, found["field"])
    return bool(old) and old == new


def _kind(value: str) -> str:
    """What sort of value *value* is; empty if it is none that one can tell."""
    if _TRANSMISSION.fullmatch(value):
        return "transmission"
    if value in words().colours:
        return "colour"
    figure = _FIGURE.fullmatch(value.rstrip(".,"))
    if figure is None:
        return ""
    is_year = not figure["unit"] and _YEAR.fullmatch(figure["number"])
    unit = figure["unit"]
    return "year" if is_year else f"{_FIGURE_OF}{UNITS.get(unit, unit)}"
