"""The colour of the body; wheels, seats and roof have others."""

import re
from functools import cache

from .found import Found
from .slips import SHORTEST, first_slip
from .spans import END, START, Sheet
from .words import words

_TWO_TONE = re.compile(rf"{START}(?:two|2|dual) ?-?tone?{END}")
_INSIDE = re.compile(
    r"jok|interi?or|dalam|kursi|seat|karpet|kulit|leather|kombinasi|jahit"
)


def read_colour(sheet: Sheet) -> Found[str] | None:
    """
    The colour that *sheet* names, as it is published.

    Of two joined ones the first is the body's, and doubtful unless they are said to
    be two tones; of two apart the one behind *warna*, else the first, and doubtful.

    Args:
        sheet: The text; all colours are claimed, those of parts too.
    """
    beside = _beside_parts(sheet)
    sheet.drop(_TWO_TONE, "tones")
    two_tone = sheet.holds("tones")
    named: dict[str, tuple[int, int]] = {}
    others: dict[str, tuple[int, int]] = {}
    second = False
    end = -1
    for found in sheet.take(_colour(), "colour"):
        colour = words().colours[re.sub("[- ]+", " ", found["colour"])]
        joined = end >= 0 and _is_joint(sheet, end, found.start())
        if found["key"]:
            named.setdefault(colour, found.span("colour"))
        elif not joined:
            others.setdefault(colour, found.span("colour"))
        elif colour not in named and colour not in others:
            second = not two_tone
        end = found.end()
    said = named or others
    if said:
        several = len(said) > 1
        colour, at = next(iter(said.items()))
        doubtful = several or second
        return Found(value=colour, doubtful=doubtful, several=doubtful, at=at)
    return beside or _misspelt(sheet)


def _beside_parts(sheet: Sheet) -> Found[str] | None:
    """
    Claim the colours of parts in *sheet*; the body's, if one may be behind them.

    Of "velg hitam orange" the second is the body's where no other is named; seats may
    well have both.
    """
    beside = None
    for found in sheet.take(_of_part(), "feature"):
        if found["apart"] and not _INSIDE.search(found[0]):
            colour = words().colours[re.sub("[- ]+", " ", found["apart"])]
            beside = Found(value=colour, at=found.span("apart"))
    return beside


def _is_joint(sheet: Sheet, start: int, end: int) -> bool:
    """Whether what stands between two colours joins them: "putih two tone hitam"."""
    return end - start <= len(" two tone - ") and all(
        sheet.text[place] in " /-&" or sheet.kind(place) == "tones"
        for place in range(start, end)
    )


def _misspelt(sheet: Sheet) -> Found[str] | None:
    """A colour that a word of *sheet* nearly is; doubtful if a letter was exchanged."""
    slip = first_slip(sheet, _long_ways())
    if slip is None:
        return None
    sheet.claim(*slip.at, "colour")
    colour = words().colours[slip.meant]
    return Found(value=colour, doubtful=slip.exchanged, at=slip.at)


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
        rf"{START}(?=[a-z]{{2}})(?P<colour>{_any_colour()})(?:nya)?{END}"
        rf"(?! (?:edition|series|top|line){END})"
    )


@cache
def _of_part() -> re.Pattern[str]:
    parts = "|".join(sorted(words().parts, key=len, reverse=True))
    return re.compile(
        rf"{START}(?=[a-z]{{3}})(?:{parts})(?:nya)?[ :]{{1,2}}"
        rf"(?:(?:{parts}|racing|standar|r\d\d|ring \d\d|full|warna|all|ori|semi|model|"
        r"sudah|baru|two tone)[ :]{1,2}){0,3}"
        rf"(?:{_any_colour()}){END}"
        rf"(?:(?: ?[-/&] ?| dan )(?:{_any_colour()}){END}"
        rf"| (?P<apart>{_any_colour()}){END})?"
    )
