"""The one thing the bot knows about a channel."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from bot.messages import Message, PhotoRef, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    One webhook request as it came over the wire.

    Attributes:
        secret: The part of the path behind the channel's name; empty if there is
            none.
        headers: By lower-case name.
        body: The raw bytes, as they were signed.
        url: The public address that it was posted to: what the settings call it, not
            what a proxy made of it, then path and query as they came; empty if nobody
            knows.
    """

    body: bytes
    secret: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """
    What a gateway is told once its delivery is stored; the status is always 200.

    Attributes:
        content_type: What *body* is.
        body: What it is told.
    """

    content_type: str = "text/plain; charset=utf-8"
    body: bytes = b"ok"


STORED = Acknowledgement()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """
    What a delivery holds.

    Attributes:
        messages: What people sent, in order.
        ignored: One word for each thing in it that is no message for us, such as
            ``group`` or ``status``; ``unknown`` for what the adapter cannot name.
        acknowledgement: What the gateway wants to hear once they are stored.
    """

    messages: tuple[Message, ...] = ()
    ignored: tuple[str, ...] = ()
    acknowledgement: Acknowledgement = STORED


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """
    How a channel is.

    Attributes:
        ok: Whether it can send and receive.
        detail: Why not, or its version, for the operator.
    """

    ok: bool
    detail: str


class Channel(Protocol):
    """
    One way to reach people.

    An adapter translates; it decides nothing. ``receive`` does no I/O, so an
    adapter can be tested with recorded deliveries alone.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later one.
        text_limit: The longest text it takes in one piece, in characters.
        body_limit_bytes: The largest delivery that it posts.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text, to be tapped; 0: none,
            so they are numbered in the text.
    """

    settle_seconds: ClassVar[float]
    text_limit: ClassVar[int]
    body_limit_bytes: ClassVar[int]
    rate: float | None
    options_limit: ClassVar[int]

    def receive(self, delivery: Delivery) -> Received:
        """
        What *delivery* holds.

        Receipts, groups and the like are no messages: it may hold none.

        Raises:
            NotAuthentic: If it does not prove that the channel sent it.
            BadDelivery: If it is not in the channel's format at all.
        """

    async def send(self, reply: Reply) -> None:
        """
        Hand *reply* to the channel.

        The address of somebody who never wrote is their phone, in E.164 with ``+``.

        Raises:
            ChannelUnavailable: If it was not sent and trying again may work; with
                the time for which the whole channel is to be left alone, if it said.
            OutcomeUnknown: If it may have been sent.
            ReplyRefused: If it never will be.
        """

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If the channel will not hand it out.
        """

    async def health(self) -> Health:
        """Ask the channel how it is, by calls that change nothing."""
