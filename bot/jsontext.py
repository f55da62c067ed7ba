"""
JSON, read and written by orjson where the extra ``fast`` brought it.

The standard library does what orjson will not: whole numbers beyond 64 bits, half a
surrogate pair, a byte order mark. Either way the same value gives the same text but
for how letters beyond ASCII are written.
"""

import json
from typing import Any

try:
    import orjson
except ImportError:
    _QUICK = False
else:
    _QUICK = True

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


def encode(value: Any) -> str:
    """
    Write *value*, without blanks.

    Raises:
        TypeError: If JSON has no form for something in it.
        RecursionError: If it is nested too deeply.
    """
    if _QUICK:
        try:
            return orjson.dumps(value).decode()
        except TypeError:
            pass  # the standard library says why not, or does it
    return _ENCODE(value)


def decode(text: str | bytes) -> Any:
    """
    Read *text*, which is UTF-8 if it is bytes.

    A whole number beyond 64 bits may come back as a float, and NaN is refused.

    Raises:
        ValueError: If it is no JSON.
        RecursionError: If it is nested too deeply.
    """
    if _QUICK:
        try:
            return orjson.loads(text)
        except ValueError:
            pass  # the same
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    return _DECODE(text)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_DECODE = json.JSONDecoder(parse_constant=_refuse).decode
