"""Number plates: area, digits, letters, written ``B 1234 XYZ``."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from .figures import MILLION, THOUSAND, units
from .found import Found
from .spans import END, START, Sheet
from .years import is_year, only_year

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
_SHORT = re.compile(
    rf"{START}{_AREA} (?!(?:19|20)\d\d)\d{{1,4}} "
    rf"(?!(?:at|mt|pu|cc|cm|km|jt|rb|an|th|dr|dp|rp){END})[a-z]{{1,3}}{END}"
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

_MAY_BE_LETTERS = re.compile(r"abu|itm|htm|pth|dan|cat|red|mrh|bru|ijo|kng|ada|di|ke")
"""Those that may be the letters of an announced plate as well: it is doubtful."""

_LETTERS = re.compile(r"cc|bl|an|pu|dr|dg|ad")
"""Those of them that are the letters of a plate where one is announced."""


def named_plate(sheet: Sheet, *, today: dt.date) -> Found[str] | None:
    """
    The number plate behind a word such as *plat* in *sheet*, short ones too.

    Args:
        sheet: The text; the plate is claimed.
        today: Tells which digits are a year.
    """
    for found in _NAMED.finditer(sheet.text):
        suffix = found["suffix"] or ""
        if _RESERVED.fullmatch(suffix) and not _LETTERS.fullmatch(suffix):
            suffix = ""
        if not suffix and only_year(sheet, found, "digits", today):
            continue
        end = found.end() if suffix else found.end("digits")
        sheet.claim(found.start(), end, "plate")
        doubtful = _MAY_BE_LETTERS.fullmatch(found["suffix"] or "") is not None
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
    for found in _UNNAMED.finditer(sheet.text):
        glued = found[0].isalnum() and not is_year(found["digits"], today)
        reserved = _RESERVED.fullmatch(found["suffix"]) is not None
        if (reserved and not glued) or is_model(found["area"] + found["digits"]):
            continue
        if only_year(sheet, found, "digits", today):
            continue
        sheet.claim(*found.span(), "plate")
        return _written(found, found["suffix"])
    return None


def drop_plate_features(sheet: Sheet) -> None:
    """Claim "plat hitam" and "plat D genap", which are no plates, in *sheet*."""
    sheet.drop(_CLASS, "plate")


def drop_short_plates(sheet: Sheet) -> None:
    """Claim what looks like a plate but is not believed: ``b 1 xo``."""
    sheet.drop(_SHORT, "plate")


def _written(found: re.Match[str], suffix: str) -> Found[str]:
    parts = (found["area"], found["digits"].lstrip("0") or "0", suffix)
    plate = " ".join(part.upper() for part in parts if part)
    end = found.end() if suffix else found.end("digits")
    return Found(value=plate, at=(found.start("area"), end))
