"""
What GOWA posts, as messages.

* Each event comes by itself, in no order; photos later than words that follow them.
* What version 8 cannot name comes as a message with nothing in it: the parent of an
  album, a button that was tapped, a file whose download failed.
* A picture sent as a document has no type there, so its name has to tell.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.channel import Received
from bot.channels.gowa_file import GowaFile, path_in
from bot.channels.gowa_legacy import as_event
from bot.channels.jid import Jid
from bot.channels.moments import from_text
from bot.channels.payload import Payload
from bot.messages import Chat, Kind, Message, PhotoRef

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,127}")
_PICTURE = re.compile(r".*\.(?:jpe?g?|jfif|png|webp)", re.IGNORECASE)
_PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_WORDS: Mapping[str, str] = {
    "message.reaction": "reaction",
    "message.ack": "receipt",
    "message.deleted": "own",
    "chat_presence": "presence",
}
_FAMILIES: Mapping[str, str] = {
    "group": "group",
    "newsletter": "newsletter",
    "label": "label",
    "call": "call",
}
_FILES: Mapping[str, Kind] = {
    "image": Kind.PHOTO,
    "audio": Kind.VOICE,
    "video": Kind.VIDEO,
    "video_note": Kind.VIDEO,
    "document": Kind.DOCUMENT,
    "sticker": Kind.OTHER,
}
_PLACES = ("location", "live_location")
_CONTACTS = ("contact", "contacts_array")
_TOLD: Mapping[str, str] = {
    "degreesLatitude": "latitude",
    "degreesLongitude": "longitude",
    "name": "label",
    "address": "address",
}


def read(
    payload: Payload, *, tenant: str, channel: str, device: str | None = None
) -> Received:
    """
    What *payload* holds: one message, or one word for why it holds none.

    The words are ``own``, ``group``, ``status``, ``broadcast``, ``newsletter``,
    ``reaction``, ``receipt``, ``presence``, ``label``, ``call``, ``anonymous`` (nobody
    to reply to), ``empty`` (an album's parent among others), ``device`` (another one
    than ours), and ``unknown``.

    Args:
        payload: The body of a delivery, of any version.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
        device: What the gateway calls our account; None if it has no other.
    """
    if not payload.text("event"):
        payload = as_event(payload)
    if not _is_for(payload, device):
        return Received(ignored=("device",))
    event, said = payload.text("event"), payload.part("payload")
    reader = _READERS.get(event)
    if reader is None:
        family = event.partition(".")[0]
        return Received(
            ignored=(_WORDS.get(event) or _FAMILIES.get(family, "unknown"),)
        )
    if said.flag("is_from_me"):
        return Received(ignored=("own",))
    chat = _chat(said, tenant=tenant, channel=channel)
    found = chat if isinstance(chat, str) else reader(said, chat)
    if isinstance(found, str):
        return Received(ignored=(found,))
    return Received(messages=(found,))


def _is_for(payload: Payload, device: str | None) -> bool:
    """Whether the event is about our account; older versions do not say."""
    names = [payload.text("session_id"), payload.text("device_id")]
    known = {name.partition("@")[0].partition(":")[0] for name in names if name}
    return device is None or not known or device.partition("@")[0] in known


def _chat(said: Payload, *, tenant: str, channel: str) -> Chat | str:
    """Who is speaking; the chat is asked first, since it never names a device."""
    sender = Jid.parse(said.text("from"))
    where = Jid.parse(said.text("chat_id")) or sender
    if where is None:
        return "anonymous" if said.text("chat_id") or said.text("from") else "unknown"
    if where.audience != "person":
        return where.audience
    phone = where.phone or (sender.phone if sender else None)
    return Chat(tenant=tenant, channel=channel, address=where.address, phone=phone)


def _message(said: Payload, chat: Chat) -> Message | str:
    """The message in *said*; one word if nothing was said."""
    common = _common(said, chat)
    for name, kind in _FILES.items():
        if said.fields.get(name):
            return _of_file(said, name, kind, **common)
    for name in _PLACES:
        if said.part(name).fields:
            common["values"] |= _told(said.part(name))
            return _made(said, Kind.LOCATION, **common)
    if any(said.fields.get(name) for name in _CONTACTS):
        return _made(said, Kind.OTHER, **common)
    if not common["text"].strip():
        return "empty"
    return _made(said, Kind.TEXT, **common)


def _edit(said: Payload, chat: Chat) -> Message | str:
    """What an earlier message says now, as a message of its own."""
    target, common = said.text("original_message_id"), _common(said, chat)
    if not common["text"].strip():
        return "empty"
    if not (target and _id(said)) or _id(said) == target:
        common["id"] = f"{target or _id(said)}-edit-{common['sent_ms']}"
    return _made(said, Kind.TEXT, **common)


def _revoke(said: Payload, chat: Chat) -> Message | str:
    target, common = said.text("revoked_message_id"), _common(said, chat)
    if not _ID.fullmatch(target):
        return "unknown"
    if not _id(said) or _id(said) == target:
        common["id"] = f"{target}-revoked"
    return _made(said, Kind.PHOTO_REMOVED, **{**common, "text": ""}, target=target)


_READERS: Mapping[str, Callable[[Payload, Chat], Message | str]] = {
    "message": _message,
    "message.edited": _edit,
    "message.revoked": _revoke,
}


def _common(said: Payload, chat: Chat) -> dict[str, Any]:
    name = said.text("from_name") or said.text("sender_display_name")
    return {
        "id": _id(said),
        "chat": chat,
        "sent_ms": from_text(said.text("timestamp")),
        "text": said.text("body"),
        "values": {"name": name} if name else {},
    }


def _id(said: Payload) -> str:
    given = said.text("id")
    return given if _ID.fullmatch(given) else ""


def _told(place: Payload) -> dict[str, str]:
    told = {ours: _written(place, theirs) for theirs, ours in _TOLD.items()}
    return {name: value for name, value in told.items() if value}


def _written(place: Payload, name: str) -> str:
    value = place.fields.get(name)
    return f"{value:.7f}" if isinstance(value, float) else place.text(name)


def _made(said: Payload, kind: Kind, **fields: Any) -> Message:
    """The message; without an id it is known by what was posted."""
    fields["synthetic"] = not fields["id"]
    fields["id"] = fields["id"] or f"sha256:{said.fingerprint}"
    return Message(kind=kind, **fields)


def _of_file(said: Payload, name: str, kind: Kind, **common: Any) -> Message:
    """A file is a path, or an object with one, or an address that only WhatsApp has."""
    file = said.part(name)
    value = said.fields.get(name)
    written = value if isinstance(value, str) else file.text("path")
    path = path_in(written or file.text("media_path"))
    common["text"] = common["text"] or file.text("caption")
    if kind is Kind.DOCUMENT and _is_picture(file, path):
        kind = Kind.PHOTO
    if not common["id"] and path:  # before version 6 only the name of a file tells
        common["id"] = f"file:{path.rpartition('/')[2]}"
    where = GowaFile(path=path, message=_id(said), chat=common["chat"].address)
    found = PhotoRef(locator=where.locator) if path or where.message else None
    if found is None and kind is Kind.PHOTO:
        common["values"]["unretrievable"] = "photo"
        kind = Kind.OTHER
    return _made(
        said,
        kind,
        photo=found if kind is Kind.PHOTO else None,
        voice=found if kind is Kind.VOICE else None,
        **common,
    )


def _is_picture(file: Payload, path: str) -> bool:
    if mime := file.text("mime_type"):
        return mime.partition(";")[0].strip().lower() in _PICTURE_TYPES
    return any(_PICTURE.fullmatch(name) for name in (path, file.text("filename")))
