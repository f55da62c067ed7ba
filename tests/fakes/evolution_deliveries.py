"""What the fake Evolution API posts: events in the form of version 2.3."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from typing import Any

API_KEY = "evolution-4711-sesame"
JWT_KEY = "token-4711-sesame-4711"
INSTANCE = "showroom"
STAFF = "6281200000011@s.whatsapp.net"
OWN = "628110000001@s.whatsapp.net"
NOW = 1_760_025_200.0
"""When tokens are made that say nothing else, in seconds since 1970."""

Fields = dict[str, object]

_ids = itertools.count(1)


def next_id() -> str:
    """An id that no message had before."""
    return f"3EB0{next(_ids):016X}"


def event(name: str, data: object, *, instance: str = INSTANCE) -> Fields:
    """The delivery of any event, in its envelope."""
    return {
        "event": name,
        "instance": instance,
        "data": data,
        "date_time": "2025-10-09T15:53:20.411Z",
        "sender": OWN,
        "server_url": "http://localhost:8080",
        "apikey": API_KEY,
    }


def said(
    message: Mapping[str, object],
    *,
    sender: str = STAFF,
    id: str = "",  # noqa: A002 - the word of messages
    seconds: float = 0,
    from_me: bool = False,
) -> Fields:
    """The delivery of the raw *message*."""
    number = next(_ids)
    data = {
        "key": {"remoteJid": sender, "fromMe": from_me, "id": id or next_id()},
        "pushName": "Budi",
        "message": message,
        "messageType": next(iter(message), ""),
        "messageTimestamp": int(seconds) or 1_760_000_000 + number,
    }
    return event("messages.upsert", data)


def text(words: str, **how: Any) -> Fields:
    """The delivery of a text."""
    return said({"conversation": words}, **how)


def image(
    *, caption: str = "", data: bytes | None = None, url: str = "", **how: Any
) -> Fields:
    """The delivery of a photo, with *data* in it or *url* beside it."""
    message: Fields = {"imageMessage": {"mimetype": "image/jpeg", "caption": caption}}
    if data is not None:
        message["base64"] = base64.b64encode(data).decode()
    if url:
        message["mediaUrl"] = url
    return said(message, **how)


def token(
    *, key: str = JWT_KEY, ends_at: float = NOW + 600, algorithm: str = "HS256"
) -> str:
    """A token as the gateway makes it for each delivery."""
    head = _part({"alg": algorithm, "typ": "JWT"})
    claims = {
        "app": "evolution",
        "action": "webhook",
        "exp": ends_at,
        "iat": ends_at - 600,
    }
    signed = f"{head}.{_part(claims)}"
    made = hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_url_safe(made)}"


def headers(**how: Any) -> Mapping[str, str]:
    """What stands above a delivery."""
    return {
        "content-type": "application/json",
        "authorization": f"Bearer {token(**how)}",
    }


def written(fields: Mapping[str, object]) -> bytes:
    """*fields* as they are posted."""
    return json.dumps(fields).encode()


def _part(value: object) -> str:
    return _url_safe(json.dumps(value).encode())


def _url_safe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
