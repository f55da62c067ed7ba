"""The one thing the bot knows about a channel."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import field
from typing import ClassVar, Protocol, runtime_checkable

from bot.messages import Message, PhotoRef, Reply
from storage.record import record


@record(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    One webhook request as it came over the wire.

    Attributes:
        secret: The part of the path behind the channel's name; empty if there is
            none.
        url: The public address it was posted to, with its query; as whoever posted it
            sees it.
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


@record(frozen=True, slots=True, kw_only=True)
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


@record(frozen=True, slots=True, kw_only=True)
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


@record(frozen=True, slots=True, kw_only=True)
class Health:
    """
    How a channel is.

    Attributes:
        ok: Whether it can send and receive.
        detail: Why not, or its version, for the operator.
    """

    ok: bool
    detail: str


@runtime_checkable
class HasHandshake(Protocol):
    """A channel whose webhook is asked, with GET, whether it is the right one."""

    def handshake(self, query: Mapping[str, str]) -> str:
        """
        What to answer to the *query* of a handshake, as plain text.

        Raises:
            NotAuthentic: If it does not prove who asks.
        """


@runtime_checkable
class TellsApart(Protocol):
    """
    A channel that posts each kind of event to an address of its own.

    Attributes:
        by_events: Whether the event's name may stand behind the address it was told.
    """

    by_events: ClassVar[bool]


@runtime_checkable
class HasTicks(Protocol):
    """
    A channel that shows people that their message was seen, and that we write.

    Neither is kept: what fails is not tried again, and raises ``ChannelError``.

    Attributes:
        ticks: Whether the operator wants it.
    """

    ticks: bool

    async def show_read(self, message: Message) -> None:
        """Show that *message* was read."""

    async def show_typing(self, message: Message) -> None:
        """Show, for a while at most, that *message* is being answered."""


@runtime_checkable
class ShowsOptions(Protocol):
    """
    A channel that shows options beside a text, to be tapped.

    Attributes:
        title_limits: The longest title of an option, in characters, by how many
            options there are at most: three buttons of 20, ten rows of 24.
    """

    title_limits: ClassVar[Mapping[int, int]]


@record(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much a type of channel shows at once, for whoever writes what it is to show.

    Attributes:
        type: What settings call it.
        text: See ``text_limit`` of ``Channel``.
        options: See ``options_limit`` of ``Channel``.
        titles: See ``ShowsOptions``; empty if it shows no options.
    """

    type: str
    text: int
    options: int = 0
    titles: Mapping[int, int] = field(default_factory=dict)

    def title(self, options: int) -> int | None:
        """
        The longest title of each of so many *options*, in characters.

        None if it does not show so many, so that they are numbered in the text.
        """
        if options > self.options:
            return None
        return next(
            (most for count, most in sorted(self.titles.items()) if options <= count),
            None,
        )


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
