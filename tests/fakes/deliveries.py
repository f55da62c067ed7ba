"""What the fake gateway posts: deliveries in the form of WhatsApp Web API 1.6.0."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

STAFF = "6281200000011@s.whatsapp.net"
CUSTOMER = "6281200000022@s.whatsapp.net"

_BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
_ticks = itertools.count()


def next_time() -> str:
    """A time one second after the last one, so that no two deliveries are equal."""
    return (_BEGIN + timedelta(seconds=next(_ticks))).isoformat()


def delivery(
    message: str,
    *,
    sender: str = STAFF,
    chat: str | None = None,
    time: str | None = None,
    attachment: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """
    Any delivery.

    Args:
        message: The text, or the gateway's sentence for what is no text.
        sender: Who wrote, with or without a device.
        chat: Where; None for the sender's own chat.
        time: When, as RFC 3339; None for the next second.
        attachment: What was sent beside the text; None for nothing.
    """
    user, _, server = sender.partition("@")
    body: dict[str, object] = {
        "event": "message",
        "message": message,
        "sender": sender,
        "chat": chat or f"{user.partition(':')[0]}@{server}",
        "time": time or next_time(),
    }
    if attachment is not None:
        body["attachment"] = dict(attachment)
    return body


def text(
    words: str, *, sender: str = STAFF, time: str | None = None
) -> dict[str, object]:
    """The delivery of a text."""
    return delivery(words, sender=sender, time=time)


def image(
    photo_id: str,
    *,
    caption: str = "",
    size_bytes: int | None = None,
    sender: str = STAFF,
    time: str | None = None,
) -> dict[str, object]:
    """The delivery of a photo; *size_bytes* is what it announces, None for null."""
    attachment = {
        "type": "image",
        "caption": caption,
        "mimetype": "image/jpeg",
        "file_length": size_bytes,
        "width": 960,
        "height": 1280,
        "url": f"/images/{photo_id}.jpg",
    }
    sentence = f"Image received: {caption}" if caption else "Image received"
    return delivery(sentence, sender=sender, time=time, attachment=attachment)


def document(
    title: str, *, mimetype: str = "application/pdf", sender: str = STAFF
) -> dict[str, object]:
    """The delivery of a file, which the gateway does not download."""
    attachment = {"type": "document", "title": title, "mimetype": mimetype}
    return delivery(f"Document received: {title}", sender=sender, attachment=attachment)


def voice(*, sender: str = STAFF) -> dict[str, object]:
    """The delivery of a voice message of four seconds."""
    attachment = {"type": "audio", "mimetype": "audio/ogg; codecs=opus", "seconds": 4}
    return delivery("Audio message received", sender=sender, attachment=attachment)


def unknown(*, sender: str = STAFF) -> dict[str, object]:
    """The delivery of a reaction, an edit or a deletion: they look the same."""
    return delivery(
        "Non-text message received", sender=sender, attachment={"type": "unknown"}
    )
