"""
The words people may type, and which trigger a text pulls.

A text is compared after trimming, NFKC and case folding, and without the punctuation
at its end unless nothing else is left of it. A pattern that ends in ``*`` takes
whatever follows as whole words, and hands it on exactly as it was typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from storage.record import record

_WORD = re.compile(r"\S+")
_STAR = "*"


@record(frozen=True, slots=True, kw_only=True)
class Match:
    """
    One way to understand a text.

    Attributes:
        trigger: What it pulls.
        rest: What was typed behind the pattern's words, trimmed, in its own spelling
            and lines; empty if nothing was.
        language: Of the word that matched.
    """

    trigger: str
    rest: str
    language: str


@record(frozen=True, slots=True, kw_only=True)
class Pattern:
    """
    One entry under ``words``, in the form in which texts are compared.

    Attributes:
        text: Its words, one blank between them; empty if it has none.
        open: Whether anything may follow.
    """

    text: str
    open: bool

    @classmethod
    def parse(cls, source: str) -> Self:
        """Read a pattern as it stands in the file."""
        trimmed = source.strip()
        if trimmed == _STAR or not trimmed.endswith(_STAR):
            return cls(text=normalised(trimmed), open=False)
        return cls(text=normalised(trimmed.removesuffix(_STAR)), open=True)


class Words:
    """The words of a flow in every language that is understood."""

    def __init__(self, languages: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """
        Learn the words.

        Args:
            languages: For each language, the preferred one first, the patterns of each
                trigger as they stand in the file.
        """
        self._exact: dict[str, list[tuple[str, str]]] = {}
        self._open: dict[str, list[tuple[str, str]]] = {}
        for language, triggers in languages.items():
            for trigger, patterns in triggers.items():
                for pattern in map(Pattern.parse, patterns):
                    known = self._open if pattern.open else self._exact
                    known.setdefault(pattern.text, []).append((trigger, language))
        self._longest = max((text.count(" ") + 1 for text in self._open), default=0)

    def match(self, text: str) -> tuple[Match, ...]:
        """
        Every trigger that *text* may pull, each once, best first.

        The longest pattern is best; of equals the one without ``*``, then the one of
        the preferred language. Empty if no word fits.
        """
        best: dict[str, Match] = {}
        for trigger, language, rest in self._candidates(text):
            match = Match(trigger=trigger, rest=rest, language=language)
            best.setdefault(trigger, match)
        return tuple(best.values())

    def _candidates(self, text: str) -> Iterator[tuple[str, str, str]]:
        whole = normalised(text)
        if not whole:
            return
        for trigger, language in self._exact.get(whole, ()):
            yield trigger, language, ""
        heads: list[tuple[str, int]] = []
        for found, _ in zip(_WORD.finditer(text), range(self._longest), strict=False):
            heads.append((normalised(text[: found.end()]), found.end()))
        for head, end in reversed(heads):
            for trigger, language in self._open.get(head, ()):
                yield trigger, language, text[end:].strip()


def normalised(text: str) -> str:
    """The form of *text* in which it is compared; empty if it holds no character."""
    if text.isascii():  # what NFKC and case folding make of it, at a tenth of the time
        words = " ".join(text.lower().split())
        return words.rstrip(_ASCII_ENDS) or words
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).casefold()
    )
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    words = " ".join(seen.split())
    end = len(words)
    while end and (words[end - 1] == " " or _is_punctuation(words[end - 1])):
        end -= 1
    return words[:end] or words


_ASCII_ENDS = " " + "".join(
    char for char in map(chr, range(128)) if unicodedata.category(char).startswith("P")
)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char).startswith("P")
