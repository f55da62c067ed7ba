"""
Files at Meta: an id is asked for an address, and the address for the file.

An address is good for five minutes, so it is asked for anew at each attempt and kept
nowhere. An id is good for a week.
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bot.channels.cloud_refusals import is_of_account
from bot.channels.gateway import Gateway
from bot.channels.http import Answer, call
from bot.channels.outside import MediaHosts, download_from
from bot.errors import ChannelUnavailable, MediaGone, MediaUnavailable, OutcomeUnknown

_OK = 200
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_NOT_NOW = frozenset({408, 425, 429})
_HEX_DIGITS = 64


async def download_by_id(
    gateway: Gateway, path: str, *, hosts: MediaHosts
) -> AsyncGenerator[bytes, None]:
    """
    The bytes of a file, in chunks: all of them, or an error.

    Args:
        gateway: Who is asked; *hosts* are told who asks, too.
        path: What is asked for the file's address.
        hosts: Where the file may lie.

    Raises:
        MediaUnavailable: If another attempt, with a new address, may work.
        MediaGone: If Meta no longer has it, or it lies elsewhere.
    """
    try:
        answer = await call(gateway, "GET", path)
    except (ChannelUnavailable, OutcomeUnknown) as error:
        raise MediaUnavailable(f"Meta does not answer: {error}") from error
    address, digest = _resolved(answer)
    seen = hashlib.sha256()
    async with aclosing(download_from(gateway, address, hosts=hosts)) as chunks:
        async for chunk in chunks:
            seen.update(chunk)
            yield chunk
    if len(digest) == _HEX_DIGITS and digest != seen.hexdigest():
        raise MediaUnavailable("it is not what Meta announced")


def _resolved(answer: Answer) -> tuple[str, str]:
    """The address of a file, and its SHA-256 in hex digits; empty if not told."""
    said = answer.payload
    if answer.status == _OK and said is not None and said.text("url"):
        return said.text("url"), said.text("sha256").lower()
    blamed = _CLIENT_ERROR <= answer.status < _SERVER_ERROR
    if blamed and answer.status not in _NOT_NOW and not is_of_account(answer):
        raise MediaGone(f"Meta answered {answer.status}", status=answer.status)
    raise MediaUnavailable(f"Meta answered {answer.status}", status=answer.status)
