"""
What GOWA up to version 7 posted, in the form of version 8.

The older form is flat: no event and no envelope. What happened shows in which fields
there are, and who speaks where in one text: ``62...:1@s.whatsapp.net in 62...@g.us``.
Own messages are not marked.
"""

from collections.abc import Mapping

from bot.channels.jid import Jid
from bot.channels.payload import Payload

_ACTIONS: Mapping[str, str] = {
    "message_revoked": "message.revoked",
    "message_edited": "message.edited",
    "message_deleted_for_me": "message.deleted",
}
_KEPT = (
    "revoked_message_id",
    "original_message_id",
    "timestamp",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "live_location",
    "contact",
)


def as_event(flat: Payload) -> Payload:
    """*flat* as version 8 would have posted it."""
    said = flat.part("message")
    sender, _, chat = flat.text("from").partition(" in ")
    fields: dict[str, object] = {
        name: flat.fields[name] for name in _KEPT if name in flat.fields
    }
    fields |= {
        "id": said.text("id"),
        "from": sender.strip(),
        "chat_id": (chat or sender).strip(),
        "from_name": flat.text("pushname"),
        "is_from_me": _is_own(sender, chat, flat.text("from_lid")),
        "body": flat.text("edited_text") or said.text("text"),
    }
    return Payload(fields={"event": _event(flat), "payload": fields})


def _event(flat: Payload) -> str:
    action = flat.text("action")
    if action:
        return _ACTIONS.get(action, action)
    return "message.reaction" if flat.part("reaction").fields else "message"


def _is_own(sender: str, chat: str, sender_lid: str) -> bool:
    """Whether somebody else speaks in a chat of two: that is us, then."""
    who, where = Jid.parse(sender), Jid.parse(chat)
    if who is None or where is None or where.audience != "person":
        return False
    hidden = Jid.parse(sender_lid)
    return where.address not in {who.address, hidden and hidden.address}
