"""
How Twilio proves that a delivery is its own.

The signature is the base64 of an HMAC-SHA1, by the account's token, over the address
that was posted to and, in the order of their names, the name and the value of every
field of the form, blank ones included. A body in JSON is not signed itself: its SHA-256
stands in the address, which is.

    https://bot.example.com/webhook/lumiku/wa + BodyhaloFromwhatsapp:+62...NumMedia0...
"""

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl

from bot.channel import Delivery
from bot.errors import NotAuthentic

_MOST_FIELDS = 1_000
_DEFAULT_PORTS = {"http": "80", "https": "443"}

Form = list[tuple[str, str]]
"""Names and values in order; bytes that are no UTF-8 are kept as lone surrogates."""


def read_form(body: bytes) -> Form:
    """
    The fields of a form, blank ones included.

    Raises:
        NotAuthentic: If it has more fields than Twilio posts by far.
    """
    if body.count(b"&") >= _MOST_FIELDS:
        raise NotAuthentic("it has too many fields")
    text = body.decode("utf-8", "surrogateescape")
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def check_form(delivery: Delivery, form: Form, *, token: str) -> None:
    """
    Pass a *delivery* whose *form* is signed with *token*.

    Raises:
        NotAuthentic: If it is not, or was signed for another address.
    """
    values: dict[str, set[str]] = defaultdict(set)
    for name, value in form:
        values[name].add(value)
    signed = "".join(
        name + value for name in sorted(values) for value in sorted(values[name])
    )
    _check(delivery, signed, token=token)


def check_body(delivery: Delivery, *, token: str) -> None:
    """
    Pass a *delivery* whose address is signed with *token* and names its body.

    Raises:
        NotAuthentic: If one of the two does not hold.
    """
    _, _, query = delivery.url.partition("?")
    named = dict(parse_qsl(query, errors="replace")).get("bodySHA256", "")
    digest = hashlib.sha256(delivery.body).hexdigest()
    if not hmac.compare_digest(digest.encode(), _bytes(named.lower())):
        raise NotAuthentic("its address does not name its body")
    _check(delivery, "", token=token)


def _check(delivery: Delivery, signed: str, *, token: str) -> None:
    given = _bytes(delivery.headers.get("x-twilio-signature", ""))
    fits = [
        hmac.compare_digest(given, _signature(token, address + signed))
        for address in _addresses(delivery.url)
    ]
    if not any(fits):
        raise NotAuthentic("it is not signed with the token for this address")


def _signature(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.digest(_bytes(token), _bytes(text), "sha1"))


def _addresses(url: str) -> Iterator[str]:
    """
    What Twilio may have signed for *url*: with its port, and without.

    Which of the two it does is not the same for every product of theirs.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.rpartition(":")
    if not port.isdigit():
        name, port = host, _DEFAULT_PORTS.get(scheme, "")
    yield f"{scheme}://{name}{slash}{path}"
    yield f"{scheme}://{name}:{port}{slash}{path}"


def _bytes(text: str) -> bytes:
    """As it came over the wire."""
    return text.encode("utf-8", "surrogateescape")
