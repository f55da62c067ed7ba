"""
Files that come as base64 within JSON: with their message, or when asked for.

Whoever writes base64 into a form may lose its ``+`` to a blank; some put
``data:image/jpeg;base64,`` before it, or leave out what fills it up at the end.
"""

import base64
import binascii
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress

import aiohttp

from bot.channels.gateway import Gateway
from bot.channels.http import Answer
from bot.errors import MediaTooLarge, MediaUnavailable
from bot.messages import PhotoRef

MIB = 1024 * 1024
LARGEST_BODY_BYTES = 150 * MIB
"""What a delivery or an answer may be long that holds the largest file in base64."""

_CHUNK_BYTES = 64 * 1024
_HEADERS = {"Accept-Encoding": "identity"}
_PREFIX = re.compile(r"data:[^,]{0,200},")
_LEFT_OUT = re.compile(r"[\r\n\t]+")
_PLAIN = re.compile(r"[A-Za-z0-9+/]+")
_FROM_OTHERS = str.maketrans(" -_", "++/")


def trimmed(value: object) -> str | None:
    """*value* as plain base64; None if it is none, so that no other byte is kept."""
    if not isinstance(value, str):
        return None
    found = _PREFIX.match(value)
    rest = value[found.end() :] if found else value
    plain = _LEFT_OUT.sub("", rest).translate(_FROM_OTHERS).rstrip("=")
    if not _PLAIN.fullmatch(plain):
        return None
    return plain + "=" * (-len(plain) % 4)


def decoded(data: str) -> bytes:
    """
    The bytes that *data* is in base64.

    Raises:
        MediaUnavailable: If it is no base64.
    """
    plain = trimmed(data)
    if plain is not None:
        with suppress(binascii.Error):  # of a length that none can have
            return base64.b64decode(plain, validate=True)
    raise MediaUnavailable("what came is no base64")


def at_hand(photo: PhotoRef) -> bytes | None:
    """
    The file that came along with its message; None if none did, or not all of it.

    What came along may be an address instead, which no base64 looks like.
    """
    if photo.data is None or "://" in photo.data:
        return None
    try:
        data = decoded(photo.data)
    except MediaUnavailable:
        return None
    return data if len(data) >= (photo.size_bytes or 0) else None


async def in_chunks(data: bytes) -> AsyncGenerator[bytes, None]:
    """*data* in chunks of at most 64 KiB."""
    for start in range(0, len(data), _CHUNK_BYTES):
        yield data[start : start + _CHUNK_BYTES]


async def ask_for_file(
    gateway: Gateway, path: str, json: Mapping[str, object]
) -> Answer:
    """
    Ask the gateway for a file within JSON; any status is an answer.

    Args:
        gateway: Who keeps it. How long it may be silent is limited, not the whole.
        path: Below the gateway's own address; redirects are not followed.
        json: Which file.

    Raises:
        MediaUnavailable: If no whole answer came.
        MediaTooLarge: If it is larger than any file would be.
    """
    seconds = gateway.timeout_seconds
    timeout = aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)
    body = bytearray()
    try:
        async with gateway.client.session.post(
            f"{gateway.url}{path}",
            json=json,
            headers={**_HEADERS, **gateway.headers},
            allow_redirects=False,
            auto_decompress=False,
            timeout=timeout,
        ) as response:
            async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                body += chunk
                if len(body) > LARGEST_BODY_BYTES:
                    raise MediaTooLarge("the answer is larger than any file")
            return Answer(status=response.status, body=bytes(body))
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(f"broken off: {type(error).__name__}") from error
