"""``gowa`` in the contract suite."""

from collections.abc import Mapping
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import gowa_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.gowa import PASSWORD, FakeGowa

_FILES = {
    Kind.VOICE: ("audio", "oga"),
    Kind.VIDEO: ("video", "mp4"),
    Kind.DOCUMENT: ("document", "pdf"),
    Kind.OTHER: ("sticker", "webp"),
}


class GowaCase:
    """A device whose deliveries are signed JSON."""

    secrets = (deliveries.SECRET, PASSWORD, PASSWORD.partition(":")[2])

    def __init__(self) -> None:
        self.gowa = FakeGowa()

    async def __aenter__(self) -> Self:
        await self.gowa.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gowa.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return {
            "type": "gowa",
            "url": self.gowa.url,
            "webhook_secret": deliveries.SECRET,
            "basic_auth": PASSWORD,
        }

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        if message.option:
            return None
        return self.seal(deliveries.written(_fields(message)))

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        headers = deliveries.signed(body)
        lower = {name.lower(): value for name, value in headers.items()}
        return Delivery(body=body, headers=lower, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        found = {
            "own": deliveries.text("halo", is_from_me=True),
            "group": deliveries.text("halo", chat_id="120363012345678901@g.us"),
            "newsletter": deliveries.text("halo", chat_id="12036301@newsletter"),
            "reaction": deliveries.event("message.reaction", reaction="👍"),
            "receipt": deliveries.event("message.ack", receipt_type="read"),
            "presence": deliveries.event("chat_presence", state="composing"),
            "empty": deliveries.event("message"),
        }
        return {
            word: self.seal(deliveries.written(fields))
            for word, fields in found.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.gowa.desk.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [
            (one.number.partition("@")[0], one.text) for one in self.gowa.desk.replies
        ]


def _fields(message: Message) -> deliveries.Fields:
    digits = (message.chat.phone or "").removeprefix("+")
    common: dict[str, Any] = {
        "sender": f"{digits}@s.whatsapp.net",
        "id": message.id,
        "timestamp": deliveries.at(message.sent_ms),
    }
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, **common)
    if message.kind is Kind.PHOTO_REMOVED:
        return deliveries.revoke(message.target or "", **common)
    if message.kind is Kind.LOCATION:
        place = {"degreesLatitude": -6.2, "degreesLongitude": 106.8}
        return deliveries.text(message.text, location=place, **common)
    if message.photo:
        name = message.photo.locator
        return deliveries.image(name, caption=message.text, **common)
    field, ending = _FILES[message.kind]
    name = message.voice.locator if message.voice else f"{message.id}.{ending}"
    file: Any = {"path": f"statics/media/{name}"}
    return deliveries.event("message", body=message.text, **{field: file}, **common)
