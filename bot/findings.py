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


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    Words of ours that stand inside a message, in whatever language it is told.

    Attributes:
        key: Of its text in ``locales/*/check.yaml``, a single line.
        values: What stands for each ``{name}`` in it.
    """

    key: str
    values: "tuple[tuple[str, Value], ...]" = ()


Value = str | int | Phrase | tuple[str, ...]
"""What a message shows: words of the file, a number, words of ours, or a list."""


def phrase(key: str, /, **values: Value) -> Phrase:
    """The text *key* with *values*, to stand inside a message."""
    return Phrase(key, tuple(values.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One mistake, in no language yet: ``wording.Wording`` tells it.

    As a text it is for logs and tests: the place, the code, the key and the values.

    Attributes:
        code: What kind it is, such as ``F101``; never changes its meaning.
        place: Where it is.
        key: Of its text in ``locales/*/check.yaml``: what is wrong, then the cure.
        values: What stands for each ``{name}`` in it.
        severity: ``error``: the file is not loaded; ``warning``: it is.
    """

    code: str
    place: Place
    key: str
    values: tuple[tuple[str, Value], ...] = ()
    severity: str = "error"

    def __str__(self) -> str:
        at = f"{self.place.file}:{self.place.line}:{self.place.column}"
        shown = " ".join(f"{name}={value!r}" for name, value in self.values)
        return f"{at}: {self.severity} {self.code}: {self.key} {shown}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """
    What a flow's own check finds in one of its files.

    Attributes:
        place: Where it is.
        wrong: What is wrong, in one line.
        cure: What to do, in one line.
    """

    place: Place
    wrong: Phrase
    cure: Phrase


def syntax_finding(code: str, place: Place, key: str, /, **values: Value) -> Finding:
    """A finding about YAML itself, which is an error whatever the file is for."""
    return Finding(code=code, place=place, key=key, values=tuple(values.items()))


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those of *findings* that keep a file from being loaded."""
    return [finding for finding in findings if finding.severity == "error"]
