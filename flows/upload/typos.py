"""Names that a word nearly is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from .catalogue import catalogue

SHORTEST = 5
"""Shorter words are near too many others."""

_TWO_TYPOS = 7
"""From this length on two letters may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """
    A name near a word.

    Attributes:
        key: Its key in the catalogue.
        typos: By how many letters it differs; two swapped ones count once.
    """

    key: str
    typos: int


def nearest(word: str) -> Iterator[Near]:
    """The model and the brand that *word* nearly is, if it is long enough."""
    if len(word) < SHORTEST:
        return
    allowed = 1 if len(word) < _TWO_TYPOS else 2
    for keys in _keys():
        found = extractOne(word, keys, scorer=OSA.distance, score_cutoff=allowed)
        if found is not None and (found[1] == 1 or found[0][0] == word[0]):
            yield Near(key=found[0], typos=int(found[1]))


def near_of(brand: str, word: str) -> str | None:
    """The model of *brand* that *word* nearly is, short ones too; None if none is."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    models = _models_of(brand)
    found = extractOne(word, models.keys(), scorer=OSA.distance, score_cutoff=1)
    return models[found[0]] if found is not None and found[0][0] == word[0] else None


@cache
def _models_of(brand: str) -> dict[str, str]:
    """The models of *brand* by their keys, where these are words of four letters on."""
    return {
        name: str(one.model)
        for name, meanings in catalogue().names.items()
        for one in meanings
        if one.brand == brand
        and one.model is not None
        and one.trim is None
        and len(name) >= SHORTEST - 1
        and name.isalpha()
    }


@cache
def _keys() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of all models, and of all brands, that are long enough."""
    names = catalogue().names
    return (
        tuple(key for key in _long(names) if names[key][0].model is not None),
        tuple(key for key in _long(names) if names[key][0].model is None),
    )


def _long(names: object) -> Iterator[str]:
    for key in names if isinstance(names, dict) else ():
        if len(key) >= SHORTEST and key.isalpha():
            yield key
