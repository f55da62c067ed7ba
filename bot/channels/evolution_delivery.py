"""
What Evolution API posts, as messages.

* Each event comes by itself, in no order; photos later than words that follow them.
* ``date_time`` is local time that says it is UTC, so only the sender's time counts.
* A message that was deleted comes as ``messages.edited``, as ``messages.delete``, or
  as both. A receipt that says ``DELETED`` is no deletion: edits make it, too.
* ``apikey`` stands in every delivery. Nothing reads it, so it is kept nowhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from bot.channel import Received
from bot.channels.inline import trimmed
from bot.channels.jid import Jid
from bot.channels.moments import from_seconds
from bot.channels.payload import Payload
from bot.channels.rawmessage import (
    Said,
    is_id,
    length_of,
    read_protocol,
    read_raw,
    whole_number,
)
from bot.channels.webfile import WebFile
from bot.messages import Chat, Kind, Message, PhotoRef

_FAILED = "ERROR"
_ALTERNATIVES = ("remoteJidAlt", "senderPn", "participantAlt")
_HISTORY = "messages.set"
_FAMILIES: Mapping[str, str] = {
    "send": "own",
    "connection": "connection",
    "qrcode": "pairing",
    "status": "connection",
    "application": "connection",
    "logout": "connection",
    "remove": "connection",
    "instance": "connection",
    "presence": "presence",
    "groups": "group",
    "group": "group",
    "labels": "label",
    "call": "call",
    "contacts": "contacts",
    "chats": "chats",
}


def read(payload: Payload, *, tenant: str, channel: str, instance: str) -> Received:
    """
    What *payload* holds: messages, and one word for each thing that is none.

    The words are ``own``, ``group``, ``status``, ``broadcast``, ``newsletter``,
    ``reaction``, ``receipt``, ``failed_receipt``, ``album``, ``hd_twin``, ``poll``,
    ``connection`` and ``pairing`` (about the gateway itself), ``instance`` (another
    one than ours), ``history``, ``presence``, ``label``, ``call``, ``contacts``,
    ``chats``, ``anonymous`` (nobody to reply to), ``empty``, and ``unknown``.

    Args:
        payload: The body of a delivery.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
        instance: What the gateway calls our account.
    """
    if payload.text("instance") not in {"", instance}:
        return Received(ignored=("instance",))
    event = payload.text("event").lower().replace("_", ".").replace("-", ".")
    if event == _HISTORY:
        return Received(ignored=("history",))
    reader = _READERS.get(event)
    if reader is None:
        return Received(ignored=(_FAMILIES.get(event.partition(".")[0], "unknown"),))
    found = [
        reader(one, {"tenant": tenant, "channel": channel})
        for one in _several(payload.fields.get("data"))
    ]
    return Received(
        messages=tuple(one for one in found if isinstance(one, Message)),
        ignored=tuple(one for one in found if isinstance(one, str)) or _none(found),
    )


def _none(found: Collection[object]) -> tuple[str, ...]:
    return () if found else ("empty",)


def _several(data: object) -> Iterable[Payload]:
    """One thing, or several: version 1 could post a list."""
    things = data if isinstance(data, list) else [data]
    return [
        Payload(fields=thing if isinstance(thing, dict) else {}) for thing in things
    ]


def _message(data: Payload, where: Mapping[str, str]) -> Message | str:
    key = data.part("key")
    chat = _chat(key, where)
    if isinstance(chat, str):
        return chat
    raw = data.part("message")
    said = read_raw(raw)
    if isinstance(said, str):
        return said
    common = _common(data, key, chat)
    if said.target is not None:
        return _done_to_another(said, common)
    common |= {"text": said.text, "option": said.option}
    common["values"] |= said.values
    if said.kind in {Kind.PHOTO, Kind.VOICE} and said.media:
        return _of_file(data, said, common)
    return _made(data, said.kind, common)


def _edited(data: Payload, where: Mapping[str, str]) -> Message | str:
    """What was done to an earlier message, told without the message that did it."""
    chat = _chat(data.part("key"), where)
    if isinstance(chat, str):
        return chat
    said = read_protocol(data)
    if isinstance(said, str):
        return said
    common = {"id": "", "chat": chat, "sent_ms": said.moment_ms}
    return _done_to_another(said, common)


def _deleted(data: Payload, where: Mapping[str, str]) -> Message | str:
    target = data.text("id")
    chat = _chat(data, where)
    if isinstance(chat, str):
        return chat
    if not is_id(target):
        return "unknown"
    said = Said(kind=Kind.PHOTO_REMOVED, target=target)
    return _done_to_another(said, {"id": "", "chat": chat, "sent_ms": 0})


def _receipt(data: Payload, _: Mapping[str, str]) -> str:
    return "failed_receipt" if data.text("status") == _FAILED else "receipt"


_READERS: Mapping[str, Callable[[Payload, Mapping[str, str]], Message | str]] = {
    "messages.upsert": _message,
    "messages.edited": _edited,
    "messages.delete": _deleted,
    "messages.update": _receipt,
}


def _chat(key: Payload, where: Mapping[str, str]) -> Chat | str:
    """Who is speaking; one word if it is nobody to reply to."""
    if key.flag("fromMe"):
        return "own"
    who = Jid.parse(key.text("remoteJid"))
    if who is None:
        return "anonymous" if key.text("remoteJid") else "unknown"
    if who.audience != "person":
        return who.audience
    others = (Jid.parse(key.text(name)) for name in _ALTERNATIVES)
    phones = (other.phone for other in others if other is not None)
    phone = who.phone or next((each for each in phones if each), None)
    return Chat(address=who.address, phone=phone, **where)


def _common(data: Payload, key: Payload, chat: Chat) -> dict[str, Any]:
    name = data.text("pushName")
    time = data.fields.get("messageTimestamp")
    return {
        "id": key.text("id") if is_id(key.text("id")) else "",
        "chat": chat,
        "sent_ms": from_seconds(time) or from_seconds(whole_number(time)),
        "values": {"name": name} if name else {},
    }


def _done_to_another(said: Said, common: dict[str, Any]) -> Message:
    """
    An edit or a deletion, as a message of its own.

    All ways of telling the same make the same message, so it counts once.
    """
    target, id_ = said.target, common["id"]
    if said.kind is Kind.PHOTO_REMOVED:
        common["target"], id_ = target, f"{target}-revoked"
    elif said.moment_ms or not id_ or id_ == target:
        id_ = f"{target}-edit-{said.moment_ms or common['sent_ms']}"
    return Message(kind=said.kind, **{**common, "id": id_, "text": said.text})


def _of_file(data: Payload, said: Said, common: dict[str, Any]) -> Message:
    """The file stands in the delivery, or lies at an address, or is asked for by id."""
    raw = data.part("message")
    file = WebFile(message=common["id"], media=said.media)
    inline = raw.fields.get("base64") or data.fields.get("base64")
    url = raw.text("mediaUrl") or data.text("mediaUrl")
    found = PhotoRef(
        locator=file.locator,
        size_bytes=length_of(said.file),
        data=trimmed(inline) or url or None,
    )
    if not file.message and found.data is None:
        name = "photo" if said.kind is Kind.PHOTO else "voice"
        common["values"]["unretrievable"] = name
        return _made(data, Kind.OTHER, common)
    name = "photo" if said.kind is Kind.PHOTO else "voice"
    return _made(data, said.kind, {**common, name: found})


def _made(data: Payload, kind: Kind, common: dict[str, Any]) -> Message:
    """The message; without an id it is known by what was posted."""
    id_ = common["id"]
    common["id"] = id_ or f"sha256:{data.fingerprint}"
    return Message(kind=kind, synthetic=not id_, **common)
