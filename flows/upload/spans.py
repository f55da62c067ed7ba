"""
A text from which one rule after another takes its part.

Whatever a rule claims is gone for all that come after it, so no figure is ever read
as two fields: ``2012 KM 145515`` is a year and a distance, not two distances.
"""

import re
from collections.abc import Iterator

from .letters import lower

CLAIMED = "\0"
"""What stands in place of each claimed character: no letter, digit or space."""

START = r"(?<![a-z0-9])"
"""Not inside a word or figure; what begins here begins a token."""

END = r"(?![a-z0-9])"
"""Not inside a word or figure; what ends here ends a token."""

GAP = r"[ :=.\n]{0,4}"
"""What may stand between a keyword and its value."""

NO_KM_AHEAD = r"(?! ?(?:km|kilometer)(?![a-z])(?! ?(?:[a-z]{2,8} )?[:.]? ?\d))"
"""Not in front of *km*, unless that word begins a distance of its own."""

TAKEN_BACK = rf"(?: ?bukan {CLAIMED}+(?: ?,? ?(?:tapi|tp|tetapi|melainkan))?)?"
"""What may stand between a keyword and its value: another that is taken back."""


class Sheet:
    """
    A text and what was claimed of it.

    Attributes:
        said: The text in its own capitals; never changes.
        text: The same in small letters, claimed characters replaced; as long as
            *said*.
    """

    def __init__(self, said: str) -> None:
        self.said = said
        self.text = lower(said)
        self._kinds = [""] * len(self.text)
        self._held: set[str] = set()

    def claim(self, start: int, end: int, kind: str) -> None:
        """Take the characters from *start* to before *end* for the rule *kind*."""
        self._kinds[start:end] = [kind] * (end - start)
        self._held.add(kind)
        self.text = self.text[:start] + CLAIMED * (end - start) + self.text[end:]

    def take(self, pattern: re.Pattern[str], kind: str) -> Iterator[re.Match[str]]:
        """
        Claim what *pattern* finds, one find after the other.

        What was found is claimed before the next is looked for.
        """
        start = 0
        while found := pattern.search(self.text, start):
            self.claim(*found.span(), kind)
            start = max(found.end(), start + 1)
            yield found

    def drop(self, pattern: re.Pattern[str], kind: str) -> None:
        """Claim all that *pattern* finds, for it says nothing about any field."""
        for _ in self.take(pattern, kind):
            pass

    def holds(self, kind: str) -> bool:
        """Whether the rule *kind* has claimed anything."""
        return kind in self._held

    def kind(self, position: int) -> str:
        """Which rule claimed the character at *position*; empty if none did."""
        return self._kinds[position]
