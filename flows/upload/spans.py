"""
A text from which one rule after another takes its part.

Whatever a rule claims is gone for all that come after it, so no figure is ever read
as two fields: ``2012 KM 145515`` is a year and a distance, not two distances.
"""

import re
from collections.abc import Iterator, Sequence

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

INSTEAD = (
    r"(?:se)?(?:harus|mesti)nya|semestinya|hrsnya|maksud(?:nya|ku)|mksdnya|"
    r"(?:di)?(?:ralat|revisi|koreksi)|(?:yang|yg) (?:benar|bener|betul)"
)
"""Words that announce the value which takes the place of another."""

WRONG = (
    r"(?:di)?salah(?:nya)?(?: (?:ketik|tulis|input|sebut|kirim))?|ke?liru|kliru|typo"
)
"""Words that say that a value is not the right one."""

CHANGED = r"ternyata|(?:di)?(?:ganti|ubah|rubah|edit|update)(?:kan|in)?"
"""Words that say that a value is another now."""

SORRY = r"eh|oh|maaf|maap|sori|sorry|sory"
"""Words by which people interrupt themselves, and begin many another sentence."""

_RIGHT = (
    r"harus|hrs|mesti|(?:se)?hrusnya|ma?ksu?d(?:nya|saya)?|mksd|"
    r"(?:(?:yang|yg) )?(?:benar|bener|bnr|betul|btl|tepat)(?:nya|e)?|"
    r"sebe?nar(?:nya)?|sebe?ner(?:nya)?|sbnrnya|aslinya"
)
"""Words that announce the right value, and many another thing."""

_BECOMES = r"jadi|jd|menjadi"
_FILLERS = r"tolong|tlg|itu|kak|ya"

CORRECTING = rf"{WRONG}|{INSTEAD}|{CHANGED}|{_BECOMES}"
"""Words by which people correct something, whatever else a text says."""

SLIPPED = rf"(?:{SORRY}|{WRONG}|{INSTEAD}|{CHANGED}|{_RIGHT}|{_BECOMES}){END}"
"""A word by which people take back what stands before it."""

AMENDING = rf"(?:{SLIPPED}|(?:{_FILLERS}){END})"
"""A word that may stand before a value that takes the place of another."""

_BESIDE = (
    r"bos|boss|bosku|mas|pak|bang|gan|min|bu|om|(?:ku|ke)balik|terbalik|"
    r"(?:kurang|kelebihan|kebanyakan) nol"
)
AMENDS = rf"(?:(?:{AMENDING}|(?:{_BESIDE})(?![a-z0-9]))[ ,.:;-]{{1,3}}){{0,5}}"
"""What may stand before a value: words by which it takes the place of another."""

TAKEN_BACK = (
    rf"(?: ?(?:(?:bukan|bkn) {CLAIMED}+(?: ?,? ?(?:tapi|tp|tetapi|melainkan))?"
    rf"|{CLAIMED}+(?: ?,? ?(?:tapi|tp|tetapi|melainkan)|(?= ?,? ?{AMENDING}))))?"
)
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

    def drop_outside(
        self,
        pattern: re.Pattern[str],
        kind: str,
        kept: Sequence[tuple[int, int]],
    ) -> None:
        """Claim all that *pattern* finds, but for what begins within one of *kept*."""
        start = 0
        while found := pattern.search(self.text, start):
            start = max(found.end(), start + 1)
            within = [end for first, end in kept if first <= found.start() < end]
            if within:
                start = within[0]
            else:
                self.claim(*found.span(), kind)

    def holds(self, kind: str) -> bool:
        """Whether the rule *kind* has claimed anything."""
        return kind in self._held

    def kind(self, position: int) -> str:
        """Which rule claimed the character at *position*; empty if none did."""
        return self._kinds[position]
