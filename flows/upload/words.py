"""The words of ``words.yaml``: colours, parts, trims, and words that say nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    Every word with a meaning besides brands and models, in small letters.

    Attributes:
        colours: The published colour by each way of writing it, dashes as spaces.
        parts: What may have a colour of its own.
        trims: How a trim is shown, by its word.
        trim_parts: The same, of what is part of one only beside the model.
        fillers: What belongs to no field.
    """

    colours: Mapping[str, str]
    parts: frozenset[str]
    trims: Mapping[str, str]
    trim_parts: Mapping[str, str]
    fillers: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether *word* means anything here, so that it is no misspelt car."""
        return any(
            one in known
            for one in (word, word.removesuffix("nya"))
            for known in (
                self.fillers,
                self.colours,
                self.parts,
                self.trims,
                self.trim_parts,
            )
        )


_METALLIC = ("metalik", "metallic", "metalic", "met", "mtlk")


def _colours(lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The colour by each way of writing it; any plain one may be metallic."""
    colours = {
        re.sub("[- ]+", " ", way.lower()): colour
        for colour, ways in lists.items()
        for way in (colour, *ways)
    }
    metallic = {
        f"{way} {suffix}": f"{colour} Metalik"
        for way, colour in colours.items()
        if " " not in colour
        for suffix in _METALLIC
    }
    return metallic | colours


def _shown(trims: Sequence[str]) -> dict[str, str]:
    """How each of *trims* is shown, by the ways of writing it."""
    return {
        way: trim
        for trim in trims
        for way in (trim.lower().replace("-", ""), trim.lower())
    }


@cache
def words() -> Words:
    """
    The words, read once.

    Raises:
        ValueError: If ``words.yaml`` is not what its first lines ask for.
    """
    text = _FILE.read_text(encoding="utf-8")
    lists = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - reads plain text only, and builds no objects
    try:
        return Words(
            colours=_colours(lists["colours"]),
            parts=frozenset(lists["parts"]),
            trims=_shown(lists["trims"]),
            trim_parts=_shown(lists["trim_parts"]),
            fillers=frozenset(lists["fillers"]),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"words.yaml: {error!r}") from error
