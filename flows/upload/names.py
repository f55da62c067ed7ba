"""
The names of brands and models that stand in a text, or nearly do.

Names are looked up longest first, however they are written apart. Words of five
letters or more may differ from a name by a letter or two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .catalogue import Name, catalogue, key
from .typos import SHORTEST, nearest
from .words import words

_TOKEN = re.compile(r"[a-z0-9]+\+?")
_GAP = re.compile(r" ?[-./':&]? ?")
_DECIMAL = re.compile(r"[.,]\d")
_YEAR = re.compile(r"(?:19|20)\d\d")

_READ_WORDS = 16
"""So many unknown words are compared with all names; no listing has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    One word or figure.

    Attributes:
        text: Its letters and digits.
        start: Its offset.
        end: The offset behind it.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """
    One name in a text.

    Attributes:
        names: What it may stand for; never empty.
        start: Its offset.
        end: The offset behind it.
        letters: How long it is, spaces and dashes not counted.
        typos: By how many letters the text differs from it.
    """

    names: tuple[Name, ...]
    start: int
    end: int
    letters: int
    typos: int = 0

    @property
    def of_brand(self) -> bool:
        """Whether it names a brand and no model."""
        return self.names[0].model is None

    def name(self, brand: str | None) -> Name:
        """What it stands for beside the name of *brand*."""
        return next((name for name in self.names if name.brand == brand), self.names[0])


def tokens_of(text: str) -> list[Token]:
    """The words and figures of small *text*, in order."""
    return [
        Token(text=found[0], start=found.start(), end=found.end())
        for found in _TOKEN.finditer(text)
    ]


def exact(text: str, tokens: Sequence[Token]) -> Iterator[Match]:
    """The names in *text*, from left to right, longest first."""
    known = catalogue()
    first = 0
    while first < len(tokens):
        match, last = None, first
        for end, joined in _runs(text, tokens, first):
            run = tokens[first:end]
            if joined in known.names and _stands_alone(text, run, joined):
                if match and _adds_a_trim(match, run, joined):
                    continue
                last = end - 1
                match = Match(
                    names=known.names[joined],
                    start=run[0].start,
                    end=run[-1].end,
                    letters=len(joined),
                )
        if match is not None:
            yield match
        first = last + 1


def _runs(text: str, tokens: Sequence[Token], first: int) -> Iterator[tuple[int, str]]:
    """Where tokens from *first* on that may begin a name end, and their key."""
    beginnings = catalogue().beginnings
    joined = ""
    for place in range(first, len(tokens)):
        token = tokens[place]
        if place > first and not _GAP.fullmatch(
            text, tokens[place - 1].end, token.start
        ):
            return
        joined += key(token.text)
        if joined not in beginnings:
            return
        yield place + 1, joined


def _adds_a_trim(match: Match, run: Sequence[Token], joined: str) -> bool:
    """Whether *run* is *match* and a letter: "yaris s" is no misspelt "yariss"."""
    same = catalogue().names[joined] == match.names
    written = joined == key(match.names[0].model or "")
    return same and not written and len(run[-1].text) == 1


def _stands_alone(text: str, run: Sequence[Token], joined: str) -> bool:
    """
    Whether *run* is no part of a figure, and its first letter no trim.

    In "s 2000" it is one, and in "g ac dingin", which names no GAC.
    """
    if _DECIMAL.match(text, run[-1].end):
        return False
    apart = len(run) > 1 and text[run[0].end : run[1].start] == " "
    if not apart or len(run[0].text) > 1:
        return True
    of_brand = catalogue().names[joined][0].model is None and len(run) == len("ga")
    return not of_brand and _YEAR.fullmatch(run[1].text) is None


def longer(text: str, tokens: Sequence[Token], match: Match) -> Match:
    """*match* with the next word, if both nearly are a longer name: pajero sprot."""
    behind = next((one for one in tokens if one.start >= match.end), None)
    if behind is None or not _GAP.fullmatch(text, match.end, behind.start):
        return match
    if len(behind.text) < SHORTEST or words().knows(behind.text):
        return match
    begun = key(text[match.start : match.end])
    for near in nearest(begun + behind.text):
        names = catalogue().names[near.key]
        if near.key.startswith(begun) and names[0].model is not None:
            return Match(
                names=names,
                start=match.start,
                end=behind.end,
                letters=len(near.key),
                typos=near.typos,
            )
    return match


def guesses(
    text: str, tokens: Sequence[Token], matches: Sequence[Match]
) -> Iterator[Match]:
    """Names that words of *text* nearly are, the nearest first."""
    known = words()
    named = {place for one in matches for place in range(one.start, one.end)}
    compared = 0
    found: list[Match] = []
    for first, token in enumerate(tokens):
        if token.start in named:
            continue
        pair = tokens[first : first + 2]
        if len(pair) > 1 and not _may_be_one(text, *pair):
            pair = pair[:1]
        if all(known.knows(one.text) for one in pair) or compared >= _READ_WORDS:
            continue
        compared += 1
        near = _near(pair, longer_only=True) or _near(pair[:1])
        named.update(place for one in near for place in range(one.start, one.end))
        found += near
    yield from sorted(found, key=lambda one: (one.typos, -one.letters, one.start))


def _may_be_one(text: str, first: Token, second: Token) -> bool:
    """Whether two words may be one name; a letter behind a name is its trim."""
    joined = _GAP.fullmatch(text, first.end, second.start) is not None
    return joined and (len(second.text) > 1 or len(first.text) < SHORTEST)


def _near(run: Sequence[Token], *, longer_only: bool = False) -> list[Match]:
    """The names that *run*, read as one word, nearly is."""
    word = "".join(token.text for token in run)
    if not word.isalpha() or (len(run) == 1 and words().knows(word)):
        return []
    return [
        Match(
            names=catalogue().names[near.key],
            start=run[0].start,
            end=run[-1].end,
            letters=len(near.key),
            typos=near.typos,
        )
        for near in nearest(word)
        if not longer_only or (len(run) > 1 and len(near.key) >= len(word) - 1)
    ]
