"""
What the load posts, in the form of WhatsApp Web API 1.6.0; no two are equal.

Texts have no id there, so the bot knows them by a digest of the delivery: each has a
time and a number of its own.
"""

import itertools
from datetime import UTC, datetime

_TEXT = (
    '{"event":"message","message":"%s","sender":"%s@s.whatsapp.net",'
    '"chat":"%s@s.whatsapp.net","time":"%s.%09dZ"}'
)
_PHOTO = (
    '{"event":"message","message":"Image received","sender":"%s@s.whatsapp.net",'
    '"chat":"%s@s.whatsapp.net","time":"%s.%09dZ","attachment":{"type":"image",'
    '"caption":"","mimetype":"image/jpeg","file_length":%d,"width":1280,'
    '"height":960,"url":"/images/%s.jpg"}}'
)
_ticks = itertools.count()
_NANOSECONDS = 10**9


def phone(chat: int) -> str:
    """The number of the chat *chat*, as WhatsApp writes it: an Indonesian mobile."""
    return f"62812{chat:08d}"


def text(words: str, *, chat: int) -> bytes:
    """*words* as *chat* writes them; they hold nothing that JSON would escape."""
    number = phone(chat)
    tick = next(_ticks) % _NANOSECONDS
    return (_TEXT % (words, number, number, _second(), tick)).encode()


def photo(name: str, *, chat: int, size_bytes: int) -> bytes:
    """A photo of *chat* whose file is called *name*, which no other photo is."""
    number = phone(chat)
    tick = next(_ticks) % _NANOSECONDS
    parts = (number, number, _second(), tick, size_bytes, name)
    return (_PHOTO % parts).encode()


def _second() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
