"""
A second opinion on what the rules left of a seller's words: the variant, and notes.

Nothing that a rule found is changed by it, and whatever it returns has to stand in
the seller's words as it is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.session import FieldValue

from .claims import foreign_words, steers
from .letters import plain
from .words import words

_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_NOTE = re.compile(r"[^\W\d_]+(?:[ /-][^\W\d_]+){0,5}")
_VARIANT = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9.+-]*(?: [a-zA-Z0-9.+-]+){0,2}")
_FIGURE = re.compile(r"\d[\d.,]*[a-z]{0,4}")
_LONGEST = 40
_MOST_NOTES = 6
_MONEY = re.compile(
    r"\b(?:harga|rp|jt|juta|ribu|rb|miliar|nego|nett?|dp|tdp|cicil\w*|angsur\w*|kredit|"
    r"price|km|tahun|thn)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """
    What else the seller said.

    Attributes:
        variant: The variant; empty if none was said, or if a rule found it.
        notes: The seller's own words about the car, in their order.
    """

    variant: str = ""
    notes: tuple[str, ...] = ()


def unreadable(answer: str) -> str:
    """Why *answer* is no list of leftovers; empty if it is one."""
    return "" if _parsed(answer) is not None else "nonsense"


def supported(answer: str, data: Mapping[str, FieldValue], *, said: str) -> Leftovers:
    """
    What of *answer* the seller's words bear out.

    Args:
        answer: JSON with ``variant`` and ``notes``; anything else is nothing.
        data: What the rules found; none of it is said again.
        said: The seller's words.
    """
    parsed = _parsed(answer) or {}
    words_said = " ".join(plain(said).split())
    notes: list[str] = []
    told = parsed.get("notes")
    for one in told if isinstance(told, list) else ():
        note = _span(one, words_said, _NOTE)
        if note and note not in notes and _is_free(note, data):
            notes.append(note)
    variant = "" if "variant" in data else _span(parsed.get("variant"), words_said)
    if variant and not _is_variant(variant, data):
        variant = ""
    return Leftovers(variant=variant, notes=tuple(notes[:_MOST_NOTES]))


def _parsed(answer: str) -> dict[str, object] | None:
    try:
        found = json.loads(_FENCE.sub("", answer.strip()))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _span(value: object, said: str, form: re.Pattern[str] = _VARIANT) -> str:
    """*value* as it stands in *said*; empty if it does not, or is not of *form*."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    wanted = " ".join(value.split())
    if not form.fullmatch(wanted):
        return ""
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", said, re.IGNORECASE)
    return found[0] if found else ""


def _is_free(span: str, data: Mapping[str, FieldValue]) -> bool:
    """Whether *span* tells nothing that is a field's to tell, and orders nothing."""
    if steers(span) or _MONEY.search(span) or foreign_words(span, {}):
        return False
    own = {word for value in data.values() for word in str(value).lower().split()}
    return own.isdisjoint(span.lower().split())


def _is_variant(span: str, data: Mapping[str, FieldValue]) -> bool:
    parts = span.lower().split()
    return _is_free(span, data) and not any(
        part in words().fillers or _FIGURE.fullmatch(part) for part in parts
    )
