"""
How findings are told: each in the language of whoever reads it.

A check says what is wrong by a key and values. The sentences stand in
``locales/*/check.yaml``: what is wrong in the first line, the cure in the second.

    Finding + check.yaml of a language --> message and hint
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.findings import Finding, Value
from bot.texts import Template
from bot.yamlfile import Mapping as MappingNode
from bot.yamlfile import Scalar, parse

LANGUAGES = ("en", "id")
"""The languages in which findings are told, the usual one first."""

_LOCALES = Path(__file__).resolve().parent.parent / "locales"
_LONGEST_VALUE = 120
_MOST_IN_A_LIST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """
    The sentences of one language.

    Attributes:
        language: Which.
        texts: The lines of each text, by key.
    """

    language: str
    texts: Mapping[str, Sequence[Template]]

    @classmethod
    def of(cls, language: str) -> "Wording":
        """
        The wording that ships in *language*; an operator's own texts do not touch it.

        Raises:
            ValueError: If findings are not told in *language*.
        """
        if language not in LANGUAGES:
            raise ValueError(f"{language}: write one of {', '.join(LANGUAGES)}")
        return _shipped(language)

    def message(self, finding: Finding) -> str:
        """What is wrong, in one line."""
        return self._line(finding.key, finding.values, 0)

    def hint(self, finding: Finding) -> str:
        """The cure, in one line."""
        return self._line(finding.key, finding.values, 1)

    def say(self, key: str, **values: Value) -> str:
        """The text *key*, in one line."""
        return self._line(key, tuple(values.items()), 0)

    def tell(self, finding: Finding) -> str:
        """Place, code and message in one line, the cure in the next."""
        at = f"{_path(finding)}:{finding.place.line}:{finding.place.column}"
        kind = self.say(finding.severity)
        message = f"{at}: {kind} {finding.code}: {self.message(finding)}"
        return f"{message}\n    {self.hint(finding)}"

    def tell_all(self, findings: Iterable[Finding]) -> str:
        """Each of *findings* in turn; empty if there are none."""
        return "\n".join(map(self.tell, findings))

    def as_dict(self, finding: Finding) -> dict[str, str | int]:
        """The keys that ``alur check --json`` prints."""
        return {
            "code": finding.code,
            "severity": finding.severity,
            "message": self.message(finding),
            "file": _path(finding),
            "line": finding.place.line,
            "column": finding.place.column,
            "end_line": finding.place.end_line,
            "end_column": finding.place.end_column,
            "hint": self.hint(finding),
        }

    def _line(self, key: str, values: Sequence[tuple[str, Value]], line: int) -> str:
        known = dict(values)
        return self.texts[key][line].render(lambda name: self._shown(known[name]))

    def _shown(self, value: Value) -> str:
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return _tamed(value)
        if isinstance(value, tuple):
            shown = [_tamed(each) for each in value[:_MOST_IN_A_LIST]]
            return ", ".join(shown + ["…"] * (len(value) > _MOST_IN_A_LIST))
        return self._line(value.key, value.values, 0)


def _path(finding: Finding) -> str:
    """The path of the file, without what is no character."""
    return os.fsencode(finding.place.file).decode(errors="replace")


def _tamed(text: str) -> str:
    """The words of a file on one line, short enough to read and harmless to show."""
    line = " ".join(text.split())
    if len(line) > _LONGEST_VALUE:
        line = f"{line[:_LONGEST_VALUE]}…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)


@cache
def _shipped(language: str) -> Wording:
    file = _LOCALES / language / "check.yaml"
    root, findings = parse(file.read_bytes(), file=str(file))
    texts = root.get("texts") if isinstance(root, MappingNode) else None
    if findings or not isinstance(texts, MappingNode):
        raise ValueError(f"{file} cannot be read: {findings}")
    return Wording(
        language=language,
        texts={
            key.value: tuple(map(Template.parse, text.value.splitlines()))
            for key, text in texts.entries
            if isinstance(text, Scalar)
        },
    )
