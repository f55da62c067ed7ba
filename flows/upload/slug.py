"""The address of a car: words people can read, and a part no other car has."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from bot.session import FieldValue

_PARTS = ("brand", "model", "variant", "transmission", "year")
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_NAME = 73
"""With a hyphen and the code, a slug has at most 80 characters."""


def slug(data: Mapping[str, FieldValue], session: str) -> str:
    """
    The slug of the car that *session* describes: ``honda-freed-psd-matic-2012-3f9a1c``.

    The last part is made from *session* alone, so publishing it again is the same
    car, and two cars with the same data are two.

    Args:
        data: What is known about the car. What is missing, or has no letter or
            digit of ASCII, is left out.
        session: The session's id.

    Returns:
        Lower-case ASCII words joined by hyphens, never empty, at most 80 characters.
    """
    code = hashlib.sha256(session.encode()).hexdigest()[:6]
    words = _WORD.findall(_plain(" ".join(str(data.get(part, "")) for part in _PARTS)))
    name = "-".join(words)[:_LONGEST_NAME].rstrip("-")
    return f"{name}-{code}" if name else code


def _plain(text: str) -> str:
    """*text* in lower case, its letters without their accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
