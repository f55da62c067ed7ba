"""
The body of a delivery of WuzAPI, whichever of its forms it is posted in.

    application/x-www-form-urlencoded    jsonData=...&userID=1&instanceName=main
    application/json                     {"type": ..., "event": ..., "userID": "1"}
    multipart/form-data                  the form's fields, and a file beside them
"""

import base64
from collections.abc import Mapping
from email.message import Message as Parts
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from bot.channel import Delivery
from bot.channels.payload import Payload
from bot.errors import BadDelivery

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_MOST_FIELDS = 100
_INSIDE = "jsonData"


def read_body(delivery: Delivery) -> Payload:
    """
    What *delivery* holds, as one object: what happened, and whose account it is about.

    Of a form, ``jsonData`` is opened and the other fields are put beside what is in
    it; a file beside them is there as ``base64``.

    Raises:
        BadDelivery: If it is neither a form nor a JSON object.
    """
    kind = delivery.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == _MULTIPART:
        return _opened(_read_parts(delivery))
    if kind == _FORM:
        return _opened(_read_form(delivery.body))
    payload = Payload.parse(delivery.body)
    return _opened(payload.fields) if _INSIDE in payload.fields else payload


def _opened(fields: Mapping[str, object]) -> Payload:
    """The fields with what stands in one of them as JSON; that counts for more."""
    inside = fields.get(_INSIDE)
    if isinstance(inside, str):
        try:
            inside = Payload.parse(inside.encode("utf-8", "replace")).fields
        except BadDelivery:
            inside = {}
    outside = {name: value for name, value in fields.items() if name != _INSIDE}
    return Payload(fields={**outside, **(inside if isinstance(inside, dict) else {})})


def _read_form(body: bytes) -> Mapping[str, object]:
    try:
        found = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise BadDelivery(f"no form: {error}") from None
    return dict(found)


def _read_parts(delivery: Delivery) -> Mapping[str, object]:
    head = f"Content-Type: {delivery.headers['content-type']}\r\n\r\n"
    whole = BytesParser(policy=HTTP).parsebytes(
        head.encode("latin-1", "replace") + delivery.body
    )
    if not whole.is_multipart():
        raise BadDelivery("no form: it has no parts")
    fields: dict[str, object] = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = _bytes_of(part)
        if part.get_filename() is not None or name == "file":
            fields["base64"] = base64.b64encode(data).decode("ascii")
        elif isinstance(name, str):
            fields[name] = data.decode("utf-8", "replace")
    return fields


def _bytes_of(part: Parts) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
