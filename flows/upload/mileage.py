"""How far a car has gone, in whole kilometres."""

import datetime as dt
import re
from dataclasses import replace

from .figures import NUMBER, THOUSAND, amount, units
from .found import Found
from .spans import AMENDS, END, START, TAKEN_BACK, Sheet
from .years import is_year, only_year

_HIGHEST = 999_999
_IN_THOUSANDS = 400
"""Up to this a bare figure on a used car means so many thousand."""

_LOOKED_BACK = 60
"""So many characters lie at most between the word for a distance and its figure."""

_KEY = r"(?:km|kilometer|kilometre|kilo meter|odometer|odo|jarak tempuh|mileage|milage)"
HAS_KM = rf"(?<![a-z]){_KEY}[^\d\n]{{0,12}}\d"
"""A pattern for a distance that is named as one."""

_BETWEEN = (
    r"baru|masih|sekitar|sktr|asli|cuma|cm|hanya|low|rendah|di|kisaran|jalan|antik|nya|"
    r"ori|record|orisinil|original|ya|pemakaian|tempuh|kurang lebih|kurang|lebih|"
    r"dibawah|di bawah|bawah|krg lbh|kurleb|sudah|udah|baru jalan|rill|real|jujur|"
    r"istimewa|tercatat|saat ini|sekarang|adalah|jadi|kira kira|kira-kira|total|"
    r"salah|harusnya|seharusnya|yang benar|yg benar|yg bener|ralat|koreksi|itu|"
    r"maksudnya|berubah|terbaru|update|naik|"
    r"menunjukkan|menunjukan|nunjukin|di angka|diangka|angka|menyentuh|"
    r"low record|servis|service|aman|tembus|nyata|kak|menjadi"
)
_ABOUT = re.compile(
    r"sekitar|sktr|kisaran|kurang(?! nol)|dibawah|bawah|lbh|lebih|kurleb|kira|"
    r"±|\+-|\+/-|<|>|~"
)
_MASKED = r"\d{1,3}[.,]?\d{0,2}x{1,3}(?:[.,]?x{3})?"
_FIGURE = (
    rf"(?P<number>{_MASKED}|{NUMBER})"
    rf"(?P<top> ?(?:-|sampai|sd|s/d) ?\d{{1,3}}(?:[.,]\d{{3}})?(?!\d))?"
    r"(?P<about> ?-?an)?"
)
_UNIT = rf" ?(?P<unit>{units(THOUSAND)})(?P<over> ?-?an|\+| up(?![a-z]))?"
_VALUE = rf"{_FIGURE}(?:{_UNIT})?(?P<more> (?:lebih|lbh))?"
_AFTER = re.compile(
    rf"(?<![a-z]){_KEY}(?: ?-?nya)?{TAKEN_BACK}(?P<words>[ .:=/,\n-]{{0,4}}{AMENDS}"
    rf"(?:(?:{_BETWEEN}|±|\+/?-|<|>|~)[ :.]{{0,2}}){{0,4}}){_VALUE}"
    rf"(?![a-z0-9])(?: ?(?:km|kilometer){END})?"
)
_BEFORE = re.compile(
    rf"(?<![a-z0-9.,])(?P<words>){_VALUE} ?(?:km|kilometer|kilo meter){END}"
)
_ALONE = re.compile(
    rf"(?<![a-z0-9.,])(?P<words>){_FIGURE}{_UNIT}(?P<more> (?:lebih|lbh))?{END}"
)
_LONE = re.compile(
    rf"(?<![a-z0-9.,-])(?P<number>[1-9]\d{{1,2}}\.\d{{3}}|[1-9]\d{{4,5}}){END}(?![.,-]\d)"
)
_AMENDED = re.compile(
    rf"(?<![a-z]){_KEY}(?: ?-?nya)?{TAKEN_BACK}[ .:=,-]{{0,3}}{AMENDS}$"
)
_PROMISED = re.compile(
    rf"{START}(?:garansi|warranty|servis|service|free|ganti oli|tune up){END}"
    r"(?: (?:tiap|setiap|per|sampai|hingga|s/d|gratis|free|berkala|rutin di|di|resmi|"
    rf"dealer|mesin|pabrik|oli))*[ :]{{1,2}}{NUMBER} ?"
    rf"(?:{units(THOUSAND)} ?)?(?:km|kilometer){END}"
)


