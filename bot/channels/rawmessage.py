"""
What a raw message of WhatsApp's web protocol says.

Gateways that hand such messages on put them into envelopes of their own; what is
inside is the same, but for the case of names, which each library writes its own way:
``editedMessage``, ``mediaKey`` and ``URL``, or ``url``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.moments import from_seconds
from bot.channels.payload import Payload, cleaned
from bot.channels.tapped import find_tapped, part_of, text_of
from bot.messages import Kind

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,127}")
_WRAPPERS = (
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "associatedChildMessage",
    "deviceSentMessage",
    "lottieStickerMessage",
)
_DEEPEST = 6
_PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_FILES: Mapping[str, tuple[Kind, str]] = {
    "imageMessage": (Kind.PHOTO, "image"),
    "audioMessage": (Kind.VOICE, "audio"),
    "documentMessage": (Kind.DOCUMENT, "document"),
}
_OTHERS: Mapping[str, Kind] = {
    "videoMessage": Kind.VIDEO,
    "ptvMessage": Kind.VIDEO,
    "stickerMessage": Kind.OTHER,
    "locationMessage": Kind.LOCATION,
    "liveLocationMessage": Kind.LOCATION,
    "contactMessage": Kind.OTHER,
    "contactsArrayMessage": Kind.OTHER,
    "pollCreationMessage": Kind.OTHER,
    "pollCreationMessageV3": Kind.OTHER,
}
_WORDS: Mapping[str, str] = {
    "reactionMessage": "reaction",
    "encReactionMessage": "reaction",
    "albumMessage": "album",
    "pollUpdateMessage": "poll",
}
_NUMBERED: Mapping[str, str] = {
    "latitude": "degreesLatitude",
    "longitude": "degreesLongitude",
}
_REVOKED = frozenset({"0", "REVOKE"})
_EDITED = frozenset({"14", "MESSAGE_EDIT"})
_HD_TWIN = frozenset({"10", "HD_IMAGE_DUAL_UPLOAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What one raw message says, without by whom and when.

    Attributes:
        kind: What it is.
        text: What they wrote, or the caption; may be empty.
        option: The id of the option that they tapped; None if they did not.
        target: The id of the message that it deletes or edits; None if it does
            neither.
        media: Whose file it has: ``image``, ``audio`` or ``document``; empty: none
            that anybody asks for.
        file: What tells of that file; empty if there is none.
        moment_ms: When it edits, in milliseconds since 1970; 0 if that is not told.
        values: What else it tells, of a place.
    """

    kind: Kind
    text: str = ""
    option: str | None = None
    target: str | None = None
    media: str = ""
    file: Payload = field(default_factory=lambda: Payload(fields={}))
    moment_ms: int = 0
    values: Mapping[str, str] = field(default_factory=dict)


def read_raw(message: Payload) -> Said | str:
    """
    What the raw *message* says; one word if that is nothing.

    The words are ``reaction``, ``album`` (which only announces photos), ``hd_twin``
    (of a photo that came by itself), ``poll``, ``empty``, and ``unknown``.
    """
    if _is_hd_twin(message):
        return "hd_twin"
    message = _unwrapped(message)
    for name in ("protocolMessage", "editedMessage"):
        if (told := part_of(message, name)).fields:
            inner = part_of(told, "message", "protocolMessage")
            return read_protocol(inner if inner.fields else told)
    for name, word in _WORDS.items():
        if part_of(message, name).fields:
            return word
    if tapped := find_tapped(message):
        words = tapped.title or tapped.id
        return Said(kind=Kind.TEXT, text=words, option=tapped.id or None)
    return _content(message)


def read_protocol(told: Payload) -> Said | str:
    """
    What is done to an earlier message: an edit is a text that has a target.

    Args:
        told: What a raw message holds as ``protocolMessage``.

    Returns:
        What it says; a word, as ``read_raw`` gives them, if it does nothing of both.
    """
    target = text_of(part_of(told, "key"), "id")
    if not _ID.fullmatch(target):
        return "unknown"
    what = _word(told, "type")
    edited = part_of(told, "editedMessage")
    if what in _EDITED or edited.fields:
        text, when = text_in(_unwrapped(edited)), _number(told, "timestampMs")
        if not text:
            return "empty"
        when = from_seconds(when)
        return Said(kind=Kind.TEXT, text=text, target=target, moment_ms=when)
    if what in _REVOKED or not what:  # zero is left out by some
        return Said(kind=Kind.PHOTO_REMOVED, target=target)
    return "unknown"


