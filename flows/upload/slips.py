"""Slips of the finger in ordinary words, such as colours: ``puith``, ``mnual``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from .names import exact, tokens_of
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
        at: Where the misspelt word stands, from its first character to behind its
            last.
    """

    meant: str
    exchanged: bool
    at: tuple[int, int]


def first_slip(sheet: Sheet, meant: Sequence[str]) -> Slip | None:
    """
    The first word of *sheet* that differs from one of *meant* by a single slip.

    Args:
        sheet: The text, after all that is written right was claimed.
        meant: Words in small letters.

    Returns:
        None if there is none. No part of a car's name is one: *colt* is not brown.
    """
    slips = [slip for word in _unknown_words(sheet) if (slip := _slip_of(word, meant))]
    if not slips:
        return None
    named = [(one.start, one.end) for one in exact(sheet.text, tokens_of(sheet.text))]
    for slip in slips:
        if not any(start <= slip.at[0] < end for start, end in named):
            return slip
    return None


def _unknown_words(sheet: Sheet) -> Iterator[re.Match[str]]:
    """The words of *sheet* that no rule has claimed and no list has."""
    compared = 0
    for found in _WORD.finditer(sheet.text):
        if compared >= _COMPARED:
            return
        if not words().knows(found[0]):
            compared += 1
            yield found


def _slip_of(found: re.Match[str], meant: Sequence[str]) -> Slip | None:
    """The one of *meant* that the word *found* differs from by a single slip."""
    word = found[0]
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
    return Slip(meant=name, exchanged=exchanged, at=found.span())
