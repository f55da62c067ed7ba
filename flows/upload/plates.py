"""Number plates: area, digits, letters, written ``B 1234 XYZ``."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from .found import Found
from .spans import END, START, Sheet
from .suffixes import in_capitals, is_amount, letters_of
from .years import is_year, only_year

_AREAS = (
    "A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP "
    "DA DB DC DD DE DG DH DK DL DM DN DP DR DT DW EA EB ED KB KH KT KU PA PB PG PS "
    "PT PY"
)
AREA = "(?:" + "|".join(sorted(_AREAS.lower().split(), key=len, reverse=True)) + ")"
"""What a plate begins with, in small letters."""

_KEY = (
    rf"{START}(?:no\.? ?pol(?:isi)?|nomor polisi|nopol|plat|plate|tnkb)(?:nya)?"
    r"(?: ?(?:no|nomor|nomer|nopol))?[ :=.\n]{0,4}"
)
_PLATE = (
    rf"(?P<area>{AREA})[ .-]{{0,2}}(?P<digits>\d{{1,4}})"
    rf"(?:[ .-]{{0,2}}(?P<suffix>[a-z]{{1,3}}))?{END}"
)
_NAMED = re.compile(_KEY + _PLATE)
_UNNAMED = re.compile(
    rf"{START}(?P<area>{AREA})[ .-]{{0,2}}(?P<digits>\d{{4}})"
    rf"[ .-]{{0,2}}(?P<suffix>[a-z]{{1,3}}){END}"
)
_BEGINS = re.compile(
    rf"{AREA}[ .-]{{0,2}}(?P<digits>\d{{4}})[ .-]{{0,2}}"
    rf"(?P<suffix>[a-z]{{1,3}}){END}"
)
"""A plate that begins where the letters of another would: "g 2018 kt 8421 bn"."""

_SHORT = re.compile(
    rf"{START}{AREA} (?!(?:19|20)\d\d)\d{{1,4}} "
    rf"(?!(?:at|mt|pu|cc|cm|km|jt|rb|an|th|dr|dp|rp|abu|htm|itm|pth|mrh|red){END})[a-z]{{1,3}}{END}"
)
_CLASS = re.compile(
    rf"{START}(?:plat|plate|nopol|no pol)(?:nya)?[ :=]{{1,3}}(?:{AREA}{END} ?)?"
    rf"(?:(?:hitam|kuning|putih|merah|hijau|biru|htm|itm|item|pth){END} ?)?"
    rf"(?:(?:ganjil|genap|dki|daerah|luar|dalam|kota|cantik|pilihan|asli|jakarta|"
    rf"surabaya|bandung|tangerang|bekasi|depok|bogor|medan|malang|sidoarjo|semarang|"
    rf"solo|jogja|bali|jatim|jateng|jabar|banten|baru|panjang|hidup){END} ?){{0,2}}"
)
_ENGINE = re.compile(r"[1-5]\d00")
"""An engine, in cc."""

_ADVANCE = "dp"
"""The area that is a down payment where no word announces a plate."""


def certain_plates(sheet: Sheet, *, today: dt.date) -> tuple[tuple[int, int], ...]:
    """
    Where plates stand in *sheet* that are announced, or typed in capitals.

    They are looked for first, lest "nopol R 87 TT" be read as a tyre and a trade-in.

    Args:
        sheet: The text; nothing is claimed.
        today: Tells which digits are a year.
    """
    places: list[tuple[int, int]] = []
    for found in _NAMED.finditer(sheet.text):
        suffix, _ = letters_of(sheet, found, named=True, like_year=False)
        places.append((found.start(), found.end() if suffix else found.end("digits")))
    for found in _UNNAMED.finditer(sheet.text):
        year = stands_alone(found["digits"], today)
        typed = in_capitals(sheet, found.span())
        if typed and letters_of(sheet, found, named=False, like_year=year)[0]:
            places.append(found.span())
    return tuple(places)


def named_plate(sheet: Sheet, *, today: dt.date) -> Found[str] | None:
    """
    The number plate behind a word such as *plat* in *sheet*, short ones too.

    Args:
        sheet: The text; the plate is claimed.
        today: Tells which digits are a year.
    """
    for found in _NAMED.finditer(sheet.text):
        year = only_year(sheet, found, "digits", today)
        suffix, doubtful = letters_of(sheet, found, named=True, like_year=year)
        if not suffix and (year or is_amount(found)):
            continue
        end = found.end() if suffix else found.end("digits")
        sheet.claim(found.start(), end, "plate")
        return replace(_written(found, suffix), doubtful=doubtful)
    return None


def lone_plate(
    sheet: Sheet, *, today: dt.date, is_model: Callable[[str], bool]
) -> Found[str] | None:
    """
    The number plate that *sheet* names without a word for it: never a short one.

    Args:
        sheet: The text; the plate is claimed.
        today: Tells which digits are a year.
        is_model: Whether something like ``l300`` is a model.
    """
    start = 0
    while found := _UNNAMED.search(sheet.text, start):
        start = found.start() + 1
        year = stands_alone(found["digits"], today)
        behind = _BEGINS.match(sheet.text, found.start("suffix"))
        if (
            behind
            and year
            and letters_of(sheet, behind, named=False, like_year=True)[0]
        ):
            continue
        suffix, doubtful = letters_of(sheet, found, named=False, like_year=year)
        if not suffix and not year and found[0].isalnum():
            suffix, doubtful = found["suffix"], False
        if not suffix or is_model(found["area"] + found["digits"]):
            continue
        if found["area"] == _ADVANCE or only_year(sheet, found, "digits", today):
            continue
        sheet.claim(*found.span(), "plate")
        return replace(_written(found, suffix), doubtful=doubtful)
    return None


def stands_alone(digits: str, today: dt.date) -> bool:
    """Whether *digits* may be a year or, as in "avanza g 1300 at", an engine."""
    return is_year(digits, today) or _ENGINE.fullmatch(digits) is not None


def drop_plate_features(sheet: Sheet) -> None:
    """Claim "plat hitam" and "plat D genap", which are no plates, in *sheet*."""
    sheet.drop(_CLASS, "plate class")


def drop_short_plates(sheet: Sheet) -> None:
    """Claim what looks like a plate but is not believed: ``b 1 xo``."""
    sheet.drop(_SHORT, "plate")


def _written(found: re.Match[str], suffix: str) -> Found[str]:
    parts = (found["area"], found["digits"].lstrip("0") or "0", suffix)
    plate = " ".join(part.upper() for part in parts if part)
    end = found.end() if suffix else found.end("digits")
    return Found(value=plate, at=(found.start("area"), end))
