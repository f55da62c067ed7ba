"""Mistakes in files that people write: what, where, and the cure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """
    A stretch of a file, as editors count: lines and columns from 1.

    Attributes:
        file: The path as the reader of the message would type it.
        line: Where it begins.
        column: The same; a tab counts as one.
        end_line: Where it ends.
        end_column: The column just behind its last character.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One mistake.

    Attributes:
        code: What kind it is, such as ``F101``; never changes its meaning.
        message: What is wrong, in one line.
        hint: The cure, in one line.
        place: Where it is.
        severity: ``error``: the file is not loaded; ``warning``: it is.
    """

    code: str
    message: str
    hint: str
    place: Place
    severity: str = "error"

    def __str__(self) -> str:
        at = f"{self.place.file}:{self.place.line}:{self.place.column}"
        return f"{at}: {self.severity} {self.code}: {self.message}\n    {self.hint}"

    def as_dict(self) -> dict[str, str | int]:
        """The keys that ``alur check --json`` prints."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "end_line": self.place.end_line,
            "end_column": self.place.end_column,
            "hint": self.hint,
        }


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those of *findings* that keep a file from being loaded."""
    return [finding for finding in findings if finding.severity == "error"]
