"""What the fake WuzAPI posts: what its library has, as a form or as JSON."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

TOKEN = "wuzapi-4711-sesame"  # noqa: S105 - made up
HMAC_KEY = "0123456789abcdef0123456789abcdef"
USER = "main"
STAFF = "6281200000011@s.whatsapp.net"
FORM = "application/x-www-form-urlencoded"

Fields = dict[str, object]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ids = itertools.count(1)


def next_id() -> str:
    """An id that no message had before."""
    return f"3EB0{next(_ids):016X}"


def said(
    message: Mapping[str, object],
    *,
    sender: str = STAFF,
    id: str = "",  # noqa: A002 - the word of messages
    sent_ms: int = 0,
    from_me: bool = False,
    **beside: object,
) -> Fields:
    """The delivery of the raw *message*, with *beside* beside the event."""
    when = sent_ms or (1_760_000_000 + next(_ids)) * 1000
    info = {
        "Chat": sender,
        "Sender": sender,
        "IsFromMe": from_me,
        "IsGroup": sender.endswith("@g.us"),
        "ID": id or next_id(),
        "PushName": "Budi",
        "Timestamp": (_EPOCH + timedelta(milliseconds=when)).isoformat(),
    }
    event = {"Info": info, "Message": message, "IsEdit": False}
    return {"type": "Message", "event": event, **beside}


def text(words: str, **how: Any) -> Fields:
    """The delivery of a text."""
    return said({"conversation": words}, **how)


def image(
    name: str, *, caption: str = "", data: bytes | None = None, **how: Any
) -> Fields:
    """The delivery of the photo *name*, with *data* in it."""
    told = {"mimetype": "image/jpeg", "caption": caption, **keys(name)}
    if data is not None:
        how |= {"base64": base64.b64encode(data).decode(), "mimeType": "image/jpeg"}
    return said({"imageMessage": told}, **how)


def keys(name: str) -> Fields:
    """What it takes to download the file *name* once more."""
    return {
        "URL": f"https://mmg.whatsapp.net/v/{name}.enc",
        "directPath": f"/v/{name}",
        "mediaKey": "AAAA",
        "fileEncSHA256": "BBBB",
        "fileSHA256": "CCCC",
    }


def as_form(fields: Mapping[str, object]) -> bytes:
    """*fields* as they are posted as a form."""
    written = json.dumps(fields)
    whole = {"instanceName": USER, "jsonData": written, "userID": "1"}
    return urlencode(whole).encode()


def as_json(fields: Mapping[str, object]) -> bytes:
    """*fields* as they are posted as JSON."""
    return json.dumps({**fields, "instanceName": USER, "userID": "1"}).encode()


def headers(body: bytes, *, key: str = HMAC_KEY) -> Mapping[str, str]:
    """What stands above *body*."""
    made = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    kind = "application/json" if body.startswith(b"{") else FORM
    return {"content-type": kind, "x-hmac-signature": made}
