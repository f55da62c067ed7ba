"""The colour of the body; wheels, seats and roof have others."""

import re
from functools import cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from .found import Found
from .spans import END, START, Sheet
from .typos import SHORTEST
from .words import words

_WORD = re.compile(r"[a-z]+")
_TWO_TONE = re.compile(rf"{START}(?:two|2|dual) ?-?tone?{END}")


def read_colour(sheet: Sheet) -> Found[str] | None:
    """
    The colour that *sheet* names, as it is published.

    Of two joined ones the first is the body's; of two apart the one behind *warna*,
    else the first, and doubtful.

    Args:
        sheet: The text; all colours are claimed, those of parts too.
    """
    sheet.drop(_of_part(), "feature")
    sheet.drop(_TWO_TONE, "feature")
    named: list[str] = []
    others: list[str] = []
    end = -2
    for found in sheet.take(_colour(), "colour"):
        colour = words().colours[re.sub("[- ]+", " ", found["colour"])]
        joined = not sheet.text[end : found.start()].strip(" /-&")
        if found["key"]:
            named.append(colour)
        elif not (joined and end >= 0):
            others.append(colour)
        end = found.end()
    said = named or others
    if said:
        several = len(set(said)) > 1
        return Found(value=said[0], doubtful=several, several=several)
    return _misspelt(sheet)


def _misspelt(sheet: Sheet) -> Found[str] | None:
    """A colour that a word of *sheet* nearly is; doubtful."""
    ways = _long_ways()
    for found in _WORD.finditer(sheet.text):
        word = found[0]
        if len(word) < SHORTEST or words().knows(word):
            continue
        near = extractOne(word, ways, scorer=OSA.distance, score_cutoff=1)
        if near is not None:
            sheet.claim(*found.span(), "colour")
            return Found(value=words().colours[near[0]], doubtful=True)
    return None


@cache
def _long_ways() -> tuple[str, ...]:
    return tuple(
        way for way in words().colours if len(way) >= SHORTEST and way.isalpha()
    )


def _any_colour() -> str:
    ways = sorted(words().colours, key=len, reverse=True)
    return "|".join(re.escape(way).replace(r"\ ", "[- ]{1,2}") for way in ways)


@cache
def _colour() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<key>{START}(?:warna|wrn|wrna|warnah|color|colour|kelir)(?:nya)?"
        r"[ :=.\n]{1,4}(?:(?:nya|adalah|jadi|asli|ori) )?)?"
        rf"{START}(?P<colour>{_any_colour()})(?:nya)?{END}"
        rf"(?! (?:edition|series|top|line){END})"
    )


@cache
def _of_part() -> re.Pattern[str]:
    parts = "|".join(sorted(words().parts, key=len, reverse=True))
    return re.compile(
        rf"{START}(?:{parts})(?:nya)?[ :]{{1,2}}"
        rf"(?:(?:{parts}|racing|standar|r\d\d|ring \d\d|full|warna|all|ori|semi|model|"
        r"sudah|baru|two tone)[ :]{1,2}){0,3}"
        rf"(?:{_any_colour()}){END}(?:(?: ?[-/&] ?| dan | )(?:{_any_colour()}){END})?"
    )
