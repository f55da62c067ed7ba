"""What the gateway posts for a message: deliveries as WhatsApp Web API has them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.messages import Kind, Message

APART_MS = 2_500
"""By how much the same text of a person is apart; closer ones are one message."""

_ATTACHMENTS: Mapping[Kind, tuple[str, str]] = {
    Kind.PHOTO: ("image", "Image received"),
    Kind.VIDEO: ("video", "Video received"),
    Kind.VOICE: ("audio", "Audio message received"),
    Kind.DOCUMENT: ("document", "Document received"),
    Kind.LOCATION: ("location", "Location received"),
    Kind.OTHER: ("sticker", "Sticker received"),
}
"""What the gateway calls a kind, and what it says in place of a text."""


class Deliveries:
    """Writes deliveries; the same message is always the same bytes."""

    def __init__(self) -> None:
        self._written: dict[str, bytes] = {}
        self._latest: dict[tuple[str, str], int] = {}

    def of(self, message: Message) -> bytes:
        """
        The delivery of *message*.

        A text that its sender has written shortly before is given a later time: the
        gateway gives texts no id, so that only the time tells them apart.
        """
        body = self._written.get(message.id)
        if body is None:
            body = _delivery(message, self._time_ms(message))
            self._written[message.id] = body
        return body

    def _time_ms(self, message: Message) -> int:
        if message.photo is not None:
            return message.sent_ms
        said = (message.chat.key, message.text)
        earliest = self._latest.get(said, message.sent_ms - APART_MS) + APART_MS
        self._latest[said] = max(message.sent_ms, earliest)
        return self._latest[said]


def _delivery(message: Message, time_ms: int) -> bytes:
    body: dict[str, object] = {
        "event": "message",
        "message": message.text,
        "sender": message.chat.address,
        "chat": message.chat.address,
        "time": datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(),
    }
    if message.kind is not Kind.TEXT:
        name, sentence = _ATTACHMENTS[message.kind]
        attachment: dict[str, object] = {"type": name, "caption": message.text}
        if message.photo is not None:
            attachment["url"] = f"/images/{message.photo.locator}.jpg"
            attachment["file_length"] = message.photo.size_bytes
        body["message"] = f"{sentence}: {message.text}" if message.text else sentence
        body["attachment"] = attachment
    return json.dumps(body).encode()
