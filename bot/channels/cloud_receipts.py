"""
What became of our replies, as Meta's Cloud API tells it.

That a reply was accepted does not mean that it reached anybody: Meta often says only
here that people wrote too long ago. So what failed is logged; by the reply's key,
which it was sent along with, and never by the number.
"""

import re

import structlog

from bot.channels.payload import Payload

log = structlog.get_logger(__name__)

WINDOW_CLOSED = frozenset({131047, 470})
"""A day went by since the person's last message."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}(?:[:.][A-Za-z0-9_-]{1,64}){0,3}")


def read_receipt(status: Payload, *, channel: str) -> str:
    """
    The word for *status*: ``receipt``, or ``failed_receipt``, which is logged.

    Args:
        status: What became of one reply.
        channel: By which it went out, as ``tenant/channel``.
    """
    if status.text("status") != "failed":
        return "receipt"
    errors = status.fields.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    code = Payload(fields=first if isinstance(first, dict) else {}).count("code")
    key = status.text("biz_opaque_callback_data")
    log.warning(
        "receipt.failed",
        channel=channel,
        reply=key if _KEY.fullmatch(key) else None,
        code=code,
        window_closed=code in WINDOW_CLOSED,
    )
    return "failed_receipt"
