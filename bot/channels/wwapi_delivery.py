"""
What WhatsApp Web API posts, as messages.

* Only photos have an id, in the name of their file. Everything else is named after
  a digest of its delivery, which holds the time to the nanosecond.
* Whatever is no text comes with a sentence in English in place of the text. It is
  the gateway's, not the person's, and is never passed on.
* ``time`` is when the gateway posted, not when the person wrote.
* Reactions, edits and deletions all come as one ``unknown`` that says no more.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta

from bot.channel import Received
from bot.channels.jid import Jid
from bot.channels.payload import Payload
from bot.messages import Chat, Kind, Message, PhotoRef
from storage.record import record

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST_14_DIGIT_MS = 10**13

_ENVELOPE = frozenset({"event", "message", "sender", "chat", "time", "attachment"})
_OWN_ECHO = frozenset({"fromMe", "from_me", "isFromMe", "is_from_me"})
_EVENTS: Mapping[str, str] = {
    "pair_success": "pairing",
    "device_removed": "pairing",
    "connected": "connection",
    "disconnected": "connection",
}
_KINDS: Mapping[str, Kind] = {
    "image": Kind.PHOTO,
    "video": Kind.VIDEO,
    "audio": Kind.VOICE,
    "document": Kind.DOCUMENT,
    "location": Kind.LOCATION,
    "sticker": Kind.OTHER,
    "contact": Kind.OTHER,
}
_NOTICE = re.compile(
    r"Non-text message received|Audio message received|Sticker received"
    r"|(?:Image|Video|Document|Contact|Location) received(?:: .*)?",
    re.DOTALL,
)
_CAPTION = re.compile(r"(?:Image|Video) received: (?!%!s\()(.*)", re.DOTALL)
_PHOTO_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,127}")


def read(payload: Payload, *, tenant: str, channel: str) -> Received:
    """
    What *payload* holds: one message, or one word for why it holds none.

    The words are ``group``, ``status``, ``broadcast``, ``newsletter``, ``own``,
    ``pairing`` and ``connection`` (about the gateway itself), ``anonymous`` (nobody
    to reply to), ``notice`` (the gateway's sentence alone), ``unsupported`` (the
    gateway cannot say what it was), ``empty``, and ``unknown``.

    Args:
        payload: The body of a delivery.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
    """
    try:
        _check_event(payload)
        chat = _chat(payload, tenant=tenant, channel=channel)
        content = _content(payload)
    except _NoMessage as nothing:
        return Received(ignored=(nothing.word,))
    message = Message(
        id=content.id or f"sha256:{payload.fingerprint}",
        chat=chat,
        kind=content.kind,
        sent_ms=_milliseconds(payload.text("time")),
        text=content.text,
        photo=content.photo,
        synthetic=content.id is None,
        values=content.values,
    )
    return Received(messages=(message,))


class _NoMessage(Exception):
    """The delivery is not for us; *word* says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@record(frozen=True, slots=True, kw_only=True)
class _Content:
    """What was said, without by whom and when."""

    kind: Kind
    text: str = ""
    photo: PhotoRef | None = None
    id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def _check_event(payload: Payload) -> None:
    event = payload.text("event")
    if event not in {"", "message"}:
        raise _NoMessage(_EVENTS.get(event.lower(), "unknown"))
    if not event and not payload.text("sender") and not payload.text("chat"):
        raise _NoMessage("unknown")
    echoes = _OWN_ECHO.intersection(payload.fields)
    if any(payload.flag(name) for name in echoes):
        raise _NoMessage("own")


def _chat(payload: Payload, *, tenant: str, channel: str) -> Chat:
    """Who is speaking; the chat is asked first, since it never names a device."""
    speaker, phone = Jid.parse(payload.text("chat")), None
    if speaker is None or speaker.phone is None:
        sender = Jid.parse(payload.text("sender"))
        speaker, phone = speaker or sender, sender.phone if sender else None
    if speaker is None:
        raise _NoMessage("anonymous")
    if speaker.audience != "person":
        raise _NoMessage(speaker.audience)
    phone = speaker.phone or phone
    return Chat(tenant=tenant, channel=channel, address=speaker.address, phone=phone)


def _content(payload: Payload) -> _Content:
    message = payload.text("message")
    if payload.fields.get("attachment") is not None:
        return _attached(payload.part("attachment"), message)
    if _NOTICE.fullmatch(message):
        raise _NoMessage("notice")
    if message.strip():
        return _Content(kind=Kind.TEXT, text=message)
    raise _NoMessage("empty" if payload.fields.keys() <= _ENVELOPE else "unknown")


def _attached(attachment: Payload, message: str) -> _Content:
    name = attachment.text("type").lower()
    if name == "unknown":
        raise _NoMessage("unsupported")
    if name not in _KINDS:
        raise _NoMessage("unknown")
    kind = _KINDS[name]
    caption = _caption(attachment, message)
    if kind is not Kind.PHOTO:
        return _Content(kind=kind, text=caption)
    url = attachment.text("url")
    if not url:  # version 1.5.0 names no file, so there is nothing to fetch
        return _Content(
            kind=Kind.OTHER, text=caption, values={"unretrievable": "photo"}
        )
    return _Content(
        kind=kind,
        text=caption,
        photo=PhotoRef(locator=url, size_bytes=attachment.count("file_length")),
        id=_photo_id(url),
    )


def _caption(attachment: Payload, message: str) -> str:
    """What stands below a photo or video; the gateway's sentence repeats it."""
    caption = attachment.text("caption")
    if caption:
        return caption
    repeated = _CAPTION.fullmatch(message)
    return repeated[1] if repeated else ""


def _photo_id(url: str) -> str | None:
    """WhatsApp's id of the message, after which the gateway names the file."""
    stem = url.partition("?")[0].rpartition("/")[2].removesuffix(".jpg")
    return stem if _PHOTO_ID.fullmatch(stem) else None


def _milliseconds(time: str) -> int:
    """
    *time* since 1970; 0 if it is missing, has no offset, or cannot be read.

    Nor is a time taken that would break the 13 digits in the names of photos.
    """
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        return 0
    milliseconds = (moment - _EPOCH) // _MILLISECOND
    return milliseconds if 0 <= milliseconds < _FIRST_14_DIGIT_MS else 0
