"""Figures as they are written: ``137.500.000``, ``118,5 jt``, ``seratus juta``."""

import re
from collections.abc import Mapping

from .spans import END, START

THOUSAND = 10**3
MILLION = 10**6
BILLION = 10**9

UNITS: Mapping[str, int] = (
    dict.fromkeys(("rb", "rbu", "ribu", "rebu", "k"), THOUSAND)
    | dict.fromkeys(("jt", "jta", "juta", "jeti", "jut", "jtaan"), MILLION)
    | dict.fromkeys(("m", "milyar", "miliar", "milyard", "mlyr", "milyr"), BILLION)
)
"""What each unit multiplies by. ``m`` is miliar, never juta."""

NUMBER = (
    r"(?:\d{1,3}(?:\.\d{3}){2,4},\d{1,2}"  # 137.500.000,00
    r"|\d{1,3}(?:(?:\.\d{3}){1,4}|(?:,\d{3}){1,4}|(?: \d{3}){2,4})"  # 71.500
    r"|\d{1,12}(?:[.,]\d{1,6})?)"  # 118,5
    r"(?!\d|[.,]\d)"
)
"""One number, decimals and thousands included."""

_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*(?:,\d{1,2})?")
_THOUSANDS = re.compile(r"[., ](?=\d{3}(?!\d))")


def units(*scales: int) -> str:
    """A pattern for the units that multiply by one of *scales*, longest first."""
    names = [name for name, scale in UNITS.items() if scale in scales]
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")"


def amount(number: str, unit: str = "") -> int | None:
    """
    What *number* in *unit* comes to, as a whole number; fractions are cut off.

    A mark before three digits separates thousands, but a comma before a unit is a
    decimal comma, and before milyar so is a single dot. Any other mark is decimal.

    Args:
        number: Something that ``NUMBER`` matches.
        unit: A key of ``UNITS``; empty if there is none.

    Returns:
        None if it has decimals and no unit: 118,5 of what?
    """
    scale = UNITS[unit] if unit else 1
    marks = [mark for mark in number if mark in "., "]
    decimal = len(marks) == 1 and bool(unit) and (marks == [","] or scale == BILLION)
    if _GROUPED.fullmatch(number) and not decimal:
        number = re.sub(r"(?<=\d{3}),\d{1,2}$", "", number)
        return int(_THOUSANDS.sub("", number)) * scale
    whole, _, fraction = number.replace(",", ".").partition(".")
    if fraction and not unit:
        return None
    parts: int = 10 ** len(fraction)
    return int(whole + fraction) * scale // parts


_DIGITS: Mapping[str, int] = {
    "nol": 0,
    "se": 1,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "tuju": 7,
    "delapan": 8,
    "dlapan": 8,
    "sembilan": 9,
}
_SMALL_STEPS: Mapping[str, int] = {"puluh": 10, "ratus": 100}
_LARGE_STEPS: Mapping[str, int] = {
    word: scale for word, scale in UNITS.items() if len(word) > 1
}

_WORD = (
    r"(?:se)?(?:belas|puluh|ratus|ribu|rebu|juta|jt|milyar|miliar)|setengah|koma|"
    + "|".join(sorted(_DIGITS, key=len, reverse=True))
)
_IN_WORDS = re.compile(
    rf"{START}(?P<words>(?:{_WORD})(?: (?:{_WORD})){{1,14}})(?P<about>an)?{END}"
    rf"|{START}se(?:juta|milyar|miliar){END}"
)


def in_digits(text: str) -> str:
    """*text* with number words in digits: ``seratus juta`` as ``100 juta``."""
    return _IN_WORDS.sub(_rewritten, text)


def in_words(text: str, at: tuple[int, int]) -> tuple[int, int]:
    """Where in *text* stands what stands at *at* in ``in_digits(text)``."""
    start, end = at
    shift = 0
    for found in _IN_WORDS.finditer(text):
        begin = found.start() + shift
        shift += len(_rewritten(found)) - len(found[0])
        behind = found.end() + shift
        if begin >= at[1]:
            break
        if behind <= at[0]:
            start = at[0] - shift
        elif begin <= at[0]:
            start = found.start()
        end = found.end() if at[1] <= behind else at[1] - shift
    return start, end


def _rewritten(found: re.Match[str]) -> str:
    written = _written(found["words"] or found[0])
    return f"{written}{found['about'] or ''}"


def _written(said: str) -> str:
    words = re.sub(r"\bse(?=belas|puluh|ratus|ribu|juta|milyar|miliar)", "se ", said)
    value = _value(words.split())
    if value is None:
        return said
    value = _whole(value)
    if value >= MILLION:
        return f"{value // MILLION} juta" if value % MILLION == 0 else f"{value}"
    if value % THOUSAND == 0 and value != 2 * THOUSAND:
        return f"{value // THOUSAND} ribu"
    return f"{value}"


def _whole(value: int) -> int:
    """*value*, but ratus behind juta are ratus ribu: "lima juta lima ratus"."""
    rest = value % MILLION
    said_short = value >= MILLION and 0 < rest < THOUSAND and rest % 100 == 0
    return value - rest + rest * THOUSAND if said_short else value


def _value(words: list[str]) -> int | None:
    """The number that *words* name; None if none of them is a ribu, juta or more."""
    total = part = digit = last = 0
    decimals: list[int] | None = None
    for word in words:
        if word in {"koma", "setengah"}:
            decimals = [5] if word == "setengah" else []
        elif word in _DIGITS and decimals is not None:
            decimals.append(_DIGITS[word])
        elif word in _DIGITS:
            digit = _DIGITS[word]
        elif word == "belas":
            part, digit = part + 10 + digit, 0
        elif word in _SMALL_STEPS:
            part, digit = part + digit * _SMALL_STEPS[word], 0
        else:
            last = _LARGE_STEPS[word]
            total += (part + digit) * last + _fraction(decimals, last)
            part = digit = 0
            decimals = None
    return total + part + digit + _fraction(decimals, last) if last else None


def _fraction(decimals: list[int] | None, scale: int) -> int:
    """What the digits behind a ``koma`` come to, if there are any."""
    return sum(
        digit * scale // 10**place for place, digit in enumerate(decimals or (), 1)
    )
