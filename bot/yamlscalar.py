"""One scalar of a YAML file, and where each character of it was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
        spans = list(self._spans())
        blanks = sum(map(str.isspace, self.value))
        if len(spans) != len(self.value) - blanks:
            return self.place
        first = self._offset(start, spans)
        last = max(first, self._offset(end - 1, spans, behind=True))
        line, column = self._position(first)
        end_line, end_column = self._position(last)
        return Place(
            file=self.place.file,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
        )

    def _offset(
        self, index: int, spans: list[tuple[int, int]], *, behind: bool = False
    ) -> int:
        """The offset in *raw* of ``value[index]``, or the one behind it."""
        if not spans:
            return 0
        before = sum(not char.isspace() for char in self.value[: max(index, 0)])
        if index >= len(self.value) or index < 0 or self.value[index].isspace():
            return spans[before - 1][1] if before else spans[0][0]
        return spans[before][1 if behind else 0]

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where in *raw* each character of *value* that is no blank stands."""
        index, end = 0, len(self.raw)
        match self.style:
            case "|" | ">":
                header = _LINE_BREAK.search(self.raw)
                index = header.end() if header else end
            case '"' | "'":
                index, end = 1, end - 1
        while index < end:
            char = self.raw[index]
            width, blank = 1, char.isspace()
            if self.style == "'" and char == "'":
                width = 2
            elif self.style == '"' and char == "\\":
                width, blank = self._escape(index)
            if not blank:
                yield index, index + width
            index += width

    def _escape(self, index: int) -> tuple[int, bool]:
        """The length of the escape at *index*, and whether it says a blank."""
        letter = self.raw[index + 1]
        width = 2 + _HEX_DIGITS.get(letter, 0)
        if width > 2:  # noqa: PLR2004 - backslash and letter
            code = int(self.raw[index + 2 : index + width], 16)
            return width, chr(code).isspace()
        return width, letter in _BLANK_ESCAPES or letter in "\r\n"

    def _position(self, offset: int) -> tuple[int, int]:
        """The line and column of ``raw[offset]``."""
        line, column = self.place.line, self.place.column + offset
        for found in _LINE_BREAK.finditer(self.raw, 0, offset):
            line += 1
            column = offset - found.end() + 1
        return line, column
