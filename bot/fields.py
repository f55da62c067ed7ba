"""What a flow reads from messages: what a value may be, and how it is shown."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.session import FieldValue

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100

# No longer than any money there is: Python refuses to read figures without end.
_FIGURE = re.compile(
    r"(?:rp\.?\s*)?(\d{1,3}(?:[.,]\d{3}){1,5}|\d{1,18})", re.IGNORECASE
)


class FieldType(StrEnum):
    """How a field is read from a message and shown in a text."""

    TEXT = "text"
    NUMBER = "number"
    YEAR = "year"
    RUPIAH = "rupiah"
    DATE = "date"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One thing that a flow reads from messages.

    Attributes:
        type: How it is read and shown.
        required: Whether ``data_complete`` asks for it.
        minimum: The least value allowed; None if any is.
        maximum: The greatest value allowed; None if any is.
        choices: What it may be, for ``FieldType.CHOICE``; else empty.
    """

    type: FieldType
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()


def parse(text: str, known: Field) -> FieldValue | None:
    """
    Read *text*, which is the value and nothing else.

    Returns:
        The value; None if the text is none for this field: empty, of another form,
        or out of its bounds.
    """
    text = " ".join(text.split())
    match known.type:
        case FieldType.TEXT:
            return text or None
        case FieldType.CHOICE:
            return _choice(text, known.choices)
        case FieldType.PHONE:
            return _phone(text)
        case FieldType.DATE:
            return _date(text)
        case FieldType.NUMBER | FieldType.RUPIAH | FieldType.YEAR:
            return _figure(text, known)


def show(value: FieldValue, known: Field, *, language: str) -> str:
    """
    *value* as a text shows it in *language*.

    Money is ``Rp 145.000.000`` in every language, with an ordinary space.
    """
    match known.type:
        case FieldType.RUPIAH:
            return f"Rp {format_decimal(value, locale='id')}"
        case FieldType.NUMBER:
            return format_decimal(value, locale=language)
        case FieldType.DATE:
            day = date.fromisoformat(str(value))
            return format_date(day, format="long", locale=language)
        case _:
            return str(value)


def _choice(text: str, choices: tuple[str, ...]) -> str | None:
    """One of *choices*, by its name or its number, from 1."""
    named = next((c for c in choices if c.casefold() == text.casefold()), None)
    if named is None and text in {str(n + 1) for n in range(len(choices))}:
        return choices[int(text) - 1]
    return named


def _figure(text: str, known: Field) -> int | None:
    found = _FIGURE.fullmatch(text)
    if not found:
        return None
    value = int(re.sub(r"[.,]", "", found[1]))
    year = known.type is FieldType.YEAR
    least = known.minimum if known.minimum is not None or not year else EARLIEST_YEAR
    most = known.maximum if known.maximum is not None or not year else LATEST_YEAR
    if (least is not None and value < least) or (most is not None and value > most):
        return None
    return value


def _phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _date(text: str) -> str | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    day_first = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
        if day_first:
            day, month, year = map(int, day_first.groups())
            return date(year, month, day).isoformat()
    except ValueError:
        return None
    return None
