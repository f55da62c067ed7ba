"""What libyaml's complaints mean to someone who wrote a file by hand."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import yaml

from bot.findings import Finding, Place, syntax_finding

_KEY = r"^[ ]*(?:-[ ]+)*[\"']?[A-Za-z_][\w ]*[\"']?"
_NO_SPACE = re.compile(_KEY + r"(:)[^\s:/]", re.MULTILINE)
_NO_DASH_SPACE = re.compile(r"^[ ]*(-)[A-Za-z_{\[\"']", re.MULTILINE)
_NO_COLON = re.compile(_KEY + r"()\r?$", re.MULTILINE)


_SEPARATOR = re.compile("[\x85\u2028\u2029]")
"""What YAML takes for the end of a line, and editors show as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cure:
    """
    What to say about one complaint.

    Attributes:
        complaint: Matches libyaml's words, ``context: problem``.
        key: Of the text.
        at_beginning: Whether the mistake is where the thing began, rather than where
            the reader noticed.
        code: Of the finding.
    """

    complaint: str
    key: str
    at_beginning: bool = False
    code: str = "Y001"


_TAB = _Cure(complaint="", key="tab")
_LINE_SEPARATOR = _Cure(complaint="", key="line_separator")
_PERCENT = _Cure(complaint="", key="percent_line")
_DASH_SPACE_MISSING = _Cure(complaint="", key="dash_space_missing")
_SPACE_MISSING = _Cure(complaint="", key="space_missing")
_COLON_MISSING = _Cure(complaint="", key="colon_missing")

_CURES = (
    _Cure(
        complaint="scanning an? (alias|anchor)",
        key="begins_with_star",
        at_beginning=True,
        code="Y003",
    ),
    _Cure(
        complaint="quoted scalar: found unexpected",
        key="quote_not_closed",
        at_beginning=True,
    ),
    _Cure(complaint="escape", key="backslash"),
    _Cure(
        complaint="flow (sequence|mapping)|expected ',' or",
        key="bracket_not_closed",
        at_beginning=True,
    ),
    replace(_COLON_MISSING, complaint="expected ':'", at_beginning=True),
    _Cure(complaint="mapping values are not allowed", key="colon_in_text"),
    _Cure(
        complaint="(block sequence|sequence) entries are not allowed",
        key="list_on_line_of_key",
    ),
    _Cure(
        complaint="cannot start any token|expected node content|keys are not allowed",
        key="character_begins_no_text",
    ),
    _Cure(complaint="block scalar", key="text_behind_block_sign"),
    _Cure(complaint="scanning a directive", key="percent_line", at_beginning=True),
    _Cure(complaint="document", key="second_document"),
    _Cure(complaint="expected key|expected '-' indicator|<block end>", key="misplaced"),
)
_OTHERWISE = _Cure(complaint="", key="no_yaml")


def explain(
    error: yaml.MarkedYAMLError, *, text: str, place: Callable[[int, int], Place]
) -> Finding:
    """
    The finding for *error*, at the place that has to be corrected.

    Args:
        error: As raised while reading *text*.
        text: The whole file.
        place: The place of a stretch of *text*, given its two offsets.
    """
    complaint = f"{error.context or ''}: {error.problem or ''}"
    noticed = error.problem_mark.index if error.problem_mark else 0
    began = error.context_mark.index if error.context_mark else noticed
    cure = next((c for c in _CURES if re.search(c.complaint, complaint)), _OTHERWISE)
    at = min(began if cure.at_beginning else noticed, len(text))
    line = max(text.rfind("\n", 0, max(noticed - 1, 0)), text.rfind("\r", 0, noticed))
    if separator := _SEPARATOR.search(text, line + 1, noticed + 1):
        cure, at = _LINE_SEPARATOR, separator.start()
    elif text[noticed : noticed + 1] == "%" and "document" in complaint:
        cure, at = _PERCENT, noticed
    elif "tab" in complaint or text[noticed : noticed + 1] == "\t":
        cure, at = _TAB, text.find("\t", text.rfind("\n", 0, noticed) + 1)
    elif "mapping values" in complaint or "expected ':'" in complaint:
        cure, at = _colon(text, min(began, noticed), noticed) or (cure, at)
    found = place(at, at + len(text[at : at + 1].strip("\r\n")))
    return syntax_finding(cure.code, found, cure.key)


def _colon(text: str, start: int, end: int) -> tuple[_Cure, int] | None:
    """What a colon lacks, and where: from the line before *start* up to *end*."""
    line = text.rfind("\n", 0, start) + 1
    before = text.rfind("\n", 0, max(line - 1, 0)) + 1
    behind = text.find("\n", end)
    if found := _NO_DASH_SPACE.search(text, line, behind if behind > 0 else len(text)):
        return _DASH_SPACE_MISSING, found.start(1)
    if found := _NO_SPACE.search(text, before, end):
        return _SPACE_MISSING, found.start(1)
    if found := _NO_COLON.search(text, before, line):
        return _COLON_MISSING, found.start(1)
    return None
