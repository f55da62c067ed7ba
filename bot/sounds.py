"""
Voice notes made sure of: whole, and sound at all.

What a channel hands over is bytes from a stranger. A voice note is kept as it came,
since every phone plays what another recorded; what is no sound is not kept.
"""

import filetype

from bot.errors import MediaUnavailable

_SOUNDS = {
    "audio/ogg": "audio/ogg",
    "audio/mp4": "audio/mp4",
    "audio/mpeg": "audio/mpeg",
    "audio/aac": "audio/aac",
    "audio/amr": "audio/amr",
    "audio/x-wav": "audio/wav",
    "video/mp4": "audio/mp4",  # the same form, whatever is in it
}
"""What a voice note may be, and what a page is to call it."""


def whole_sound(data: bytes, *, announced_bytes: int | None) -> bytes:
    """
    Return *data* unchanged if it is a sound.

    Args:
        data: What the channel sent.
        announced_bytes: How many bytes it said there would be; None if it did not say.

    Raises:
        MediaUnavailable: If *data* is shorter than announced, or no sound.
    """
    if announced_bytes is not None and len(data) < announced_bytes:
        raise MediaUnavailable(f"only {len(data)} of {announced_bytes} bytes came")
    if media_type(data) is None:
        raise MediaUnavailable("no sound of a known kind")
    return data


def media_type(data: bytes) -> str | None:
    """The media type of a sound, such as ``audio/ogg``; None if *data* is none."""
    return _SOUNDS.get(filetype.guess_mime(data) or "")
