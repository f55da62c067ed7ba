"""
What the bot says: templates that operators write, and how values are shown in them.

A template knows one thing only, ``{name}``; braces are doubled to stand for
themselves. Values are put in after the template was taken apart, so nothing that a
person typed is ever read as a placeholder.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_PART = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_.]*)\}|[{}]")


class BadTemplate(ValueError):
    """
    A brace that neither names a placeholder nor is doubled.

    Attributes:
        start: Its offset in the text.
    """

    def __init__(self, message: str, *, start: int) -> None:
        super().__init__(message)
        self.start = start


@dataclass(frozen=True, slots=True)
class Placeholder:
    """
    One ``{name}`` in a text.

    Attributes:
        name: What stands between the braces.
        start: The offset of the opening brace.
        end: The offset behind the closing one.
    """

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """
    A text with places for values.

    Attributes:
        source: The text as it was written.
        parts: Literal text and placeholders, in order.
    """

    source: str
    parts: tuple[str | Placeholder, ...]

    @classmethod
    def parse(cls, source: str) -> "Template":
        """
        Take *source* apart.

        Raises:
            BadTemplate: If a brace in it stands alone.
        """
        parts: list[str | Placeholder] = []
        end = 0
        for found in _PART.finditer(source):
            parts.append(source[end : found.start()])
            end = found.end()
            if found[1]:
                parts.append(Placeholder(found[1], found.start(), end))
            elif found[0] in {"{{", "}}"}:
                parts.append(found[0][0])
            else:
                raise BadTemplate(f"a single {found[0]}", start=found.start())
        parts.append(source[end:])
        return cls(source=source, parts=tuple(part for part in parts if part))

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Its placeholders, in order."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def render(self, value: Callable[[str], str]) -> str:
        """The text with ``value(name)`` for each ``{name}``."""
        return "".join(
            value(part.name) if isinstance(part, Placeholder) else part
            for part in self.parts
        )
