"""Signs deliveries as Twilio's documentation tells, apart from how the bot does it."""

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import parse_qsl

from tests.fakes.twilio_deliveries import TOKEN


def sign_body(url: str, body: bytes) -> str:
    """The signature of a form as it is on the wire, whatever it holds."""
    text = body.decode("utf-8", "surrogateescape")
    values: dict[str, set[str]] = defaultdict(set)
    for name, value in parse_qsl(
        text, keep_blank_values=True, errors="surrogateescape"
    ):
        values[name].add(value)
    whole = url + "".join(n + v for n in sorted(values) for v in sorted(values[n]))
    signed = whole.encode("utf-8", "surrogateescape")
    return base64.b64encode(hmac.digest(TOKEN.encode(), signed, "sha1")).decode()


def sign(url: str, fields: Mapping[str, str], *, token: str = TOKEN) -> str:
    """The signature of a form, as Twilio's documentation tells it."""
    whole = url + "".join(name + fields[name] for name in sorted(fields))
    made = hmac.new(token.encode(), whole.encode(), hashlib.sha1)
    return base64.b64encode(made.digest()).decode()
