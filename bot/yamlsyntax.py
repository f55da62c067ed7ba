"""What libyaml's complaints mean to someone who wrote a file by hand."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import yaml

from bot.findings import Finding, Place

_KEY = r"^[ ]*(?:-[ ]+)*[\"']?[A-Za-z_][\w ]*[\"']?"
_NO_SPACE = re.compile(_KEY + r"(:)[^\s:/]", re.MULTILINE)
_NO_COLON = re.compile(_KEY + r"()\r?$", re.MULTILINE)
_INDENTATION = "begin all lines of one level in the same column, with spaces only"
_QUOTES = 'put quotes around a text that begins with this character: "…"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cure:
    """
    What to say about one complaint.

    Attributes:
        complaint: Matches libyaml's words, ``context: problem``.
        message: What is wrong.
        hint: The cure.
        at_beginning: Whether the mistake is where the thing began, rather than where
            the reader noticed.
        code: Of the finding.
    """

    complaint: str
    message: str
    hint: str
    at_beginning: bool = False
    code: str = "Y001"


_TAB = _Cure(
    complaint="",
    message="a tab where only spaces may stand",
    hint="replace the tab by spaces",
)
_SPACE_MISSING = _Cure(
    complaint="",
    message="no space behind the colon",
    hint="write `key: value`, with a space behind the colon",
)

_COLON_MISSING = _Cure(
    complaint="",
    message="a key without a colon",
    hint="write `key: value`, with a colon and a space",
)

_CURES = (
    _Cure(
        complaint="scanning an? (alias|anchor)",
        message="a text may not begin with * or & here",
        hint='put quotes around the text: "*…*"',
        at_beginning=True,
        code="Y003",
    ),
    _Cure(
        complaint="quoted scalar: found unexpected",
        message="a quote is opened here and never closed",
        hint="close it on the same line, or write a long text as a block with |",
        at_beginning=True,
    ),
    _Cure(
        complaint="escape",
        message="a backslash that means nothing here",
        hint="use single quotes, or write the backslash twice",
    ),
    _Cure(
        complaint="flow (sequence|mapping)|expected ',' or",
        message="a bracket is opened here and not closed in time",
        hint="close it with ] or }, and put commas between its parts",
        at_beginning=True,
    ),
    replace(_COLON_MISSING, complaint="expected ':'", at_beginning=True),
    _Cure(
        complaint="mapping values are not allowed",
        message="a colon where no key can be",
        hint="put quotes around a text that contains a colon and a space, or "
        "correct the indentation of this line or the colon of the line before",
    ),
    _Cure(
        complaint="(block sequence|sequence) entries are not allowed",
        message="a list cannot begin on the line of its key",
        hint="put each `- …` on a line of its own, or write [a, b]",
    ),
    _Cure(
        complaint="cannot start any token|expected node content",
        message="no text can begin with this character",
        hint=_QUOTES,
    ),
    _Cure(
        complaint="block scalar",
        message="nothing may stand behind | or > on its line",
        hint="begin the text on the next line, indented",
    ),
    _Cure(
        complaint="document",
        message="a second document, or a line that begins with %",
        hint="a file holds one document: delete the line",
    ),
    _Cure(
        complaint="expected key|expected '-' indicator|<block end>",
        message="this does not belong where it stands",
        hint=_INDENTATION + "; put a text with quotes or braces in quotes as a whole",
    ),
)
_OTHERWISE = _Cure(complaint="", message="this is no YAML", hint=_INDENTATION)


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
    if "tab" in complaint or text[noticed : noticed + 1] == "\t":
        cure, at = _TAB, text.find("\t", text.rfind("\n", 0, noticed) + 1)
    elif "mapping values" in complaint or "expected ':'" in complaint:
        cure, at = _colon(text, min(began, noticed), noticed) or (cure, at)
    return Finding(
        code=cure.code,
        message=cure.message,
        hint=cure.hint,
        place=place(at, at + len(text[at : at + 1].strip("\r\n"))),
    )


def _colon(text: str, start: int, end: int) -> tuple[_Cure, int] | None:
    """What a colon lacks, and where: from the line before *start* up to *end*."""
    line = text.rfind("\n", 0, start) + 1
    before = text.rfind("\n", 0, max(line - 1, 0)) + 1
    if found := _NO_SPACE.search(text, before, end):
        return _SPACE_MISSING, found.start(1)
    if found := _NO_COLON.search(text, before, line):
        return _COLON_MISSING, found.start(1)
    return None
