"""
A channel within this process, for scenarios: nobody is at its other end.

What people send is posted to it like to any other, and replies stay with it until
they are taken. Its files can be late, broken or missing, by the clock it is given.
"""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import ClassVar

from PIL import Image

from bot.channel import Delivery, Health, Received
from bot.clock import Clock
from bot.errors import BadDelivery, MediaUnavailable, ReplyRefused
from bot.messages import Chat, Message, PhotoRef, Reply

_NOT_THERE = 404

SOUND = b"OggS\0\2" + bytes(22)
"""A voice note: the head of one, as far as anybody looks."""

SOUND_FILE = "sound"
"""Its locator, in every message that is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedFile:
    """
    The file of a photo.

    Attributes:
        data: What is in it.
        since: From when on it can be had, in seconds since 1970.
    """

    data: bytes
    since: float = 0.0


class PlayedChannel:
    """
    One channel; its deliveries are made by ``delivery``.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later
            one: not at all.
        text_limit: The longest text it takes in one piece, in characters.
        body_limit_bytes: The largest delivery that it posts.
        rate: How many replies a second it takes: as many as there are.
        options_limit: How many options it shows beside a text: none.
        files: By the locator; what is not in it is missing. The sound is always there.
    """

    settle_seconds: ClassVar[float] = 0.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 2 * 1024 * 1024
    rate: float | None = None
    options_limit: ClassVar[int] = 0

    def __init__(self, clock: Clock) -> None:
        self.files = {SOUND_FILE: PlayedFile(data=SOUND)}
        self._clock = clock
        self._sent: list[Reply] = []

    def receive(self, delivery: Delivery) -> Received:
        """
        The one message in *delivery*.

        Raises:
            BadDelivery: If ``delivery`` did not make it.
        """
        try:
            body = json.loads(delivery.body)
            chat = Chat(**body["chat"])
            message = Message.from_json(body["message"], id=body["id"], chat=chat)
        except (ValueError, LookupError, TypeError) as error:
            raise BadDelivery(f"no played message: {error!r}") from error
        return Received(messages=(message,))

    async def send(self, reply: Reply) -> None:
        """
        Keep *reply* until it is taken.

        Raises:
            ReplyRefused: If it is longer than a channel takes.
        """
        if len(reply.text) > self.text_limit:
            raise ReplyRefused(f"{len(reply.text)} characters", code="too long")
        self._sent.append(reply)

    async def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*.

        Raises:
            MediaUnavailable: If it is missing or not there yet.
        """
        file = self.files.get(photo.locator)
        if file is None or self._clock.now() < file.since:
            raise MediaUnavailable("there is no such file", status=_NOT_THERE)
        yield file.data

    async def health(self) -> Health:
        """Always well."""
        return Health(ok=True, detail="played")

    def taken(self) -> list[Reply]:
        """The replies since they were last taken, in the order they were sent."""
        sent, self._sent = self._sent, []
        return sent


def delivery(message: Message) -> Delivery:
    """What the channel posts for *message*."""
    chat = message.chat
    body = {
        "id": message.id,
        "chat": {
            "tenant": chat.tenant,
            "channel": chat.channel,
            "address": chat.address,
            "phone": chat.phone,
        },
        "message": message.to_json(),
    }
    return Delivery(body=json.dumps(body).encode())


@cache
def picture(number: int = 0) -> bytes:
    """A small photo, as a JPEG; another for another *number*, up to 250."""
    written = BytesIO()
    Image.new("RGB", (16, 12), (200, 30, number % 250)).save(written, "JPEG")
    return written.getvalue()
