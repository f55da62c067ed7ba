"""What the fake Cloud API posts: envelopes, and the messages in them."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

NUMBER_ID = "106540352242922"
OWN = "15550001111"
STAFF = "6281200000011"
HIDDEN = "ID.1349120865530274"
APP_SECRET = "app-secret-0815"  # noqa: S105 - made up
TOKEN = "EAAG0815token"  # noqa: S105 - made up
VERIFY_TOKEN = "verify-0815"  # noqa: S105 - made up

_numbers = itertools.count(1)


def next_id() -> str:
    """An id that no message had before."""
    return f"wamid.HBgNNjI4{next(_numbers):012d}AA="


def envelope(
    *messages: Mapping[str, Any],
    statuses: Sequence[Mapping[str, Any]] = (),
    number_id: str = NUMBER_ID,
    field: str = "messages",
    hidden: bool = False,
) -> dict[str, Any]:
    """
    One delivery of *messages* of one person.

    Args:
        messages: What they sent.
        statuses: What became of replies to them.
        number_id: To which number.
        field: What it is about.
        hidden: Whether their number is.
    """
    who = {"user_id": HIDDEN} if hidden else {"wa_id": STAFF}
    sender = messages[0].get("from", STAFF) if messages else STAFF
    if not hidden:
        who = {"wa_id": sender}
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": OWN, "phone_number_id": number_id},
        "contacts": [{"profile": {"name": "Budi"}, **who}],
    }
    if messages:
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    change = {"field": field, "value": value}
    entry = {"id": "102290129340398", "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def message(
    kind: str,
    content: Mapping[str, Any] | Sequence[Any],
    *,
    sender: str = STAFF,
    id: str = "",  # noqa: A002 - the field's name
    sent_s: int = 1_760_000_000,
) -> dict[str, Any]:
    """Any message."""
    return {
        "from": sender,
        "id": id or next_id(),
        "timestamp": str(sent_s),
        "type": kind,
        kind: content,
    }


def text(words: str, **how: Any) -> dict[str, Any]:
    """A text."""
    return message("text", {"body": words}, **how)


def image(media_id: str, *, caption: str = "", **how: Any) -> dict[str, Any]:
    """A photo."""
    content = {"id": media_id, "mime_type": "image/jpeg", "sha256": "Q3vVYbq2kq0="}
    if caption:
        content["caption"] = caption
    return message("image", content, **how)


def failed(code: int, *, key: str = "") -> dict[str, Any]:
    """That a reply did not arrive."""
    return {
        "id": next_id(),
        "status": "failed",
        "timestamp": "1760000050",
        "recipient_id": STAFF,
        "biz_opaque_callback_data": key,
        "errors": [{"code": code, "title": "refused", "message": "refused"}],
    }


def signature(body: bytes, *, secret: str = APP_SECRET) -> str:
    """How Meta signs *body*."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def written(body: Mapping[str, Any]) -> bytes:
    """*body* as Meta writes it: every letter beyond ASCII is escaped."""
    return json.dumps(body, separators=(",", ":")).encode("ascii")
