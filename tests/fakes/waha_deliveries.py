"""What the fake WAHA posts: events in the form of its engine NOWEB."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from typing import Any

KEY = "waha-4711-sesame-4711"
STAFF = "6281200000011@c.us"
OURS = "628110000001@c.us"

Fields = dict[str, object]

_ids = itertools.count(1)


def event(
    name: str, *, sender: str = STAFF, bare: str = "", sent_ms: int = 0, **said: Any
) -> Fields:
    """
    The delivery of any event.

    Args:
        name: Of the event.
        sender: Who did it, in their own chat.
        bare: WhatsApp's id of the message; a new one by default.
        sent_ms: When, in milliseconds since 1970; 0 for some time in 2025.
        said: More fields, or others in place of those there are.
    """
    number = next(_ids)
    payload: Fields = {
        "id": f"false_{sender}_{bare or f'3EB0{number:016X}'}",
        "timestamp": sent_ms / 1000 if sent_ms else 1_760_000_000 + number,
        "from": sender,
        "fromMe": False,
        "source": "app",
        "to": OURS,
        "body": "",
        "hasMedia": False,
        "media": None,
        "ack": 1,
        "vCards": [],
        "replyTo": None,
        "_data": {"pushName": "Budi"},
        **said,
    }
    return {
        "id": f"evt_{number:026d}",
        "event": name,
        "session": "default",
        "metadata": {},
        "me": {"id": OURS, "pushName": "Showroom"},
        "payload": payload,
        "engine": "NOWEB",
        "environment": {"version": "2026.2.2", "engine": "NOWEB", "tier": "PLUS"},
    }


def text(words: str, **said: Any) -> Fields:
    """The delivery of a text."""
    return event("message", body=words, **said)


def media(name: str, mime: str, *, caption: str = "", **said: Any) -> Fields:
    """The delivery of a file that the gateway keeps as *name*."""
    url = f"http://localhost:3000/api/files/default/{name}"
    file = {"url": url, "mimetype": mime, "filename": None}
    return event("message", body=caption, hasMedia=True, media=file, **said)


def button(title: str, option: str, **said: Any) -> Fields:
    """The delivery of a button that was tapped."""
    answer = {"selectedButtonId": option, "selectedDisplayText": title, "type": 1}
    data = {"message": {"buttonsResponseMessage": answer}}
    return event("message", **{"body": None, "_data": data, **said})


def revoke(target: str, **said: Any) -> Fields:
    """The delivery of a deletion for everyone."""
    after = event("message", **said)["payload"]
    fields = event("message.revoked")
    said = {"after": after, "revokedMessageId": target, "before": None}
    return {**fields, "payload": said}


def signed(body: bytes, *, key: str = KEY) -> Mapping[str, str]:
    """The headers above *body*."""
    return {
        "Content-Type": "application/json",
        "X-Webhook-Request-Id": f"{next(_ids)}",
        "X-Webhook-Timestamp": "1760000000775",
        "X-Webhook-Hmac": hmac.new(key.encode(), body, hashlib.sha512).hexdigest(),
        "X-Webhook-Hmac-Algorithm": "sha512",
    }


def written(fields: Mapping[str, object]) -> bytes:
    """*fields* as they are posted."""
    return json.dumps(fields).encode()
