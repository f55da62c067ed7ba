"""Numbers of phones, as settings and the database write them."""

import re
from typing import Annotated

from pydantic import AfterValidator

PHONE_FORM = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164 with ``+``."""


def _phone(value: str) -> str:
    if not PHONE_FORM.fullmatch(value):
        raise ValueError("write the number with + and country code: +6281200000011")
    return value


Phone = Annotated[str, AfterValidator(_phone)]
