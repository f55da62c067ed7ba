"""
A text as people and gateways write it, made plain enough for rules.

Stylish letters, foreign digits, piled-up accents, invisible characters, emoji and the
marks of bold text all become ordinary letters, digits, spaces and newlines.
"""

import re
import unicodedata
from functools import lru_cache

LIMIT = 2_000
"""How many characters of a text are read; no listing is longer."""

_RAW_LIMIT = 4 * LIMIT
"""How many are looked at: decoration may be longer than what it decorates."""

_SAME = dict.fromkeys("\u2018\u2019\u201b\u2032\u00b4`", "'") | {
    "\u2212": "-",  # minus
    "\u2192": " -> ",  # arrow
    "\u2044": "/",  # fraction
    "*": " ",
    "_": " ",
    "\t": " ",
    "|": ", ",
}
_BY_CATEGORY = {"Mn": "", "Me": "", "Cf": "", "Zs": " ", "Zl": "\n", "Zp": "\n"} | {
    "Pd": "-",
    "So": " ",
    "Sk": " ",
    "Cs": " ",
    "Co": " ",
    "Cn": " ",
    "Cc": " ",
}
_LINE_ENDS = frozenset("\n\r\v\f\x85")

_PREFIX = re.compile(r"^\s*(?:image|video|document)\s+received\s*:\s*", re.IGNORECASE)
_STRUCK = re.compile(r"~[^~\n]{1,60}~")
_SHIFTED = r"(?:[am]/?t|e?cvt|ivt|ags|amt|dct)(?![a-z0-9])"
_GLUED_YEAR = re.compile(
    r"(?:(?<=[a-z]{3})|(?<=\bth)|(?<=\b[am]t)|(?<=\b[am]/t))((?:19|20)\d\d)(?!\d)"
    r"|(?<=\b[a-z])(?!(?<=e)2008)(20(?:0[1-9]|[12]\d))(?![a-z0-9])",
    re.IGNORECASE,
)
"""A year behind what it is glued to; behind one letter none that names a model."""

_GLUED_BEHIND = re.compile(
    rf"(?<![a-z0-9.,])((?:19|20)\d\d)(?={_SHIFTED}|(?!rib|rebu|juta|jtan|rban)[a-z]{{3}})"
    rf"|(?<![a-z0-9])((?:thn?|tahun|taun)[ .]?\d\d)(?={_SHIFTED})",
    re.IGNORECASE,
)
"""A year, with what is glued behind it: 2017cvt, 2015matic, thn15mt."""

_GLUED_ENGINE = re.compile(
    rf"(?<![\d.,])(\d\.\d)(?={_SHIFTED}|(?:[egqrsvx]|gl|gls|glx|gx|lux|rs|srz|st|sv|trd|"
    r"vgt|vrz|xt|xv)(?![a-z0-9]))",
    re.IGNORECASE,
)
"""An engine with the trim or transmission that is glued to it: 2.4vrz, 1.5at."""

_GLUED_COMMA = re.compile(
    r"(?<=[a-z]),(?=[a-z0-9])|(?<=[0-9]),(?=[a-z])|(?<=[0-9]{4}),(?=[0-9]{3})",
    re.IGNORECASE,
)
_SPACES = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r" ?\n\s*")


def plain(text: str) -> str:
    """
    *text* without decoration, in its own capitals.

    Lines stay lines. A gateway's ``Image received:`` in front of a caption is gone,
    so is what was ~struck out~; a year glued to a word stands apart, and so does what
    a comma joins that is no decimal comma. What lies beyond ``LIMIT`` characters is
    not looked at.
    """
    letters = unicodedata.normalize("NFKD", text[:_RAW_LIMIT])[:_RAW_LIMIT]
    text = "".join(map(_letter, letters))[:LIMIT]
    text = _STRUCK.sub(" ", _PREFIX.sub("", text))
    text = _GLUED_COMMA.sub(", ", text)
    text = _GLUED_YEAR.sub(r" \g<0>", text)
    text = _GLUED_ENGINE.sub(r"\1 ", text)
    text = _GLUED_BEHIND.sub(r"\g<0> ", text)
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def lower(text: str) -> str:
    """*text* in small letters, each in its place: none becomes two."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    if char in _LINE_ENDS:
        return "\n"
    if char in _SAME:
        return _SAME[char]
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return _BY_CATEGORY.get(category, char)
