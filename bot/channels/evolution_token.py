"""The token by which an instance of Evolution API shows that it posts a delivery."""

import base64
import binascii
import hashlib
import hmac

from bot.channel import Delivery
from bot.channels.payload import Payload
from bot.errors import BadDelivery, NotAuthentic

RETRIED_SECONDS = 3600.0
"""How long after its end a token still counts: a delivery that is tried again has the
one it was made with, for half an hour at most."""

_BEARER = "bearer "


def check_token(delivery: Delivery, *, key: str, now: float) -> None:
    """
    Pass a *delivery* whose ``Authorization`` is a token that *key* signed.

    Args:
        delivery: Its body is no part of what is signed.
        key: What the webhook's headers hold as ``jwt_key``.
        now: Seconds since 1970.

    Raises:
        NotAuthentic: If it has none, or another's, or one that has ended long ago.
    """
    given = delivery.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() != _BEARER:
        raise NotAuthentic("it has no token")
    head, _, rest = given[len(_BEARER) :].strip().partition(".")
    claims, _, signature = rest.partition(".")
    signed = f"{head}.{claims}".encode("utf-8", "replace")
    made = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    if not hmac.compare_digest(_decoded(signature), made):
        raise NotAuthentic("its token is signed with another key")
    if _read(head).text("alg") != "HS256":
        raise NotAuthentic("its token is signed in another way than HS256")
    ends = _read(claims).fields.get("exp")
    if not isinstance(ends, int | float) or now > ends + RETRIED_SECONDS:
        raise NotAuthentic("its token has ended: is the clock right?")


def _read(part: str) -> Payload:
    try:
        return Payload.parse(_decoded(part))
    except BadDelivery:
        raise NotAuthentic("its token cannot be read") from None


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise NotAuthentic("its token cannot be read") from None
