"""
The simulator: a phone in the terminal or the browser.

The bot serves it itself, so a dialogue can be tried with no account and no network.
It posts deliveries like any gateway and takes replies at its own address:

    delivery             {"id", "from", "sent_ms", "text"?, "photo"?, "voice"?, "kind"?,
                          "document"?, "target"?, "in"?}
    POST {url}/send      {"to", "text", "key"}
    GET  {url}/photos/{id}

``from`` is a number, or ``1...@lid`` where it is hidden. ``document`` is a file with
its ``media_type``. ``target`` is the message that one of kind ``photo_removed``
deletes. ``in`` names where it is said, if that is not the chat with the bot.
"""

from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.channel import Delivery, Health, Received
from bot.channels.channelsettings import ChannelSettings
from bot.channels.downloads import download
from bot.channels.http import BaseAddress, call, check_sent
from bot.channels.payload import Payload, cleaned
from bot.channels.surroundings import Surroundings
from bot.errors import BadDelivery
from bot.messages import Chat, Kind, Message, PhotoRef, Reply

_MIB = 1024 * 1024
_STRICT = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164 with ``+``."""

_Sender = Annotated[str, Field(pattern=r"^(\+[1-9][0-9]{6,14}|[1-9][0-9]{5,19}@lid)$")]
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What a document holds that is a photo nevertheless."""

_ELSEWHERE = frozenset({"group", "status"})


class SimulatorPhones(BaseModel):
    """
    The phones that a simulator offers.

    Attributes:
        staff: One that has the role ``staff``, if the tenant's roles say so.
        customer: One that has no role.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff: Phone = "+6281200000011"
    customer: Phone = "+6281200000022"


class SimulatorSettings(ChannelSettings):
    """
    A ``simulator`` channel in the settings.

    Attributes:
        type: Always ``simulator``.
        url: Where it takes replies; None for the bot's own.
        phones: What the pages of the simulator offer.
    """

    type: Literal["simulator"]
    url: BaseAddress | None = None
    phones: SimulatorPhones = SimulatorPhones()

    @property
    def authenticated(self) -> bool:
        """Whether deliveries prove where they come from: here they never do."""
        return False


class SimulatorChannel:
    """
    One simulator.

    Attributes:
        settle_seconds: How long an earlier message may still come after a later
            one: not at all.
        text_limit: The longest text it shows in one piece, in characters.
        body_limit_bytes: The largest delivery that it may post.
        rate: How many replies a second it takes; None: as many as there are.
        options_limit: How many options it shows beside a text: none.
    """

    settle_seconds: ClassVar[float] = 0.0
    text_limit: ClassVar[int] = 4096
    body_limit_bytes: ClassVar[int] = 2 * _MIB
    options_limit: ClassVar[int] = 0

    def __init__(self, settings: SimulatorSettings, surroundings: Surroundings) -> None:
        self.rate = settings.rate
        self._surroundings = surroundings
        self._gateway = surroundings.gateway(settings.url or surroundings.own_url)

    def receive(self, delivery: Delivery) -> Received:
        """
        The one message in *delivery*; one without words or photo is ``empty``.

        What is not said to the bot is ignored by where it is said, and what stands in
        a place that nobody knows as ``unknown``.

        Raises:
            BadDelivery: If it is not in the simulator's form.
        """
        try:
            sent = _Sent.model_validate(dict(Payload.parse(delivery.body).fields))
        except ValidationError as error:
            places = (".".join(map(str, each["loc"])) for each in error.errors())
            raise BadDelivery(f"wrong or missing: {', '.join(places)}") from None
        if sent.place:
            known = sent.place if sent.place in _ELSEWHERE else "unknown"
            return Received(ignored=(known,))
        message = self._message(sent)
        if message.kind is Kind.TEXT and not message.text.strip():
            return Received(ignored=("empty",))
        return Received(messages=(message,))

    async def send(self, reply: Reply) -> None:
        """
        Show *reply* on the phone.

        Raises:
            ChannelUnavailable: If nobody took it.
            OutcomeUnknown: If the connection broke off in the middle.
            ReplyRefused: If the simulator cannot read it.
        """
        body = {"to": reply.chat.address, "text": reply.text, "key": reply.key}
        check_sent(await call(self._gateway, "POST", "/send", json=body))

    def fetch(self, photo: PhotoRef) -> AsyncGenerator[bytes, None]:
        """
        The bytes of *photo*, in chunks: all of them, or an error.

        Raises:
            MediaUnavailable: If another attempt may work.
            MediaGone: If the simulator will not hand it out.
        """
        return download(self._gateway, f"photos/{photo.locator}", folder="photos")

    async def health(self) -> Health:
        """Always well: it is a part of the bot that asks."""
        return Health(ok=True, detail="simulator")

    def _message(self, sent: "_Sent") -> Message:
        kind = sent.kind or sent.usual_kind
        if not kind.from_person:
            raise BadDelivery("wrong or missing: kind")
        photo = sent.shown
        if kind is Kind.PHOTO and photo is None:
            raise BadDelivery("its kind is photo, and there is no photo")
        return Message(
            id=sent.id,
            chat=Chat(
                tenant=self._surroundings.tenant,
                channel=self._surroundings.name,
                address=sent.sender,
                phone=sent.sender if sent.sender.startswith("+") else None,
            ),
            kind=kind,
            sent_ms=sent.sent_ms,
            text=sent.text,
            photo=photo.ref if photo else None,
            voice=sent.voice.ref if sent.voice and kind is Kind.VOICE else None,
            target=sent.target if kind is Kind.PHOTO_REMOVED else None,
        )


def _without_nul(value: object) -> object:
    return cleaned(value) if isinstance(value, str) else value


def _kind(value: object) -> object:
    return Kind(value) if isinstance(value, str) else value


class _SentPhoto(BaseModel):
    model_config = _STRICT

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")
    size_bytes: int | None = Field(default=None, gt=0)

    @property
    def ref(self) -> PhotoRef:
        return PhotoRef(locator=self.id, size_bytes=self.size_bytes)


class _SentDocument(_SentPhoto):
    media_type: str = ""


class _Sent(BaseModel):
    """A delivery; its fields are told at the top of the module."""

    model_config = _STRICT

    id: str = Field(min_length=1, max_length=128)
    sender: _Sender = Field(alias="from")
    sent_ms: int = Field(ge=0, lt=10**13)
    text: Annotated[str, BeforeValidator(_without_nul)] = ""
    photo: _SentPhoto | None = None
    voice: _SentPhoto | None = None
    document: _SentDocument | None = None
    kind: Annotated[Kind | None, BeforeValidator(_kind)] = None
    target: str | None = Field(default=None, min_length=1, max_length=128)
    place: str = Field(default="", alias="in")

    @property
    def shown(self) -> _SentPhoto | None:
        """The photo in it, as a photo or a document; None if there is none."""
        if self.document and self.document.media_type in _SHOWN:
            return self.document
        return self.photo

    @property
    def usual_kind(self) -> Kind:
        """What it is if it does not say."""
        if self.shown:
            return Kind.PHOTO
        if self.document:
            return Kind.DOCUMENT
        return Kind.VOICE if self.voice else Kind.TEXT
