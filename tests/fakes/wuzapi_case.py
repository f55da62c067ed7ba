"""``wuzapi`` in the contract suite."""

from collections.abc import Mapping
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import wuzapi_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.wuzapi import FakeWuzapi, written_settings

_FILES = {
    Kind.VOICE: ("audioMessage", "audio/ogg; codecs=opus"),
    Kind.VIDEO: ("videoMessage", "video/mp4"),
    Kind.DOCUMENT: ("documentMessage", "application/pdf"),
    Kind.OTHER: ("stickerMessage", "image/webp"),
    Kind.PHOTO: ("imageMessage", "image/jpeg"),
}


class WuzapiCase:
    """A user whose deliveries are signed forms, and whose files are downloaded anew."""

    secrets = (deliveries.TOKEN, deliveries.HMAC_KEY)

    def __init__(self) -> None:
        self.wuzapi = FakeWuzapi()

    async def __aenter__(self) -> Self:
        await self.wuzapi.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.wuzapi.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return written_settings(self.wuzapi.url)

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        return self.seal(deliveries.as_form(_fields(message)))

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        headers = deliveries.headers(body)
        return Delivery(body=body, headers=headers, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        reaction = {"reactionMessage": {"key": {"ID": "3EB0A"}, "text": "👍"}}
        found: dict[str, deliveries.Fields] = {
            "own": deliveries.text("halo", from_me=True),
            "group": deliveries.text("halo", sender="120363012345678901@g.us"),
            "status": deliveries.text("halo", sender="status@broadcast"),
            "newsletter": deliveries.text("halo", sender="12036301@newsletter"),
            "reaction": deliveries.said(reaction),
            "receipt": {"type": "ReadReceipt", "state": "Read", "event": {}},
            "album": deliveries.said({"albumMessage": {"expectedImageCount": 3}}),
            "pairing": {"type": "LoggedOut", "event": {}},
            "unknown": {"type": "Hologram", "event": {}},
        }
        return {
            word: self.seal(deliveries.as_json(fields))
            for word, fields in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.wuzapi.desk.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [(one.number, one.text) for one in self.wuzapi.desk.replies]


def _fields(message: Message) -> deliveries.Fields:
    sender = f"{(message.chat.phone or '').removeprefix('+')}@s.whatsapp.net"
    common: dict[str, Any] = {
        "sender": sender,
        "id": message.id,
        "sent_ms": message.sent_ms,
    }
    if message.kind is Kind.PHOTO_REMOVED:
        target = {"remoteJID": sender, "ID": message.target}
        return deliveries.said({"protocolMessage": {"key": target}}, **common)
    if message.option:
        tapped = {
            "selectedButtonID": message.option,
            "Response": {"SelectedDisplayText": message.text},
        }
        return deliveries.said({"buttonsResponseMessage": tapped}, **common)
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, **common)
    if message.kind is Kind.LOCATION:
        place = {"degreesLatitude": -6.2, "degreesLongitude": 106.8}
        return deliveries.said({"locationMessage": place}, **common)
    part, mime = _FILES[message.kind]
    file = message.photo or message.voice
    told: deliveries.Fields = {"mimetype": mime, "caption": message.text}
    if file is not None:
        told |= deliveries.keys(file.locator) | {"fileLength": file.size_bytes}
    return deliveries.said({part: told}, **common)
