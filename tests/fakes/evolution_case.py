"""``evolution`` in the contract suite."""

import time
from collections.abc import Mapping
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import evolution_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.evolution import FakeEvolution, written_settings

_FILES = {
    Kind.VOICE: ("audioMessage", "audio/ogg; codecs=opus"),
    Kind.VIDEO: ("videoMessage", "video/mp4"),
    Kind.DOCUMENT: ("documentMessage", "application/pdf"),
    Kind.OTHER: ("stickerMessage", "image/webp"),
    Kind.PHOTO: ("imageMessage", "image/jpeg"),
}


class EvolutionCase:
    """An instance whose deliveries have a token, and whose files are asked for."""

    secrets = (deliveries.API_KEY, deliveries.JWT_KEY)

    def __init__(self) -> None:
        self.evolution = FakeEvolution()
        # Real servers, which read the real clock, get these deliveries too.
        self._ends_at = time.time() + 600

    async def __aenter__(self) -> Self:
        await self.evolution.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.evolution.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return written_settings(self.evolution.url)

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        if file := message.photo or message.voice:
            self.evolution.kept[message.id] = file.locator
        return self.seal(deliveries.written(_fields(message)))

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        headers = deliveries.headers(ends_at=self._ends_at)
        return Delivery(body=body, headers=headers, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        update = {"keyId": "3EB0A", "remoteJid": deliveries.STAFF, "fromMe": True}
        reaction = {"reactionMessage": {"key": {"id": "3EB0A"}, "text": "👍"}}
        failed = {**update, "status": "ERROR"}
        found = {
            "own": deliveries.text("halo", from_me=True),
            "group": deliveries.text("halo", sender="120363012345678901@g.us"),
            "status": deliveries.text("halo", sender="status@broadcast"),
            "newsletter": deliveries.text("halo", sender="12036301@newsletter"),
            "reaction": deliveries.said(reaction),
            "receipt": deliveries.event(
                "messages.update", {**update, "status": "READ"}
            ),
            "failed_receipt": deliveries.event("messages.update", failed),
            "album": deliveries.said({"albumMessage": {"expectedImageCount": 3}}),
            "instance": deliveries.event("messages.upsert", {}, instance="other"),
            "unknown": deliveries.event("hologram.shown", {}),
        }
        return {
            word: self.seal(deliveries.written(fields))
            for word, fields in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.evolution.desk.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [(one.number, one.text) for one in self.evolution.desk.replies]


def _fields(message: Message) -> deliveries.Fields:
    sender = f"{(message.chat.phone or '').removeprefix('+')}@s.whatsapp.net"
    if message.kind is Kind.PHOTO_REMOVED:
        target = {"remoteJid": sender, "fromMe": False, "id": message.target}
        return deliveries.event("messages.delete", target)
    common: dict[str, Any] = {"sender": sender, "id": message.id}
    common["seconds"] = message.sent_ms / 1000
    if message.option:
        tapped = {
            "selectedButtonId": message.option,
            "selectedDisplayText": message.text,
        }
        return deliveries.said({"buttonsResponseMessage": tapped}, **common)
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, **common)
    if message.kind is Kind.LOCATION:
        place = {"degreesLatitude": -6.2, "degreesLongitude": 106.8}
        return deliveries.said({"locationMessage": place}, **common)
    part, mime = _FILES[message.kind]
    file = message.photo or message.voice
    told = {"mimetype": mime, "caption": message.text}
    if file is not None and file.size_bytes:
        told["fileLength"] = str(file.size_bytes)
    return deliveries.said({part: told}, **common)