def text_in(message: Payload) -> str:
    """The words in a raw *message*, or the caption of its file; empty if none."""
    words = text_of(message, "conversation") or text_of(
        part_of(message, "extendedTextMessage"), "text"
    )
    if words.strip():
        return words
    files = (part_of(message, name) for name in (*_FILES, *_OTHERS))
    return next((found for one in files if (found := text_of(one, "caption"))), "")


def is_id(value: str) -> bool:
    """Whether *value* may be the id of a message."""
    return bool(_ID.fullmatch(value))


def length_of(file: Payload) -> int | None:
    """How many bytes *file* is announced to have; None if that is not told."""
    return _number(file, "fileLength") or None


def whole_number(value: object) -> int:
    """*value*, or the ``{low, high}`` that libraries write for it; 0 if it is none."""
    if isinstance(value, dict):
        low, high = value.get("low"), value.get("high", 0)
        if type(low) is not int or type(high) is not int:
            return 0
        value = ((high & 0xFFFFFFFF) << 32) | (low & 0xFFFFFFFF)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:19])
    return value if type(value) is int and 0 < value < 2**63 else 0


def _number(payload: Payload, wanted: str) -> int:
    """The whole number under *wanted*, in any case; 0 if there is none."""
    found = (
        each for name, each in payload.fields.items() if name.lower() == wanted.lower()
    )
    return whole_number(next(found, None))


def _content(message: Payload) -> Said | str:
    for name, (kind, media) in _FILES.items():
        if (file := part_of(message, name)).fields:
            return _of_file(kind, media, file)
    for name, kind in _OTHERS.items():
        if (told := part_of(message, name)).fields:
            text = text_of(told, "caption")
            return Said(kind=kind, text=text, values=_place(kind, told))
    text = text_in(message)
    if text.strip():
        return Said(kind=Kind.TEXT, text=text)
    return "unknown" if _says_something(message) else "empty"


def _of_file(kind: Kind, media: str, file: Payload) -> Said:
    mime = text_of(file, "mimetype").partition(";")[0].strip().lower()
    if kind is Kind.DOCUMENT and mime in _PICTURE_TYPES:
        kind = Kind.PHOTO
    return Said(kind=kind, text=text_of(file, "caption"), media=media, file=file)


def _place(kind: Kind, told: Payload) -> Mapping[str, str]:
    if kind is not Kind.LOCATION:
        return {}
    values = {"label": text_of(told, "name"), "address": text_of(told, "address")}
    for ours, theirs in _NUMBERED.items():
        values[ours] = _word(told, theirs)
    return {name: value for name, value in values.items() if value}


def _unwrapped(message: Payload) -> Payload:
    for _ in range(_DEEPEST):
        inner = (part_of(message, name, "message") for name in _WRAPPERS)
        found = next((one for one in inner if one.fields), None)
        if found is None:
            break
        message = found
    return message


def _is_hd_twin(message: Payload) -> bool:
    """Whether it is the second, larger copy of a photo."""
    context = part_of(message, "messageContextInfo")
    associated = part_of(context, "messageAssociation")
    return _word(associated, "associationType") in _HD_TWIN


def _says_something(message: Payload) -> bool:
    """Whether there is more in it than what every message may have."""
    silent = {"messagecontextinfo", "senderkeydistributionmessage", "base64"}
    return any(
        value is not None and name.lower() not in silent
        for name, value in message.fields.items()
    )


def _word(payload: Payload, wanted: str) -> str:
    """A number or a word under *wanted*, in any case, as a word; empty if none."""
    for name, value in payload.fields.items():
        if name.lower() == wanted.lower() and not isinstance(value, bool):
            if isinstance(value, str):
                return cleaned(value)
            if isinstance(value, int | float):
                return str(value)
    return ""
