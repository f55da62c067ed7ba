"""``wwapi`` in the contract suite."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.gateway import FakeGateway

SECRET = "sesame-4711-sesame-4711"  # noqa: S105 - made up
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES = {
    Kind.VOICE: "audio",
    Kind.VIDEO: "video",
    Kind.DOCUMENT: "document",
    Kind.LOCATION: "location",
    Kind.OTHER: "sticker",
}


class WwapiCase:
    """A gateway without signatures, and without ids for anything but photos."""

    secrets = (SECRET,)

    def __init__(self) -> None:
        self.gateway = FakeGateway()

    async def __aenter__(self) -> Self:
        await self.gateway.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.stop()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return {"type": "wwapi", "url": self.gateway.url, "path_secret": SECRET}

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        if message.kind is Kind.PHOTO_REMOVED or message.option:
            return None
        body = _body(message)
        return self.seal(json.dumps(body).encode())

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        return Delivery(body=body, secret=SECRET, url=f"{WEBHOOK}/{SECRET}")

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        found = {
            "group": deliveries.delivery("halo", chat="6281200000011-1@g.us"),
            "status": deliveries.delivery("halo", chat="status@broadcast"),
            "own": {**deliveries.text("halo"), "fromMe": True},
        }
        return {
            word: self.seal(json.dumps(body).encode()) for word, body in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.gateway.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [(reply.number, reply.text) for reply in self.gateway.replies]


def _body(message: Message) -> Mapping[str, object]:
    digits = (message.chat.phone or "").removeprefix("+")
    sender = f"{digits}@s.whatsapp.net"
    time = (_EPOCH + timedelta(milliseconds=message.sent_ms)).isoformat()
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, sender=sender, time=time)
    if message.photo is None:
        attachment = {"type": _TYPES[message.kind], "caption": message.text}
        return deliveries.delivery(
            "Non-text message received",
            sender=sender,
            time=time,
            attachment=attachment,
        )
    return deliveries.image(
        message.photo.locator,
        caption=message.text,
        size_bytes=message.photo.size_bytes,
        sender=sender,
        time=time,
    )
