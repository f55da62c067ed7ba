"""
The price in a text, in whole rupiah.

Every amount has a role, told by the words before it: asked for, the floor of a
negotiation, a price on credit, a new price, or none at all such as a down payment.
All amounts are claimed, so that none of them is read as something else.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import Enum

from .figures import BILLION, MILLION, NUMBER, THOUSAND, UNITS, amount, units
from .found import Found
from .mileage import HAS_KM, is_of_km
from .spans import END, INSTEAD, NO_KM_AHEAD, SLIPPED, SORRY, START, WRONG, Sheet
from .years import is_year

LOWEST = 10 * MILLION
HIGHEST = 20 * BILLION
"""What a car may cost, in rupiah; anything else is a slip and is asked for."""

_HALF = 500
"""So many ribu behind juta are half a juta: no car has gone that far."""

_BARE = range(20, 5001)
"""Bare figures that mean so many juta."""


class _Role(Enum):
    """What an amount is, by the words before it; a later one outweighs an earlier."""

    PLAIN = ""
    ASKED = (
        r"harga|hrg|hrga|price|rp|idr|open|buka|bandrol|banderol|cash|tunai|otr|jual|"
        r"dijual|lepas|dilepas|pasang"
    )
    NEW = rf"jadi|jd|menjadi|sekarang|turun|->|=>|{INSTEAD}"
    FLOOR = r"nego|negonya|nett|net|mentok|minimal|final|fix"
    CREDIT = r"kredit|credit|kridit"
    NEVER = (
        r"dp|tdp|uang muka|angsuran|angs|ang|cicilan|cicil|dibayar|bayar|booking|"
        r"diskon|disc|discount|potongan|cashback|pajak|pjk|bunga|admin|asuransi|subsidi|bonus|"
        r"biaya|servis|service|budget|tanda jadi|setoran|tenor|transfer|lama"
    )


_LINKS = (
    r"nya|murah|cuma|hanya|mulai|dari|di|pas|sekitar|sktr|kisaran|ringan|minim|total|"
    r"sampai|sampe|bisa|tipis|ke|fee|adalah|kak|ya|mobil|start|per|all in|bersih|"
    rf"bukan \0+|(?<!\0)\0++(?=[ ,.]{{1,3}}{SLIPPED})|tapi|tp|{WRONG}|{SORRY}|:"
)
_WORDS = "|".join(role.value for role in _Role if role.value) + "|" + _LINKS
_JOINT = r"[ :=.,\n-]{0,3}"
_AMOUNT = re.compile(
    rf"(?P<words>{START}(?:(?:{_WORDS})(?:nya)?(?![a-z]){_JOINT}){{1,5}}|@ ?)?"
    rf"(?(words)|(?<![a-z0-9.,']))(?P<number>{NUMBER})"
    rf"(?:(?P<space> ?)(?P<unit>{units(THOUSAND, MILLION, BILLION)})"
    rf"(?P<about> ?-?an|(?= kurang \d))?{END}"
    rf"(?: (?P<more>\d{{1,3}}) ?(?P<part>jt|juta|rb|ribu){END}"
    rf"(?! ?(?:km|kilometer){END}(?! ?:?\d)))?|(?![a-z0-9]))"
    r"(?P<tail>,-|\.-)?"
    r"(?P<rate> ?(?:x ?\d{1,3}|/ ?(?:bln|bulan)|per ?bulan|per ?bln|sebulan))?"
)
_DEPOSIT = re.compile(
    rf"{START}(?:dp|tdp|uang muka|angsuran|angs|cicilan)(?:nya)?{_JOINT}"
    rf"(?:(?:{_LINKS}){_JOINT}){{0,2}}\d{{1,3}}(?:[.,]\d{{1,2}})?(?: ?%)?"
    rf"(?: ?x ?\d{{1,3}})?(?![.,]?\d| ?{units(THOUSAND, MILLION, BILLION)}{END})"
)
_PAYING = re.compile(
    rf"{START}(?:dp|tdp|uang muka|tanda jadi|angsuran|cicilan|transfer|tf){END}"
    r"(?! (?:nol|ringan|minim|murah|bisa|suka))"
)
_NO_PRICE = re.compile(
    r" ?(?:bulan|bln|thn(?! ?\d)|tahun(?! ?\d)|kali|%|persen|"
    rf"(?!{NO_KM_AHEAD})(?:km|kilometer)|"
    r"cc|unit|pintu|seater|kursi|"
    r"baris|orang|tangan|hari|inch|inci|inc|th(?! ?\d))" + END
)
_TORN = re.compile(rf"{START}(?:harga|hrg|rp)(?:nya)?[ :=.]{{0,3}}\d{{1,3}} $")
"""The beginning of a figure that a space has torn apart: "harga 1 68 jt"."""

_LAST = re.compile(
    rf"(?<![a-z0-9.,'-])(?P<number>{NUMBER})[ .,!-]*"
    r"(?:(?:nego|nett|net|cash|aja|saja|kak|bos|ya|boss|gan|om|bang|tipis|dong|siap|"
    r"otr|murah|nih|bu|pak)[ .,!]*){0,4}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    """One amount: role, rupiah (None if not plausible), any doubt, and place."""

    role: _Role
    rupiah: int | None
    doubtful: bool
    at: tuple[int, int] = (0, 0)


def read_price(sheet: Sheet, *, today: dt.date) -> Found[int] | None:
    """
    The price that *sheet* names.

    "Dari X jadi Y" is Y; "X nego Y" is X, and doubtful; a down payment or an
    instalment is none. A bare 187 behind *harga* is read as juta, and doubtful.

    Args:
        sheet: The text; all amounts are claimed in it.
        today: Tells which bare figures are years.

    Returns:
        None if there is none between ``LOWEST`` and ``HIGHEST``.
    """
    sheet.drop(_DEPOSIT, "payment")
    amounts: list[_Amount] = []
    for weak in (False, True):
        if weak and amounts:
            break
        amounts += _amounts(sheet, today=today, weak=weak)
    return _choose(amounts, paying=_PAYING.search(sheet.text) is not None)


def last_price(sheet: Sheet, *, today: dt.date) -> Found[int] | None:
    """A bare figure at the very end of *sheet*, read as so many juta; doubtful."""
    found = _LAST.search(sheet.text)
    if found is None:
        return None
    price = bare_price(found["number"], today=today)
    if price is None:
        return None
    sheet.claim(*found.span("number"), "price")
    return replace(price, at=found.span("number"))


def bare_price(number: str, *, today: dt.date) -> Found[int] | None:
    """
    What *number* means as the answer to "what does it cost?".

    Returns:
        So many juta, doubtful; or whole rupiah if it is written in full. None if it
        is neither, or a year.
    """
    rupiah = amount(number)
    if rupiah is not None and LOWEST <= rupiah <= HIGHEST:
        return Found(value=rupiah)
    juta = amount(number, "jt")
    if juta is None or juta // MILLION not in _BARE or is_year(number, today):
        return None
    return Found(value=juta, doubtful=True)


def _amounts(sheet: Sheet, *, today: dt.date, weak: bool) -> list[_Amount]:
    found_all: list[_Amount] = []
    start = 0
    while found := _AMOUNT.search(sheet.text, start):
        start = found.end()
        bare = not found["words"] and not found["unit"]
        if bare and len(found["number"]) < len("1000000"):
            continue
        if found["more"] and not _goes_on(found, sheet.text):
            found = _AMOUNT.search(sheet.text, found.start(), found.start("more"))
            if found is None:
                continue
            start = found.end()
        read = _read(found, sheet.text, today=today, weak=weak)
        if read is None:
            start = found.end("number")
            continue
        never = read.role is _Role.NEVER
        sheet.claim(*found.span(), "payment" if never else "price")
        found_all.append(replace(read, at=found.span()))
    return found_all


def _read(
    found: re.Match[str], text: str, *, today: dt.date, weak: bool
) -> _Amount | None:
    """What one match is; None if it is no amount of money."""
    role = _Role.NEVER if found["rate"] else _role(found["words"] or "")
    in_full = sum(map(str.isdigit, found["number"])) >= len("1000000")
    small = not in_full and UNITS.get(found["unit"] or "", 1) <= THOUSAND
    of_km = small and role is _Role.NEW and is_of_km(text, found.start("number"))
    if of_km or (small and _NO_PRICE.match(text, found.end())):
        return None
    start = found.start()
    if _TORN.search(text, max(0, start - len("harganya : 145 ")), start):
        return _Amount(role=role, rupiah=None, doubtful=False)
    if found["unit"]:
        return _with_unit(found, role=role, weak=weak)
    return _bare(found["number"], role=role, today=today)


def _with_unit(found: re.Match[str], *, role: _Role, weak: bool) -> _Amount | None:
    number, unit = found["number"], found["unit"]
    if UNITS[unit] == THOUSAND and role not in {_Role.ASKED, _Role.NEVER}:
        return None
    if unit == "m" and not _is_billion(found, sure=weak or role is not _Role.PLAIN):
        return None
    rupiah = amount(number, unit)
    if rupiah is not None and found["more"]:
        rupiah += int(found["more"]) * UNITS[found["part"]]
    return _Amount(
        role=role, rupiah=_plausible(rupiah), doubtful=found["about"] is not None
    )


def _bare(number: str, *, role: _Role, today: dt.date) -> _Amount | None:
    """An amount without a unit: it needs a word before it, or all its digits."""
    if is_year(number, today):
        return None
    if role is _Role.PLAIN:
        rupiah = amount(number)
        if rupiah is None or rupiah < MILLION or number[0] == "0":
            return None
        return _Amount(role=role, rupiah=_plausible(rupiah), doubtful=False)
    if role is _Role.NEVER:
        return _Amount(role=role, rupiah=None, doubtful=False)
    price = bare_price(number, today=today)
    if price is None:
        short = number.isdigit() and int(number) < _BARE.start
        return None if short else _Amount(role=role, rupiah=None, doubtful=False)
    return _Amount(role=role, rupiah=price.value, doubtful=price.doubtful)


def _plausible(rupiah: int | None) -> int | None:
    return rupiah if rupiah is not None and LOWEST <= rupiah <= HIGHEST else None


def _choose(amounts: list[_Amount], *, paying: bool) -> Found[int] | None:
    """The one of *amounts* that is the price; doubtful if the text is of *paying*."""
    by_role = {
        role: [one for one in amounts if one.role is role and one.rupiah is not None]
        for role in _Role
    }
    asked = sorted(
        by_role[_Role.PLAIN] + by_role[_Role.ASKED],
        key=lambda one: one.role is _Role.PLAIN,
    )
    others = [by_role[_Role.FLOOR], by_role[_Role.CREDIT]]
    if by_role[_Role.NEW]:
        chosen, rivals = by_role[_Role.NEW][-1], []
    elif asked:
        chosen, rivals = asked[0], [*asked[1:], *others[0], *others[1]]
    elif others[0]:
        chosen, rivals = others[0][0], others[1]
    elif others[1]:
        chosen, rivals = others[1][0], others[1]
    else:
        return None
    if chosen.rupiah is None:
        return None
    return Found(
        value=chosen.rupiah,
        doubtful=chosen.doubtful
        or (chosen.role is _Role.PLAIN and paying)
        or chosen.role is _Role.CREDIT
        or any(one.rupiah != chosen.rupiah for one in rivals),
        several=len({one.rupiah for one in asked}) > 1,
        at=chosen.at,
    )


_ROLES = [
    (role, re.compile(rf"{START}(?:{role.value})(?:nya)?(?![a-z])"))
    for role in reversed(_Role)
    if role.value
]


def _role(words: str) -> _Role:
    for role, pattern in _ROLES:
        if pattern.search(words):
            return role
    return _Role.ASKED if "@" in words else _Role.PLAIN


def _goes_on(found: re.Match[str], text: str) -> bool:
    """
    Whether what follows an amount is a part of it: "1 miliar 200 juta".

    In "152 juta 500 ribu" it is; in "152 juta 98 ribu" the car has gone so far, unless
    the text says elsewhere how far.
    """
    if UNITS[found["part"]] == MILLION:
        return UNITS[found["unit"]] == BILLION
    if UNITS[found["unit"]] != MILLION:
        return False
    part = int(found["more"])
    return part == _HALF or (part % 50 == 0 and re.search(HAS_KM, text) is not None)


def _is_billion(found: re.Match[str], *, sure: bool) -> bool:
    """Whether an ``m`` is miliar: not in "ayla 1.0 m", nor in "2017 m"."""
    whole = re.split(r"[.,]", found["number"])[0]
    if int(whole) * BILLION > HIGHEST:
        return False
    engine = found["space"] and re.fullmatch(r"\d(?:\.\d)?", found["number"])
    return sure or bool(found["more"]) or not engine
