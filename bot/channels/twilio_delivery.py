"""
What Twilio posts about WhatsApp, as messages.

* A delivery has no time; the inbox gives it that of its arrival.
* Each of several photos is a message of its own: the first has the id of the delivery,
  the next ones that id with ``-1``, ``-2`` and so on. The words belong to the first.
* What becomes of our own replies is told to the same address as a rule; it has a
  status and is no message.
* Reactions, edits and deletions are not delivered.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channel import Acknowledgement, Received
from bot.channels.payload import Payload
from bot.messages import Chat, Kind, Message, PhotoRef

NOTHING_TO_SAY = Acknowledgement(
    content_type="text/xml; charset=utf-8",
    body=b'<?xml version="1.0" encoding="UTF-8"?><Response/>',
)
"""Empty TwiML: replies go out by themselves, not as the answer to a delivery."""

MOST_MEDIA = 10

_IDS = ("MessageSid", "SmsMessageSid", "SmsSid")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PHONE = re.compile(r"[+ ]?([1-9][0-9]{6,14})")
_HIDDEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ANSWERS = ("Body", "ButtonText", "ListTitle", "ButtonPayload", "ListId")
_INCOMING = frozenset({"", "received", "receiving"})
_TOLD: Mapping[str, str] = {
    "ProfileName": "name",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Label": "label",
    "Address": "address",
}
_KINDS: Mapping[str, Kind] = {
    "image": Kind.PHOTO,
    "audio": Kind.VOICE,
    "video": Kind.VIDEO,
    "application": Kind.DOCUMENT,
    "document": Kind.DOCUMENT,
}
_SAY_NOTHING = frozenset({"", "application/octet-stream"})
_TYPES_APART: Mapping[str, Kind] = {
    "text/vcard": Kind.OTHER,
    "text/x-vcard": Kind.OTHER,
    "application/ogg": Kind.VOICE,
}


def read(payload: Payload, *, tenant: str, channel: str, own: str) -> Received:
    """
    What *payload* holds: messages of one person, or one word for why it holds none.

    The words are ``receipt`` (what became of a reply), ``own``, ``sms`` (not by way of
    WhatsApp), ``anonymous`` (nobody to reply to), ``empty``, and ``unknown``.

    Args:
        payload: The fields of a delivery.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
        own: The channel's own number, E.164.
    """
    word = _not_a_message(payload)
    address = _address(payload.text("From"))
    if word is None and address is None:
        word = "anonymous" if payload.text("From") in {"", "whatsapp:"} else "unknown"
    if word is None and address == own:
        word = "own"
    if word is not None or address is None:
        return _nothing(word or "unknown")
    chat = Chat(
        tenant=tenant,
        channel=channel,
        address=address,
        phone=_phone(address, payload.text("WaId")),
    )
    messages = tuple(_messages(payload, chat))
    if not messages:
        return _nothing("empty")
    return Received(messages=messages, acknowledgement=NOTHING_TO_SAY)


def _nothing(word: str) -> Received:
    return Received(ignored=(word,), acknowledgement=NOTHING_TO_SAY)


def _not_a_message(payload: Payload) -> str | None:
    if payload.text("MessageStatus") or payload.text("SmsStatus") not in _INCOMING:
        return "receipt"
    sender = payload.text("From")
    if not _id(payload):
        return "unknown"
    if sender and ":" not in sender:
        return "sms"
    return None


def _id(payload: Payload) -> str:
    return next((sid for name in _IDS if _ID.fullmatch(sid := payload.text(name))), "")


def _address(sender: str) -> str | None:
    """Who is replied to: E.164, or what WhatsApp calls whoever hides their phone."""
    scheme, _, name = sender.partition(":")
    if scheme != "whatsapp":
        return None
    if phone := _PHONE.fullmatch(name):
        return f"+{phone[1]}"
    return name if _HIDDEN.fullmatch(name) else None


def _phone(address: str, digits: str) -> str | None:
    if address.startswith("+"):
        return address
    told = _PHONE.fullmatch(digits)
    return f"+{told[1]}" if told else None


def _messages(payload: Payload, chat: Chat) -> Iterator[Message]:
    """The messages; none if nothing was said."""
    sid, words = _id(payload), _words(payload)
    common: dict[str, Any] = {"chat": chat, "sent_ms": 0, "values": _told(payload)}
    media = list(_media(payload))
    for number, found in enumerate(media):
        name = f"{sid}-{number}" if number else sid
        text = "" if number else words
        yield _of_media(payload, *found, id=name, text=text, **common)
    if media:
        return
    if _announces_media(payload):
        values = {**common.pop("values"), "unretrievable": "photo"}
        yield Message(id=sid, kind=Kind.OTHER, text=words, values=values, **common)
    elif payload.text("Latitude") and payload.text("Longitude"):
        yield Message(id=sid, kind=Kind.LOCATION, text=words, **common)
    elif words:
        yield Message(id=sid, kind=Kind.TEXT, text=words, **common)


def _words(payload: Payload) -> str:
    """What was written; of a button or a list, the words that were tapped."""
    said = map(payload.text, _ANSWERS)
    return next((words for words in said if words.strip()), "")


def _told(payload: Payload) -> Mapping[str, str]:
    told = {ours: payload.text(theirs) for theirs, ours in _TOLD.items()}
    return {name: value for name, value in told.items() if value}


def _media(payload: Payload) -> Iterator[tuple[str, str]]:
    """Address and type of each file."""
    for number in range(MOST_MEDIA):
        if url := payload.text(f"MediaUrl{number}"):
            yield url, payload.text(f"MediaContentType{number}")


def _announces_media(payload: Payload) -> bool:
    return payload.text("NumMedia").strip() not in {"", "0"}


def _of_media(payload: Payload, url: str, content_type: str, **fields: Any) -> Message:
    kind = _kind(content_type, payload.text("MessageType"))
    file = PhotoRef(locator=url)
    return Message(
        kind=kind,
        photo=file if kind is Kind.PHOTO else None,
        voice=file if kind is Kind.VOICE else None,
        **fields,
    )


def _kind(content_type: str, message_type: str) -> Kind:
    """What a file is; a picture sent as a document is a photo all the same."""
    kind = content_type.partition(";")[0].strip().lower()
    if message_type in {"sticker", "contacts"}:
        return Kind.OTHER
    if kind in _SAY_NOTHING:
        kind = message_type or kind
    return _TYPES_APART.get(kind) or _KINDS.get(kind.partition("/")[0], Kind.OTHER)
