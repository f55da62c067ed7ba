"""What a person sends, put on the screen of the phone as the gateway will treat it."""

import uuid

from bot.web.simulator.bubbles import MESSAGE, Knobs, Sending, SentFile, SentPhoto
from bot.web.simulator.phones import Phone

HELD_MS = 5_000
"""How long photos that something is to overtake wait for it."""


def show(phone: Phone, sending: Sending, now_ms: int) -> None:
    """
    Put what is sent on the screen of *phone*, where deliveries are made from.

    Args:
        phone: Whose.
        sending: What; a text beside files is the first one's.
        now_ms: Milliseconds since 1970.
    """
    knobs = sending.knobs
    photos = [_photo(file, knobs, now_ms) for file in sending.files]
    for place, photo in enumerate(photos or [None]):
        phone.add(
            kind=MESSAGE,
            id=uuid.uuid4().hex,
            at_ms=now_ms,
            text="" if place else sending.text,
            photo=photo,
            batch=sending.batch,
            doubled=knobs.doubled,
            held_until_ms=now_ms + HELD_MS if photo and knobs.reordered else 0,
            hidden=knobs.hidden,
            place=knobs.place,
        )
    if knobs.lost:
        phone.lose_answers(knobs.lost)


def _photo(file: SentFile, knobs: Knobs, now_ms: int) -> SentPhoto:
    is_document = knobs.as_document and not file.sound
    return SentPhoto(
        id=file.id,
        size_bytes=file.size_bytes,
        ready_ms=now_ms + int(knobs.late_seconds * 1000),
        missing=knobs.missing,
        cut_short=knobs.cut_short,
        pages=knobs.pages,
        sound=file.sound,
        document=file.media_type if is_document else "",
    )
