"""The trim of a car: what is left beside its model when all else is claimed."""

import re

from .cars import Car
from .catalogue import catalogue, key
from .found import Found
from .spans import CLAIMED, END, START, Sheet
from .words import words

_LONGEST = 5
"""So many words a trim has at most."""

_TOKEN = re.compile(r"\n|[,;|()\[\]!?]|[a-z0-9](?:[a-z0-9.+-]|:(?=hev))*|[^ ]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EDITION = re.compile(rf" edition{END}")
_OF_WHOM = re.compile(r" [a-z]")
_LABEL = re.compile(
    rf"{START}(?:tipe|type|typ|varian|variant|trim)(?: ?nya)?"
    r"(?: (?:yang|yg|adalah|itu))?[ :=]{1,4}"
)
_FUEL = re.compile(
    rf"{START}(?:bensin|diesel|disel|solar|bbm|premium bensin|gasoline|petrol){END}"
)
_HALVES = frozenset({"double", "single", "low", "two", "three", "dual"})
"""Words that are part of a trim only together with the next one."""

_SMALL_FIRST = re.compile(r"\d\.\di|[sx]drive(?:\d\d[a-z])?")
"""What begins with a small letter or a figure, and goes on with a small one."""

_ENGINE = re.compile(r"\d\.\d[a-z]{0,2}|[sx]drive\d\d[a-z]")
"""An engine as trims name it: 2.4, 2.0i, xDrive20i."""

_SPOKEN = frozenset(
    {"top", "evo", "air", "eco", "neo", "joy", "fun", "bus", "sun", "new"}
)
"""Short words that are spoken, not spelt, so they have no capitals but the first."""

_SKIPPED = frozenset(
    {"year", "date", "brand", "transmission", "colour", "fuel", "price", "km"}
)
"""What may stand between a model and its trim."""


def read_variant(sheet: Sheet, car: Car | None) -> Found[str] | None:
    """
    The trim, with capitals as brands write it; None if there is none.

    Directly behind the model any word may be a trim; behind a year or a colour only
    a word that looks like one.

    Args:
        sheet: The text, after all other fields were claimed.
        car: Whose trim it is; None if the text names none, then only what a word
            such as *tipe* announces is read.
    """
    sheet.drop(_FUEL, "fuel")
    said = _behind(sheet, car.end, joined=True, named=car.trim_end) if car else []
    for label in _LABEL.finditer(sheet.text):
        if said:
            break
        said = _behind(sheet, label.end(), joined=True)
        if said:
            sheet.claim(*label.span(), "label")
    trim = [sheet.said[start:end] for start, end in said]
    at = (said[0][0], said[-1][1]) if said else (0, 0)
    if car and car.trim and car.trim.lower() not in (word.lower() for word in trim):
        trim.insert(0, car.trim)
        at = (car.start, at[1] or car.end)
    if not trim:
        return None
    several = car is not None and car.several
    return Found(value=" ".join(map(_shown, trim)), several=several, at=at)


def _behind(
    sheet: Sheet, start: int, *, joined: bool, named: int = 0
) -> list[tuple[int, int]]:
    """Where the words of a trim that begins at *start* stand; up to *named* all are."""
    said: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(sheet.text, start):
        word = found[0].rstrip(".:-")
        if word and word[0] == CLAIMED:
            if sheet.kind(found.start()) not in _SKIPPED:
                break
            joined = joined and sheet.kind(found.start()) == "fuel"
            continue
        if word == "," and not said:
            joined = False
            continue
        if not word or word in "-/&" or _YEAR.fullmatch(word):
            continue
        at = (found.start(), found.start() + len(word))
        if said and word in words().fillers and sheet.text[slice(*said[-1])] in _HALVES:
            said.pop()  # "double blower", "full set"
            break
        known = at[1] <= named or _is_trim(sheet.text, at, joined=joined)
        if not word[0].isalnum() or not known:
            break
        if len(said) == _LONGEST:
            break
        said.append(at)
    while said and sheet.text[slice(*said[-1])] in {"type", "tipe"}:
        said.pop()
    return said


def _is_trim(text: str, at: tuple[int, int], *, joined: bool) -> bool:
    """Whether the word at *at* belongs to a trim; joined: directly to the model."""
    known, word = words(), text[slice(*at)]
    if word == "ex":  # but "ex taksi" tells who drove it
        return joined and not _OF_WHOM.match(text, at[1])
    if word == "ga":  # "ga bisa nego"
        return joined
    if word in known.fillers or word in known.parts or word.endswith("nya"):
        return _EDITION.match(text, at[1]) is not None
    if word in known.trims or _ENGINE.fullmatch(word):
        return True
    if word.isdigit():
        return joined and len(word) == 1
    return (
        joined
        or re.fullmatch(r"[a-gj-oq-vxz]|[a-z]{2}|[a-z]{1,3}\d{1,3}", word) is not None
    )


def _shown(word: str) -> str:
    """*word* with the capitals of a trim: PSD, Deluxe, iDSI, 2.4."""
    small = word.lower()
    known = words().trims.get(small)
    if known is not None:
        return known
    model = next((one.model for one in catalogue().names.get(key(small), ())), None)
    if model and key(model) == key(small) and re.search(r"[\d-]", small):
        return model
    if _SMALL_FIRST.fullmatch(small):
        return small.replace("drive", "Drive")
    return _with_capitals(word, small)


def _with_capitals(word: str, small: str) -> str:
    """*word* as abbreviations are written, or with one capital if it can be spoken."""
    if not word.islower() and not word.isupper() and re.search(r"\d", word):
        return word
    if re.search(r"\d", small) or not re.search("[aeiou]", small):
        return small.upper()
    if len(small) <= len("psd") and small not in _SPOKEN:
        return word if not word.islower() else word.upper()
    return small.capitalize()
