"""The trim of a car: what is left beside its model when all else is claimed."""

import re

from .cars import Car
from .spans import CLAIMED, END, START, Sheet
from .words import words

_LONGEST = 5
"""So many words a trim has at most."""

_TOKEN = re.compile(r"\n|[,;|()\[\]!?]|[a-z0-9][a-z0-9.+:-]*|[^ ]")
_LABEL = re.compile(
    rf"{START}(?:tipe|type|typ|varian|variant|trim)(?:nya)?[ :=]{{1,4}}"
)
_FUEL = re.compile(
    rf"{START}(?:bensin|diesel|disel|solar|bbm|premium bensin|gasoline|petrol){END}"
)
_SKIPPED = frozenset(
    {"year", "date", "brand", "transmission", "colour", "fuel", "price", "km"}
)
"""What may stand between a model and its trim."""


def read_variant(sheet: Sheet, car: Car | None) -> str | None:
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
    said = _behind(sheet, car.end, joined=True) if car else []
    label = None if said else _LABEL.search(sheet.text)
    if label is not None:
        said = _behind(sheet, label.end(), joined=True)
    if car and car.trim and car.trim.lower() not in (word.lower() for word in said):
        said = [car.trim, *said]
    return " ".join(map(_shown, said)) or None


def _behind(sheet: Sheet, start: int, *, joined: bool) -> list[str]:
    """The words of a trim that begin at *start*, in their own capitals."""
    said: list[str] = []
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
        if not word or word in "-/&":
            continue
        if not word[0].isalnum() or not _is_trim(word, joined=joined):
            break
        if len(said) == _LONGEST:
            break
        said.append(sheet.said[found.start() : found.start() + len(word)])
    while said and said[-1].lower() in {"type", "tipe"}:
        said.pop()
    return said


def _is_trim(word: str, *, joined: bool) -> bool:
    known = words()
    if word in known.trims and word not in known.fillers:
        return True
    if word in known.fillers or word in known.parts or word.endswith("nya"):
        return False
    if word.isdigit():
        return joined and len(word) == 1
    if re.fullmatch(r"\d\.\d[a-z]{0,2}", word):
        return True
    return joined or re.fullmatch(r"[a-z]{1,3}\d{0,2}", word) is not None


def _shown(word: str) -> str:
    """*word* with the capitals of a trim: PSD, Deluxe, iDSI, 2.4."""
    small = word.lower()
    known = words().trims.get(small)
    if known is not None:
        return known
    if re.search(r"\d", small) or not re.search("[aeiou]", small):
        return small.upper()
    if len(small) <= len("psd"):
        return word if not word.islower() else word.upper()
    return small.capitalize()
