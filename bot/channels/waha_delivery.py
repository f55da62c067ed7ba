"""
What WAHA posts, as messages.

* The id of a message holds who wrote and where: ``false_628...@c.us_3EB0...``. Only its
  third part is WhatsApp's own, and the same under a phone and under a hidden number.
* Each event comes by itself, in no order; photos later than words that follow them.
* Who subscribed to ``message`` and to ``message.any`` gets everything twice.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.channel import Received
from bot.channels.jid import Jid
from bot.channels.moments import from_seconds
from bot.channels.payload import Payload
from bot.channels.tapped import part_of, text_of
from bot.channels.waha_content import beside, kind_of_file, tapped_in
from bot.channels.waha_file import WahaFile, path_in
from bot.messages import Chat, Kind, Message, PhotoRef

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,127}")
_WHOLE = re.compile(r"(?:true|false)_[^_/]+_(?P<bare>[^_/]+)(?:_[^_/]+)?")
_FAILED = "ERROR"
_WORDS: Mapping[str, str] = {
    "message.reaction": "reaction",
    "message.ack.group": "receipt",
    "message.waiting": "waiting",
}
_FAMILIES: Mapping[str, str] = {
    "session": "session",
    "presence": "presence",
    "poll": "poll",
    "group": "group",
    "label": "label",
    "call": "call",
}
_ALTERNATIVES = (
    (("key",), "remoteJidAlt"),
    (("key",), "senderPn"),
    (("info",), "SenderAlt"),
    (("key",), "participantAlt"),
)


def read(payload: Payload, *, tenant: str, channel: str, session: str) -> Received:
    """
    What *payload* holds: one message, or one word for why it holds none.

    The words are ``own``, ``group``, ``status``, ``broadcast``, ``newsletter``,
    ``reaction``, ``receipt``, ``failed_receipt``, ``album`` (which only announces
    photos), ``hd_twin`` (of one that comes by itself), ``waiting`` (cannot be
    deciphered yet), ``session`` (how one is, or another one than ours), ``presence``,
    ``poll``, ``label``, ``call``, ``anonymous`` (nobody to reply to), ``empty``, and
    ``unknown``.

    Args:
        payload: The body of a delivery.
        tenant: Whose channel it came to.
        channel: Which of the tenant's.
        session: What the gateway calls our account.
    """
    word, said = _word(payload, session), payload.part("payload")
    reader = _READERS.get(payload.text("event"))
    if word or reader is None:
        return Received(ignored=(word or "unknown",))
    inner = _revoked(said) if reader is _revoke else said
    if inner.flag("fromMe"):
        return Received(ignored=("own",))
    chat = _chat(inner, tenant=tenant, channel=channel)
    found = chat if isinstance(chat, str) else reader(said, chat)
    if isinstance(found, str):
        return Received(ignored=(found,))
    return Received(messages=(found,))


def _word(payload: Payload, session: str) -> str:
    """Why there is no message, as far as the event tells; empty if there may be one."""
    event = payload.text("event")
    if payload.text("session") not in {"", session}:
        return "session"
    if event == "message.ack":
        failed = payload.part("payload").text("ackName") == _FAILED
        return "failed_receipt" if failed else "receipt"
    if event in _READERS:
        return ""
    return _WORDS.get(event) or _FAMILIES.get(event.partition(".")[0], "unknown")


def _chat(said: Payload, *, tenant: str, channel: str) -> Chat | str:
    where = Jid.parse(said.text("from"))
    if where is None:
        return "anonymous" if said.text("from") else "unknown"
    if where.audience != "person":
        return where.audience
    phone = where.phone or _phone(said.part("_data"))
    user = f"{where.user}@c.us" if where.server == "s.whatsapp.net" else where.address
    return Chat(tenant=tenant, channel=channel, address=user, phone=phone)


def _phone(engine: Payload) -> str | None:
    """The phone behind a hidden number, where the engine tells."""
    for parts, name in _ALTERNATIVES:
        other = Jid.parse(text_of(part_of(engine, *parts), name))
        if other is not None and other.phone:
            return other.phone
    return None


def _message(said: Payload, chat: Chat) -> Message | str:
    """The message in *said*; one word if nothing was said."""
    if word := beside(said):
        return word
    common = _common(said, chat)
    if said.flag("hasMedia") or said.part("media").text("url"):
        return _of_file(said, **common)
    wordless = {**common, "text": ""}  # some engines give a picture of it as words
    if said.part("location").fields:
        wordless["values"] = {**common["values"], **_told(said.part("location"))}
        return _made(said, Kind.LOCATION, **wordless)
    if said.fields.get("vCards"):
        return _made(said, Kind.OTHER, **wordless)
    return _words(said, **common)


def _words(said: Payload, **common: Any) -> Message | str:
    """What was written, or tapped."""
    if tapped := tapped_in(said):
        common["text"] = tapped.title or common["text"] or tapped.id
        common["option"] = tapped.id or None
    if not common["text"].strip():
        return "empty"
    return _made(said, Kind.TEXT, **common)


def _of_file(said: Payload, **common: Any) -> Message:
    file = WahaFile(
        path=path_in(said.part("media").text("url")),
        message=said.text("id"),
        chat=common["chat"].address,
    )
    kind, found = kind_of_file(said), PhotoRef(locator=file.locator)
    return _made(
        said,
        kind,
        photo=found if kind is Kind.PHOTO else None,
        voice=found if kind is Kind.VOICE else None,
        **common,
    )


def _edit(said: Payload, chat: Chat) -> Message | str:
    """What an earlier message says now, as a message of its own."""
    target, common = _bare(said.text("editedMessageId")), _common(said, chat)
    if not common["text"].strip():
        return "empty"
    if not (target and common["id"]) or common["id"] == target:
        common["id"] = f"{target or common['id']}-edit-{common['sent_ms']}"
    return _made(said, Kind.TEXT, **common)


def _revoke(said: Payload, chat: Chat) -> Message | str:
    """What was deleted; ``after`` is the deletion, or what is left of the message."""
    inner = _revoked(said)
    target = _bare(said.text("revokedMessageId")) or _bare(inner.text("id"))
    common = _common(inner, chat)
    if not target:
        return "unknown"
    if not common["id"] or common["id"] == target:
        common["id"] = f"{target}-revoked"
    fields = {**common, "text": "", "target": target}
    return _made(said, Kind.PHOTO_REMOVED, **fields)


def _revoked(said: Payload) -> Payload:
    after = said.part("after")
    return after if after.fields else said.part("before")


_READERS: Mapping[str, Callable[[Payload, Chat], Message | str]] = {
    "message": _message,
    "message.any": _message,
    "message.edited": _edit,
    "message.revoked": _revoke,
}


def _common(said: Payload, chat: Chat) -> dict[str, Any]:
    engine = said.part("_data")
    name = (
        engine.text("notifyName")
        or engine.text("pushName")
        or part_of(engine, "info").text("PushName")
    )
    return {
        "id": _bare(said.text("id")),
        "chat": chat,
        "sent_ms": from_seconds(said.fields.get("timestamp")),
        "text": said.text("body"),
        "values": {"name": name} if name else {},
    }


def _bare(id_: str) -> str:
    """WhatsApp's own id in one of WAHA's; empty if there is none."""
    whole = _WHOLE.fullmatch(id_)
    bare = whole["bare"] if whole else id_
    return bare if _ID.fullmatch(bare) else ""


def _told(place: Payload) -> dict[str, str]:
    told = {}
    for name in ("latitude", "longitude"):
        value = place.fields.get(name)
        told[name] = f"{value:.7f}" if isinstance(value, float) else place.text(name)
    told["label"] = place.text("name") or place.text("title")
    told["address"] = place.text("address") or place.text("description")
    return {name: value for name, value in told.items() if value}


def _made(said: Payload, kind: Kind, **fields: Any) -> Message:
    """The message; without an id it is known by what was posted."""
    fields["synthetic"] = not fields["id"]
    fields["id"] = fields["id"] or f"sha256:{said.fingerprint}"
    return Message(kind=kind, **fields)
