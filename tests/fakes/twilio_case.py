"""``twilio`` in the contract suite."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlencode

from bot.channel import Delivery
from bot.messages import Kind, Message, digest
from tests.fakes import twilio_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_signing import sign_body

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
TYPES = {
    Kind.PHOTO: "image/jpeg",
    Kind.VOICE: "audio/ogg",
    Kind.VIDEO: "video/mp4",
    Kind.DOCUMENT: "application/pdf",
    Kind.OTHER: "text/vcard",
}


class TwilioCase:
    """An account whose deliveries are signed forms."""

    secrets = (deliveries.TOKEN,)

    def __init__(self) -> None:
        self.twilio = FakeTwilio()

    async def __aenter__(self) -> Self:
        await self.twilio.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.twilio.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return {
            "type": "twilio",
            "account_sid": deliveries.ACCOUNT,
            "auth_token": deliveries.TOKEN,
            "from": deliveries.NUMBER,
            "url": self.twilio.url,
        }

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        if message.kind is Kind.PHOTO_REMOVED or message.option:
            return None
        return self.seal(urlencode(self._fields(message)).encode())

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        signature = sign_body(WEBHOOK, body)
        headers = {"content-type": FORM, "x-twilio-signature": signature}
        return Delivery(body=body, headers=headers, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        found = {
            "receipt": deliveries.receipt(deliveries.next_sid(), "delivered"),
            "own": deliveries.text("halo", sender=deliveries.NUMBER),
            "sms": {**deliveries.text("halo"), "From": deliveries.STAFF},
        }
        return {
            word: self.seal(urlencode(fields).encode())
            for word, fields in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.twilio.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [(one.number.removeprefix("+"), one.text) for one in self.twilio.replies]

    def _fields(self, message: Message) -> deliveries.Fields:
        sid = f"SM{digest(message.id)}"
        sender = message.chat.phone or ""
        file = message.photo or message.voice
        if message.kind is Kind.TEXT:
            return deliveries.text(message.text, sender=sender, sid=sid)
        if message.kind is Kind.LOCATION:
            fields = deliveries.text(message.text, sender=sender, sid=sid)
            return fields | {"Latitude": "-6.2", "Longitude": "106.8"}
        address = self.twilio.address(file.locator if file else sid)
        media = (address, TYPES[message.kind])
        return deliveries.media(media, caption=message.text, sender=sender, sid=sid)
