"""
What WuzAPI posts, as messages.

* Each event comes by itself, in no order; photos later than words that follow them,
  some of them by minutes.
* It hands on what its library has, whose names change their case between builds.
* A photo stands in its delivery unless its download failed, or somebody turned that
  off; then what it takes to download it once more is there all the same.
"""

from collections.abc import Mapping
from typing import Any

from bot.channel import Received
from bot.channels.inline import trimmed
from bot.channels.jid import Jid
from bot.channels.moments import from_text
from bot.channels.payload import Payload
from bot.channels.rawmessage import Said, is_id, length_of, read_raw
from bot.channels.tapped import part_of, text_of
from bot.channels.webfile import WebFile
from bot.messages import Chat, Kind, Message, PhotoRef

_KEYS = ("Url", "DirectPath", "MediaKey", "Mimetype", "FileEncSHA256", "FileSHA256")
_NEEDED = ("DirectPath", "MediaKey")
_WORDS: Mapping[str, str] = {
    "readreceipt": "receipt",
    "presence": "presence",
    "chatpresence": "presence",
    "historysync": "history",
    "connected": "connection",
    "disconnected": "connection",
    "connectfailure": "connection",
    "streamerror": "connection",
    "streamreplaced": "connection",
    "keepalivetimeout": "connection",
    "keepaliverestored": "connection",
    "temporaryban": "connection",
    "clientoutdated": "connection",
    "loggedout": "pairing",
    "pairsuccess": "pairing",
    "pairerror": "pairing",
    "qr": "pairing",
    "qrtimeout": "pairing",
    "undecryptablemessage": "undecryptable",
    "groupinfo": "group",
    "joinedgroup": "group",
    "picture": "contacts",
    "contact": "contacts",
    "pushname": "contacts",
    "businessname": "contacts",
    "userabout": "contacts",
}
_FAMILIES = ("call", "newsletter", "label", "appstate", "offlinesync")


def read(
    payload: Payload, *, tenant: str, channel: str, instance: str | None
) -> Received:
    """
    What *payload* holds: one message, or one word for why it holds none.

    The words are ``own``, ``group``, ``status``, ``broadcast``, ``newsletter``,
    ``reaction``, ``receipt``, ``album``, ``hd_twin``, ``poll``, ``connection`` and
    ``pairing`` (about the gateway itself), ``instance`` (another account than ours),
    ``history``, ``presence``, ``undecryptable``, ``contacts``, ``label``, ``call``,
    ``appstate``, ``offlinesync``, ``anonymous`` (nobody to reply to), ``empty``, and
    ``unknown``.

    Args:
        payload: What a delivery holds, whatever form it was posted in.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
        instance: What the gateway calls our account; None if it has no other.
    """
    if instance is not None and text_of(payload, "instanceName") not in {"", instance}:
        return Received(ignored=("instance",))
    kind = text_of(payload, "type").lower()
    if kind != "message":
        return Received(ignored=(_WORDS.get(kind) or _family(kind),))
    found = _message(payload, {"tenant": tenant, "channel": channel})
    if isinstance(found, str):
        return Received(ignored=(found,))
    return Received(messages=(found,))


def _family(kind: str) -> str:
    return next((name for name in _FAMILIES if kind.startswith(name)), "unknown")


def _message(payload: Payload, where: Mapping[str, str]) -> Message | str:
    event = part_of(payload, "event")
    info = part_of(event, "Info")
    chat = _chat(info, where)
    if isinstance(chat, str):
        return chat
    said = read_raw(_raw(event))
    if isinstance(said, str):
        return said
    common = _common(info, chat)
    if said.target is not None:
        return _done_to_another(said, common)
    common |= {"text": said.text, "option": said.option}
    common["values"] |= said.values
    if _is_edit(event) and said.kind is Kind.TEXT:
        edit = f"{common['id']}-edit-{common['sent_ms']}" if common["id"] else ""
        return _made(payload, said.kind, {**common, "id": edit})
    if said.kind in {Kind.PHOTO, Kind.VOICE} and said.media:
        return _of_file(payload, said, common)
    return _made(payload, said.kind, common)


def _raw(event: Payload) -> Payload:
    """The message without its wrappers; with them where a build knows no other."""
    found = part_of(event, "Message")
    return found if found.fields else part_of(event, "RawMessage")


def _is_edit(event: Payload) -> bool:
    return any(
        name.lower() == "isedit" and value is True
        for name, value in event.fields.items()
    )


def _chat(info: Payload, where: Mapping[str, str]) -> Chat | str:
    """Who is speaking; one word if it is nobody to reply to."""
    flags = {name.lower(): value is True for name, value in info.fields.items()}
    if flags.get("isfromme"):
        return "own"
    sender = Jid.parse(text_of(info, "Sender"))
    who = Jid.parse(text_of(info, "Chat")) or sender
    if who is None:
        return "anonymous" if info.fields else "unknown"
    if who.audience != "person":
        return who.audience
    if flags.get("isgroup"):
        return "group"
    other = Jid.parse(text_of(info, "SenderAlt"))
    phones = (one.phone for one in (who, sender, other) if one is not None)
    phone = next((each for each in phones if each), None)
    return Chat(address=who.address, phone=phone, **where)


def _common(info: Payload, chat: Chat) -> dict[str, Any]:
    id_, name = text_of(info, "ID"), text_of(info, "PushName")
    return {
        "id": id_ if is_id(id_) else "",
        "chat": chat,
        "sent_ms": from_text(text_of(info, "Timestamp")),
        "values": {"name": name} if name else {},
    }


def _done_to_another(said: Said, common: dict[str, Any]) -> Message:
    """An edit or a deletion, as a message of its own."""
    target, id_ = said.target, common["id"]
    if said.kind is Kind.PHOTO_REMOVED:
        common["target"], id_ = target, f"{target}-revoked"
    elif not id_ or id_ == target:
        id_ = f"{target}-edit-{common['sent_ms']}"
    return Message(kind=said.kind, **{**common, "id": id_, "text": said.text})


def _of_file(payload: Payload, said: Said, common: dict[str, Any]) -> Message:
    """The file stands in the delivery, or in a bucket, or is downloaded once more."""
    keys = _keys(said.file)
    file = WebFile(message=common["id"], media=said.media, keys=keys)
    url = text_of(part_of(payload, "s3"), "url")
    found = PhotoRef(
        locator=file.locator,
        size_bytes=length_of(said.file),
        data=trimmed(text_of(payload, "base64")) or url or None,
    )
    name = "photo" if said.kind is Kind.PHOTO else "voice"
    if not keys and found.data is None:
        common["values"]["unretrievable"] = name
        return _made(payload, Kind.OTHER, common)
    return _made(payload, said.kind, {**common, name: found})


def _keys(file: Payload) -> Mapping[str, object]:
    """What the gateway wants to know to download *file* once more; empty: it cannot."""
    keys: dict[str, object] = {name: text_of(file, name) for name in _KEYS}
    if not all(keys[name] for name in _NEEDED):
        return {}
    return {**keys, "FileLength": length_of(file) or 0}


def _made(payload: Payload, kind: Kind, common: dict[str, Any]) -> Message:
    """The message; without an id it is known by what was posted."""
    id_ = common["id"]
    common["id"] = id_ or f"sha256:{payload.fingerprint}"
    return Message(kind=kind, synthetic=not id_, **common)
