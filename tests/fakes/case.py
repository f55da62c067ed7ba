"""What the contract suite asks of a type of channel and of the gateway behind it."""

from collections.abc import Mapping
from typing import Any, Protocol, Self

from bot.channel import Delivery
from bot.messages import Message

PUBLIC_URL = "https://bot.example.com"
WEBHOOK = f"{PUBLIC_URL}/webhook/shop/wa"
"""Where every case posts, as gateways see it."""


class Case(Protocol):
    """
    One type of channel, with a fake gateway that it calls over real HTTP.

    Entered, the gateway listens. It may run on another event loop than the bot, so
    only the two methods that enter and leave may touch the loop.
    """

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must stand in no log, no error and no row; as a rule a constant."""

    async def __aenter__(self) -> Self:
        """Let the gateway listen."""

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The channel as it stands in ``bot.yaml``, at the gateway that listens."""

    def delivery(self, message: Message) -> Delivery | None:
        """
        What the gateway posts for *message*; None if it knows no such thing.

        The same message is the same delivery. ``message.id`` names it (letters,
        digits, ``-``), ``chat.phone`` is who sends it, ``photo.locator`` and
        ``voice.locator`` name files for ``has``. A ``PHOTO_REMOVED`` deletes the
        message whose ``id`` was *target*; a text with an *option* is one that was
        tapped.
        """

    def seal(self, body: bytes) -> Delivery:
        """An authentic delivery of *body*, whatever it holds."""

    def ignored(self) -> Mapping[str, Delivery]:
        """By the word for it, what the gateway posts that is no message."""

    def has(self, name: str, data: bytes) -> None:
        """From now on the file *name* can be had; it is 404 or the like before."""

    def said(self) -> list[tuple[str, str]]:
        """The replies it took so far: to whom, in digits alone, and the text."""