def drop_promises(sheet: Sheet) -> None:
    """Claim distances of guarantees and services in *sheet*."""
    sheet.drop(_PROMISED, "promise")


def read_km(sheet: Sheet, *, today: dt.date) -> Found[int] | None:
    """
    The distance that *sheet* names with a word for it, or with *ribu* alone.

    *Ribu* alone is doubtful (no car is priced in it), and so is whatever is rounded
    or masked: ``60rban``, ``98.7xx``.

    Args:
        sheet: The text; what names a distance is claimed.
        today: Tells which bare figures are years.
    """
    for pattern in (_AFTER, _BEFORE, _ALONE):
        start = 0
        while found := pattern.search(sheet.text, start):
            start = found.end()
            if not found["unit"] and only_year(sheet, found, "number", today):
                continue
            km = _read(found, today=today)
            if km is not None:
                sheet.claim(*found.span(), "km")
                sure = not km.doubtful and pattern is not _ALONE
                return Found(value=km.value, doubtful=not sure, at=found.span())
    return None


def is_of_km(text: str, position: int) -> bool:
    """Whether the figure at *position* in *text* is said to be another distance."""
    return _AMENDED.search(text, max(0, position - _LOOKED_BACK), position) is not None


def lone_km(sheet: Sheet) -> Found[int] | None:
    """
    A figure of five or six digits that stands for itself in *sheet*; doubtful.

    Only where the price is known, for it could be a price without its last digits.
    """
    found = _LONE.search(sheet.text)
    if found is None:
        return None
    sheet.claim(*found.span(), "km")
    km = amount(found["number"])
    if km is None:
        return None
    return Found(value=km, doubtful=True, at=found.span())


def bare_km(number: str) -> Found[int] | None:
    """What *number* means as the answer to "how many km?"."""
    km = amount(number)
    if km is None:
        km = amount(number, "rb")
    return Found(value=km) if km is not None and km <= _HIGHEST else None


def in_proportion(km: Found[int], *, year: int | None, today: dt.date) -> Found[int]:
    """
    *km* as it must be meant for a car of *year*.

    50 on a used car is 50 thousand, and doubtful; on a new one it is 50. None at all
    is doubtful too unless the car is new.

    Args:
        km: What was written.
        year: When the car was built; None if that is not known.
        today: What "new" is measured by.
    """
    if km.value >= THOUSAND or (year is not None and year >= today.year):
        return km
    meant = km.value * THOUSAND if km.value <= _IN_THOUSANDS else km.value
    return replace(km, value=meant, doubtful=True)


def _read(found: re.Match[str], *, today: dt.date) -> Found[int] | None:
    """What one match comes to; None if it is a year or beyond belief."""
    number, unit = found["number"], found["unit"] or ""
    indirect = bool(found["words"].strip(" .:=/,-\n")) or not found["words"]
    if not unit and indirect and is_year(number, today):
        return None
    doubtful = bool(
        found["about"]
        or found["over"]
        or found["more"]
        or found["top"]
        or "x" in number
        or (not unit and is_year(number, today))
    )
    doubtful = doubtful or _ABOUT.search(found["words"]) is not None
    number = number.replace("x", "0")
    km = amount(number, unit)
    if km is None:
        km, doubtful = amount(number, "rb"), True
    return (
        Found(value=km, doubtful=doubtful)
        if km is not None and km <= _HIGHEST
        else None
    )
