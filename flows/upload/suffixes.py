"""
Whether letters behind a plate's figure are its own, or a word of the text.

Many words are as short as such letters: ``h 1358 rp 112jt`` names a price, ``nopol
H 1358 RP`` a plate. What follows, the capitals, and whether the text has the word's
meaning elsewhere tell them apart; where they do not, the plate is doubtful.
"""

import re

from .figures import MILLION, THOUSAND, units
from .spans import END, START, Sheet
from .transmissions import TRANSMISSION
from .words import words

_THOUSANDS = re.compile(units(THOUSAND))
_MILLIONS = re.compile(units(MILLION))
_COUNTED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (_MILLIONS, re.compile(rf"\d ?(?:{units(MILLION)}|m|milyar|miliar){END}|\d{{7}}")),
    (
        _THOUSANDS,
        re.compile(rf"\d ?{units(THOUSAND)}{END}|{START}km[ :.]{{0,3}}\d|\d ?km{END}"),
    ),
)
"""Units, and how a text names an amount in them elsewhere."""

_BEFORE_FIGURE = re.compile(r"rp|idr|dp|tdp|km|odo|th|thn|nik|vin|bln|tgl|tg|tgn|tng")
_FIGURE = re.compile(
    r"(?:nya)?[ :=.,\n]{0,3}"
    r"(?:(?:baru|masih|mulai|cuma|cm|hanya|low|asli|sekitar|jalan|antik|ke) ?)?"
    rf"(?:\d|(?:ringan|minim|minimal|murah|rendah|low|antik|istimewa|record|nol|kecil){END})"
)
"""What stands behind such a word: a figure, or what is said of one."""

_GEARS = re.compile(TRANSMISSION)
_A_GEAR = re.compile(rf"{START}{TRANSMISSION}{END}")
_LINKS = re.compile(r"dan|di|ke|dr|dgn|dg|an|ada|cat|yg|dll")
_OWN_LINKS = re.compile(r"an|dr|dg")
"""Those that are likelier letters of a plate where one is announced."""

_BEFORE_PRICE = re.compile(r" \d")
"""Nobody counts from a plate's figure up to another: "da 1733 ke 128jt"."""

_ADDRESS = re.compile(
    r"kak|bos|gan|mas|pak|bro|min|sis|mba|bu|om|ya|yah|nih|aja|dah|deh|lur|kk"
)
"""How people address or please one another: "plat b 1234 kak"."""

_OTHERWISE = re.compile(
    rf"ac(?= (?:dingin|dobel|double|doubl|dbl|db|split|ok|oke|hidup|nyala|normal|adem|"
    rf"single|ps|pw|vr|baru|dualzone|digital|blower|mati){END})"
    rf"|(?:ps|pw)(?=[ ,/]{{1,2}}(?:pw|ps|ac|vr|cl|aman|ringan|normal|ok|oke){END})"
    rf"|tv(?= (?:mobil|android|layar|plafon|headrest){END})"
    r"|tt(?= (?:(?:dengan|dgn|sama|ke) )?[a-z]{3})"
)
"""Equipment and a trade-in, by what stands behind them: "ac dingin", "tt innova"."""

_COUNTS = re.compile(r"cc|pu|bl")
"""What lone figures have behind them for other reasons: "b 1500 cc", "l 300 pu"."""

_AT_END = re.compile(r" ?(?:[\n,;.)]|$)")
_LONGEST_NUMBER = 3
"""So many digits at most has a bare amount of juta or ribu."""


def letters_of(
    sheet: Sheet, found: re.Match[str], *, named: bool, like_year: bool
) -> tuple[str, bool]:
    """
    The letters of the plate that *found* in *sheet*, and whether that is doubtful.

    Args:
        sheet: The text.
        found: A match with the groups ``digits`` and ``suffix``.
        named: Whether a word such as *plat* announces the plate.
        like_year: Whether its digits stand for a year unless they are a plate's.

    Returns:
        No letters if what stands there is a word of the text.
    """
    suffix = found["suffix"] or ""
    capitals = in_capitals(sheet, found.span("suffix"))
    word, doubtful = _as_word(sheet, found, named=named, capitals=capitals)
    if like_year and _is_special(suffix):
        word, doubtful = True, False
    return ("" if word else suffix), doubtful


def is_amount(found: re.Match[str]) -> bool:
    """Whether what *found* has behind its figure counts it: "plat b 112 jt"."""
    return any(unit.fullmatch(found["suffix"] or "") for unit, _ in _COUNTED)


def in_capitals(sheet: Sheet, at: tuple[int, int]) -> bool:
    """
    Whether what stands *at* in *sheet* was typed in capitals, and not all else too.

    Args:
        sheet: The text.
        at: From the first character to behind the last; without any letter there
            are no capitals.
    """
    return sheet.said[slice(*at)].isupper() and not sheet.said.isupper()


def _as_word(
    sheet: Sheet, found: re.Match[str], *, named: bool, capitals: bool
) -> tuple[bool, bool]:
    """Whether the letters of *found* are a word, and whether that is doubtful."""
    suffix, text, end = found["suffix"] or "", sheet.text, found.end()
    word = doubtful = False
    if is_amount(found):
        long = len(found["digits"]) > _LONGEST_NUMBER
        word = not (named and long) and not _is_counted_besides(sheet, found)
    elif _BEFORE_FIGURE.fullmatch(suffix):
        word = _FIGURE.match(text, end) is not None
        doubtful = word and capitals
    elif _GEARS.fullmatch(suffix):
        besides = _is_named_besides(_A_GEAR, text, found)
        word = not besides and not capitals
        doubtful = not besides and capitals
    elif suffix in words().colours or _ADDRESS.fullmatch(suffix):
        word = doubtful = not capitals
    elif _LINKS.fullmatch(suffix):
        own = capitals or (named and _is_own_link(suffix, text, end))
        word = not own and not (suffix == "ke" and _BEFORE_PRICE.match(text, end))
        doubtful = not own
    elif _COUNTS.fullmatch(suffix):
        word = not named and (suffix == "cc" or not capitals)
    else:
        word = (
            not capitals and _OTHERWISE.match(text, found.start("suffix")) is not None
        )
    return word, doubtful


def _is_own_link(suffix: str, text: str, end: int) -> bool:
    """Whether *suffix*, which ends at *end*, links nothing to what follows it."""
    return bool(_OWN_LINKS.fullmatch(suffix) or _AT_END.match(text, end))


def _is_counted_besides(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether *sheet* has elsewhere an amount in the unit that *found* ends in."""
    return any(
        unit.fullmatch(found["suffix"])
        and _is_named_besides(elsewhere, sheet.text, found)
        for unit, elsewhere in _COUNTED
    )


def _is_named_besides(
    pattern: re.Pattern[str], text: str, found: re.Match[str]
) -> bool:
    """Whether *text* has *pattern* outside of *found*."""
    before = pattern.search(text, 0, found.start())
    return bool(before or pattern.search(text, found.end()))


def _is_special(suffix: str) -> bool:
    """Whether *suffix* has any other meaning, whatever stands around it."""
    patterns = (_THOUSANDS, _MILLIONS, _BEFORE_FIGURE, _GEARS, _LINKS, _ADDRESS)
    return suffix in words().colours or any(
        one.fullmatch(suffix) for one in (*patterns, _COUNTS)
    )
