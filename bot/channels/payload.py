"""
A JSON object from outside, read without trusting it.

Gateways leave fields out, send ``null`` for them, or change their type between
versions. So a field is asked for as what the adapter can use, and is empty if it
is anything else.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Self

from bot import jsontext
from bot.errors import BadDelivery
from storage.record import record

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LARGEST_COUNT = 2**63 - 1


@record(frozen=True, slots=True, kw_only=True)
class Payload:
    """
    One JSON object.

    Attributes:
        fields: What it holds, as it was sent.
    """

    fields: Mapping[str, object]

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """
        Read *body*, which is UTF-8.

        Raises:
            BadDelivery: If it is no JSON object, or is nested too deeply to be one
                that a gateway writes.
        """
        try:
            value = jsontext.decode(body)
        except (ValueError, RecursionError) as error:
            raise BadDelivery(f"no JSON: {type(error).__name__}") from None
        if not isinstance(value, dict):
            raise BadDelivery("JSON, but no object")
        return cls(fields=value)

    @property
    def fingerprint(self) -> str:
        """
        The same for the same object, however it was written; 32 hex digits.

        Raises:
            BadDelivery: If it is nested too deeply to be one that a gateway writes.
        """
        try:
            canonical = _ENCODE(self.fields)
        except RecursionError:
            raise BadDelivery("no JSON: RecursionError") from None
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    def text(self, key: str) -> str:
        """
        The text under *key*; empty if there is none.

        NUL, which no database stores, is left out; half a surrogate pair, which no
        encoding knows, becomes U+FFFD.
        """
        value = self.fields.get(key)
        return cleaned(value) if isinstance(value, str) else ""

    def count(self, key: str) -> int | None:
        """The positive whole number under *key*; None if there is none."""
        value = self.fields.get(key)
        if type(value) is not int or not 0 < value <= _LARGEST_COUNT:
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """The truth value under *key*; None if there is none."""
        value = self.fields.get(key)
        return value if isinstance(value, bool) else None

    def part(self, key: str) -> "Payload":
        """The object under *key*; an empty one if there is none."""
        value = self.fields.get(key)
        return Payload(fields=value if isinstance(value, dict) else {})


def cleaned(text: str) -> str:
    """The same as ``Payload.text`` says, for *text*."""
    if text.isascii() and "\0" not in text:
        return text
    return _LONE_SURROGATE.sub("\ufffd", text.replace("\0", ""))


# Not by orjson: it writes some figures otherwise, and the digest must stay what it was.
_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
