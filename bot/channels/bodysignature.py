"""Deliveries that a gateway signs over their raw bytes, with a shared secret."""

import hashlib
import hmac

from bot.channel import Delivery
from bot.errors import NotAuthentic


def check_signature(
    delivery: Delivery, *, header: str, secret: str, algorithm: str, prefix: str = ""
) -> None:
    """
    Pass a *delivery* that whoever knows *secret* signed.

    Args:
        delivery: Its body is signed as it came over the wire.
        header: The lower-case name of the header that holds the HMAC in hex digits.
        secret: What it is made with.
        algorithm: What ``hashlib`` calls its digest, such as ``sha256``.
        prefix: What stands in the header before the digits.

    Raises:
        NotAuthentic: If it is not signed, or not so.
    """
    given = delivery.headers.get(header, "")
    if not given:
        raise NotAuthentic("it is not signed")
    made = hmac.new(secret.encode(), delivery.body, getattr(hashlib, algorithm))
    expected = f"{prefix}{made.hexdigest()}".encode()
    if not hmac.compare_digest(given.strip().encode("utf-8", "replace"), expected):
        raise NotAuthentic("it is signed with another secret, or was changed")
