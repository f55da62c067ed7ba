"""Slips of the finger in ordinary words, such as colours: ``puith``, ``mnual``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from .spans import Sheet
from .words import words

SHORTEST = 5
"""Shorter words are near too many others, unless just a letter is missing."""

_COMPARED = 24
"""So many unknown words of a text are compared; no listing has more."""

_WORD = re.compile(r"(?<![a-z0-9])[a-z]{4,}(?![a-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """
    What a misspelt word was meant to be.

    Attributes:
        meant: The word.
        exchanged: Whether a letter stands in another one's place, which may as well
            be a word of its own; letters that are missing, doubled or swapped are
            mere slips.
    """

    meant: str
    exchanged: bool


def unknown_words(sheet: Sheet) -> Iterator[re.Match[str]]:
    """The words of *sheet* that no rule has claimed and no list has."""
    compared = 0
    for found in _WORD.finditer(sheet.text):
        if compared >= _COMPARED:
            return
        if not words().knows(found[0]):
            compared += 1
            yield found


def slip_of(word: str, meant: Sequence[str]) -> Slip | None:
    """The one of *meant* that *word* differs from by a single slip, if there is one."""
    near = extractOne(word, meant, scorer=OSA.distance, score_cutoff=1)
    if near is None:
        return None
    name: str = near[0]
    swapped = sorted(name) == sorted(word)
    if name[0] != word[0] and not swapped:
        return None  # "range" is no orange
    if len(word) < SHORTEST and len(name) <= len(word):
        return None
    exchanged = len(name) == len(word) and sorted(name) != sorted(word)
    return Slip(meant=name, exchanged=exchanged)
