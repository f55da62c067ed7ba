"""``cloud`` in the contract suite."""

from collections.abc import Mapping
from typing import Any, Self

from bot.channel import Delivery
from bot.messages import Kind, Message
from tests.fakes import cloud_deliveries as deliveries
from tests.fakes.case import WEBHOOK
from tests.fakes.cloud import FakeCloud, written_settings

_MEDIA = {
    Kind.VOICE: ("audio", "audio/ogg; codecs=opus"),
    Kind.VIDEO: ("video", "video/mp4"),
    Kind.DOCUMENT: ("document", "application/pdf"),
    Kind.OTHER: ("sticker", "image/webp"),
}


class CloudCase:
    """A number at Meta, whose deliveries are signed over their raw bytes."""

    secrets = (deliveries.APP_SECRET, deliveries.TOKEN, deliveries.VERIFY_TOKEN)

    def __init__(self) -> None:
        self.meta = FakeCloud()

    async def __aenter__(self) -> Self:
        await self.meta.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.meta.__aexit__()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return written_settings(self.meta.url)

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        return self._sealed(deliveries.envelope(_message(message)))

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        headers = {"x-hub-signature-256": deliveries.signature(body)}
        return Delivery(body=body, headers=headers, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        in_group = {**deliveries.text("halo"), "group_id": "Y2FwaV9ncm91cDox"}
        status = {"id": deliveries.next_id(), "status": "read"}
        reaction = {"message_id": deliveries.next_id(), "emoji": "👍"}
        found = {
            "group": deliveries.envelope(in_group),
            "receipt": deliveries.envelope(statuses=[status]),
            "own": deliveries.envelope(deliveries.text("halo", sender=deliveries.OWN)),
            "reaction": deliveries.envelope(deliveries.message("reaction", reaction)),
            "other_account": deliveries.envelope(
                deliveries.text("halo"), number_id="1"
            ),
        }
        return {word: self._sealed(body) for word, body in found.items()}

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self.meta.add_photo(name, data)

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return [(reply.number, reply.text) for reply in self.meta.replies]

    def _sealed(self, body: Mapping[str, Any]) -> Delivery:
        return self.seal(deliveries.written(body))


def _message(message: Message) -> Mapping[str, Any]:
    how: dict[str, Any] = {
        "sender": (message.chat.phone or "").removeprefix("+"),
        "id": f"wamid.{message.id}",
        "sent_s": message.sent_ms // 1000,
    }
    if message.kind is Kind.PHOTO_REMOVED:
        target = f"wamid.{message.target}"
        return deliveries.message("revoke", {"original_message_id": target}, **how)
    if message.option:
        reply = {"id": message.option, "title": message.text}
        tapped = {"type": "button_reply", "button_reply": reply}
        return deliveries.message("interactive", tapped, **how)
    if message.kind is Kind.TEXT:
        return deliveries.text(message.text, **how)
    if message.photo:
        return deliveries.image(message.photo.locator, caption=message.text, **how)
    if message.kind is Kind.LOCATION:
        place = {"latitude": -6.2, "longitude": 106.8}
        return deliveries.message("location", place, **how)
    name, mime = _MEDIA[message.kind]
    file = message.voice.locator if message.voice else "1"
    return deliveries.message(
        name, {"id": file, "mime_type": mime, "caption": message.text}, **how
    )
