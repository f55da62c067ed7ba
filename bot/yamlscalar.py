"""One scalar of a YAML file, and where each character of it was written."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.findings import Place

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
_BLANK_ESCAPES = frozenset("tnvfrNLP_ \t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """
    A text.

    Attributes:
        value: What it says; empty if nothing stands there.
        place: Where it stands, quotes and the ``|`` of a block text included.
        raw: How it is written, as far as *place* reaches.
        style: ``|`` or ``>`` of a block text, its quote, or empty.
    """

    value: str
    place: Place
    raw: str = ""
    style: str = ""

    def place_at(self, start: int, end: int) -> Place:
        """
        Where ``value[start:end]`` was written, to the character.

        Blanks are found to within the blanks around them, since folding and
        indentation leave no more to be known.

        Args:
            start: An offset in *value*.
            end: One behind it, or the same.
        """
        written = _written(self.value, self.raw, self.style)
        if not written.fits:
            return self.place
        first = written.offset(start)
        last = max(first, written.offset(end - 1, behind=True))
        line, column = self._position(first, written)
        end_line, end_column = self._position(last, written)
        return Place(
            file=self.place.file,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
        )

    def _position(self, offset: int, written: "_Written") -> tuple[int, int]:
        """The line and column of ``raw[offset]``."""
        breaks = bisect_right(written.starts, offset)
        if not breaks:
            return self.place.line, self.place.column + offset
        return self.place.line + breaks, offset - written.starts[breaks - 1] + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """
    How a text and what stands in the file belong together.

    Attributes:
        value: What it says.
        spans: Where each character of *value* that is no blank is written.
        before: How many such characters stand before each of *value*, and in all.
        starts: Where the lines of what is written begin, but the first.
    """

    value: str
    spans: Sequence[tuple[int, int]]
    before: Sequence[int]
    starts: Sequence[int]

    @property
    def fits(self) -> bool:
        """Whether each character was found."""
        return len(self.spans) == self.before[-1]

    def offset(self, index: int, *, behind: bool = False) -> int:
        """Where ``value[index]`` is written, or what stands behind it."""
        if not self.spans:
            return 0
        before = self.before[min(max(index, 0), len(self.value))]
        if index >= len(self.value) or index < 0 or self.value[index].isspace():
            return self.spans[before - 1][1] if before else self.spans[0][0]
        return self.spans[before][1 if behind else 0]


@lru_cache(maxsize=64)
def _written(value: str, raw: str, style: str) -> _Written:
    return _Written(
        value=value,
        spans=tuple(_spans(raw, style)),
        before=tuple(accumulate((not c.isspace() for c in value), initial=0)),
        starts=tuple(found.end() for found in _LINE_BREAK.finditer(raw)),
    )


def _spans(raw: str, style: str) -> Iterator[tuple[int, int]]:
    """Where in *raw* each character stands that says no blank."""
    index, end = 0, len(raw)
    match style:
        case "|" | ">":
            header = _LINE_BREAK.search(raw)
            index = header.end() if header else end
        case '"' | "'":
            index, end = 1, end - 1
    while index < end:
        char = raw[index]
        width, blank = 1, char.isspace()
        if style == "'" and char == "'":
            width = 2
        elif style == '"' and char == "\\":
            width, blank = _escape(raw, index)
        if not blank:
            yield index, index + width
        index += width


def _escape(raw: str, index: int) -> tuple[int, bool]:
    """The length of the escape at *index*, and whether it says a blank."""
    letter = raw[index + 1]
    width = 2 + _HEX_DIGITS.get(letter, 0)
    if width > 2:  # noqa: PLR2004 - backslash and letter
        code = int(raw[index + 2 : index + width], 16)
        return width, chr(code).isspace()
    return width, letter in _BLANK_ESCAPES or letter in "\r\n"
