"""Number plates: area, digits, letters, written ``B 1234 XYZ``."""

import datetime as dt
import re
from collections.abc import Callable

from .figures import MILLION, THOUSAND, units
from .spans import END, START, Sheet
from .years import only_year

_AREAS = (
    "A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP "
    "DA DB DC DD DE DG DH DK DL DM DN DP DR DT DW EA EB ED KB KH KT KU PA PB PG PS "
    "PT PY"
)
_AREA = "(?:" + "|".join(sorted(_AREAS.lower().split(), key=len, reverse=True)) + ")"
_KEY = (
    rf"{START}(?:no\.? ?pol(?:isi)?|nomor polisi|nopol|plat|plate|tnkb)(?:nya)?"
    r"(?: ?(?:no|nomor|nomer|nopol))?[ :=.\n]{0,4}"
)
_PLATE = (
    rf"(?P<area>{_AREA})[ .-]{{0,2}}(?P<digits>\d{{1,4}})"
    rf"(?:[ .-]{{0,2}}(?P<suffix>[a-z]{{1,3}}))?{END}"
)
_NAMED = re.compile(_KEY + _PLATE)
_UNNAMED = re.compile(
    rf"{START}(?P<area>{_AREA})[ .-]{{0,2}}(?P<digits>\d{{4}})"
    rf"[ .-]{{0,2}}(?P<suffix>[a-z]{{1,3}}){END}"
)
_CLASS = re.compile(
    rf"{START}(?:plat|plate|nopol|no pol)(?:nya)?[ :=]{{1,3}}(?:{_AREA}{END} ?)?"
    rf"(?:(?:hitam|kuning|putih|merah|hijau|biru|htm|itm|item|pth){END} ?)?"
    rf"(?:(?:ganjil|genap|dki|daerah|luar|dalam|kota|cantik|pilihan|asli|jakarta|"
    rf"surabaya|bandung|tangerang|bekasi|depok|bogor|medan|malang|sidoarjo|semarang|"
    rf"solo|jogja|bali|jatim|jateng|jabar|banten|baru|panjang|hidup){END} ?){{0,2}}"
)
_RESERVED = re.compile(
    r"at|mt|cvt|ags|amt|dct|km|odo|abu|itm|htm|pth|rp|dp|tdp|"
    r"th|thn|tgn|cc|pu|bln|bl|dan|cat|an|red|mrh|bru|ijo|kng|"
    r"ada|di|ke|dr|dg|dgn|nik|vin" + "|" + units(THOUSAND, MILLION)
)
"""What stands behind a figure for other reasons: ``g 2019 mt``, ``b 2012 km``."""


def read_plate(
    sheet: Sheet, *, today: dt.date, is_model: Callable[[str], bool]
) -> str | None:
    """
    The number plate that *sheet* names.

    Short plates, and those without letters behind the digits, are believed only
    behind a word such as *plat*. "Plat hitam" and "plat D genap" are claimed as
    features.

    Args:
        sheet: The text; the plate is claimed.
        today: Tells which digits are a year.
        is_model: Whether something like ``l300`` is a model.
    """
    plate = _named(sheet, today=today) or _unnamed(sheet, today, is_model)
    sheet.drop(_CLASS, "plate")
    return plate


def _named(sheet: Sheet, *, today: dt.date) -> str | None:
    for found in _NAMED.finditer(sheet.text):
        suffix = found["suffix"] or ""
        if _RESERVED.fullmatch(suffix):
            suffix = ""
        if not suffix and only_year(sheet, found, "digits", today):
            continue
        end = found.end() if suffix else found.end("digits")
        sheet.claim(found.start(), end, "plate")
        return _written(found, suffix)
    return None


def _unnamed(
    sheet: Sheet, today: dt.date, is_model: Callable[[str], bool]
) -> str | None:
    for found in _UNNAMED.finditer(sheet.text):
        if _RESERVED.fullmatch(found["suffix"]) or is_model(
            found["area"] + found["digits"]
        ):
            continue
        if only_year(sheet, found, "digits", today):
            continue
        sheet.claim(*found.span(), "plate")
        return _written(found, found["suffix"])
    return None


def _written(found: re.Match[str], suffix: str) -> str:
    parts = (found["area"], found["digits"].lstrip("0") or "0", suffix)
    return " ".join(part.upper() for part in parts if part)
