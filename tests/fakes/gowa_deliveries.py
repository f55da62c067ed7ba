"""What the fake GOWA posts: events in the form of version 9."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

SECRET = "gowa-4711-sesame-4711"  # noqa: S105 - made up
DEVICE = "628110000001@s.whatsapp.net"
STAFF = "6281200000011@s.whatsapp.net"

Fields = dict[str, object]

_BEGIN = datetime(2025, 10, 9, 8, 0, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ids = itertools.count(1)


def next_id() -> str:
    """An id that no message had before."""
    return f"3EB0{next(_ids):016X}"


def event(name: str, *, sender: str = STAFF, **said: Any) -> Fields:
    """
    The delivery of any event.

    Args:
        name: Of the event.
        sender: Who did it, in their own chat.
        said: More fields, or others in place of those there are.
    """
    now = (_BEGIN + timedelta(seconds=next(_ids))).isoformat()
    payload: Fields = {
        "id": next_id(),
        "chat_id": sender,
        "from": sender,
        "from_name": "Budi",
        "timestamp": now,
        "is_from_me": False,
        **said,
    }
    return {"event": name, "device_id": DEVICE, "payload": payload}


def text(words: str, **said: Any) -> Fields:
    """The delivery of a text."""
    return event("message", body=words, **said)


def image(name: str, *, caption: str = "", **said: Any) -> Fields:
    """The delivery of a photo that the gateway keeps as *name*."""
    file = {"path": f"statics/media/{name}", "caption": caption}
    return event("message", body=caption, image=file, **said)


def revoke(target: str, **said: Any) -> Fields:
    """The delivery of a deletion for everyone."""
    fields: Any = {"revoked_message_id": target, "revoked_from_me": True}
    return event("message.revoked", **fields, **said)


def at(milliseconds: int) -> str:
    """A time as the gateway writes it."""
    return (_EPOCH + timedelta(milliseconds=milliseconds)).isoformat()


def signed(body: bytes, *, secret: str = SECRET) -> Mapping[str, str]:
    """The headers above *body*."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": f"sha256={made}",
    }


def written(fields: Mapping[str, object]) -> bytes:
    """*fields* as they are posted."""
    return json.dumps(fields).encode()
