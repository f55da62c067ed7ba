"""``waha`` in the contract suite."""

from collections.abc import Mapping
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import waha_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.waha import API_KEY, FakeWaha

_TYPES = {
    Kind.PHOTO: "image/jpeg",
    Kind.VOICE: "audio/ogg; codecs=opus",
    Kind.VIDEO: "video/mp4",
    Kind.DOCUMENT: "application/pdf",
}


class WahaCase:
    """A session whose deliveries are signed JSON."""

    secrets = (deliveries.KEY, API_KEY)

    def __init__(self) -> None:
        self.waha = FakeWaha()
        self.waha.redownload = 504  # as while WhatsApp takes its time

    async def __aenter__(self) -> Self:
        await self.waha.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.waha.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return {
            "type": "waha",
            "url": self.waha.url,
            "api_key": API_KEY,
            "hmac_key": deliveries.KEY,
        }

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        return self.seal(deliveries.written(_fields(message)))

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        headers = deliveries.signed(body)
        lower = {name.lower(): value for name, value in headers.items()}
        return Delivery(body=body, headers=lower, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        found = {
            "own": deliveries.text("halo", fromMe=True),
            "group": deliveries.text("halo", sender="120363012345678901@g.us"),
            "status": deliveries.text("halo", sender="status@broadcast"),
            "reaction": deliveries.event("message.reaction"),
            "receipt": deliveries.event("message.ack", ackName="READ"),
            "failed_receipt": deliveries.event("message.ack", ackName="ERROR"),
            "album": deliveries.event("message", _data={"type": "album"}),
            "empty": deliveries.event("message"),
        }
        return {
            word: self.seal(deliveries.written(fields))
            for word, fields in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.waha.desk.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [
            (one.number.partition("@")[0], one.text) for one in self.waha.desk.replies
        ]


def _fields(message: Message) -> deliveries.Fields:
    digits = (message.chat.phone or "").removeprefix("+")
    sender = f"{digits}@c.us"
    common: dict[str, Any] = {
        "sender": sender,
        "bare": message.id,
        "sent_ms": message.sent_ms,
    }
    if message.kind is Kind.PHOTO_REMOVED:
        return deliveries.revoke(message.target or "", **common)
    if message.option:
        return deliveries.button(message.text, message.option, **common)
    if message.kind is Kind.LOCATION:
        place = {"latitude": -6.2, "longitude": 106.8}
        return deliveries.text(message.text, location=place, **common)
    if message.kind is Kind.OTHER:
        return deliveries.text("", vCards=["BEGIN:VCARD\nEND:VCARD"], **common)
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, **common)
    file = message.photo or message.voice
    name = file.locator if file else message.id
    mime = _TYPES[message.kind]
    return deliveries.media(name, mime, caption=message.text, **common)
