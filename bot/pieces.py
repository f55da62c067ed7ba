"""
Long texts, in pieces that a channel takes.

A text is cut between paragraphs; where none ends in time between lines, then between
words. Only a word that is too long by itself is cut inside, and never within what
people see as one character. What stood between two pieces is white space and goes.
"""

import unicodedata

_GAPS = ("\n\n", "\n", " ")
_JOINER = "\u200d"
_LARGEST_IN_ONE_UNIT = "\uffff"
_LONGEST_CHARACTER = 64


def pieces(text: str, limit: int) -> tuple[str, ...]:
    """
    The pieces of *text*, in order; *text* itself if it is short enough.

    Args:
        text: Not empty.
        limit: The longest a piece may be, in UTF-16 units. No gateway counts more:
            an emoji is two of them.
    """
    if len(text) * 2 <= limit:
        return (text,)
    found, rest = [], text
    while (end := _reach(rest, limit)) < len(rest):
        at = _gap(rest, end) or _within_word(rest, end)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return tuple(filter(None, [*found, rest]))


def length(text: str) -> int:
    """How long *text* is as gateways count at most, in UTF-16 units."""
    return len(text) + sum(character > _LARGEST_IN_ONE_UNIT for character in text)


def _reach(text: str, limit: int) -> int:
    """How many characters of *text*, from its beginning, *limit* units hold."""
    units = 0
    for at, character in enumerate(text):
        units += 2 if character > _LARGEST_IN_ONE_UNIT else 1
        if units > limit:
            return at
    return len(text)


def _gap(text: str, end: int) -> int:
    """Where the best gap begins that leaves at most *end* characters; 0: nowhere."""
    for gap in _GAPS:
        at = text.rfind(gap, 0, end + len(gap))
        if at > 0 and text[:at].strip():
            return at
    return 0


def _within_word(text: str, end: int) -> int:
    for at in range(end, max(end - _LONGEST_CHARACTER, 0), -1):
        if _may_be_cut(text, at):
            return at
    return max(end, 1)


def _may_be_cut(text: str, at: int) -> bool:
    """Whether what people see as one character ends before *at*."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or _belongs_to_the_one_before(after):
        return False
    flags = 0
    while flags < at and _is_half_a_flag(text[at - 1 - flags]):
        flags += 1
    return not (_is_half_a_flag(after) and flags % 2)


def _belongs_to_the_one_before(character: str) -> bool:
    """Accents, variants and keycaps; skin tones; the letters inside of some flags."""
    return (
        unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_half_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
