"""What people send and what we send, in the same form for every channel."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Self

from bot import jsontext
from storage.record import record


class Kind(StrEnum):
    """
    What a message is.

    The first group comes from people; the second is told by the bot's own loops
    and by timers, and travels through the same inbox, so that it keeps its order.
    """

    TEXT = "text"
    PHOTO = "photo"
    PHOTO_REMOVED = "photo_removed"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    OTHER = "other"

    PHOTOS_SETTLED = "photos_settled"
    REMINDER = "reminder"
    TIMEOUT = "timeout"
    DONE = "done"
    FAILED = "failed"

    @property
    def from_person(self) -> bool:
        """Whether a person sent it."""
        return self not in _TOLD_BY_THE_BOT


_TOLD_BY_THE_BOT = frozenset(
    {Kind.PHOTOS_SETTLED, Kind.REMINDER, Kind.TIMEOUT, Kind.DONE, Kind.FAILED}
)


@record(frozen=True, slots=True, kw_only=True)
class Chat:
    """
    The person on the other end.

    Attributes:
        tenant: The business they talk to.
        channel: The tenant's channel they talk through.
        address: How the channel names them: opaque, to be replied to as it is.
        phone: E.164 with ``+``; None if the channel hides it.
    """

    tenant: str
    channel: str
    address: str
    phone: str | None = None

    @property
    def key(self) -> str:
        """One word for the three names; neither of the first two holds a slash."""
        return f"{self.tenant}/{self.channel}/{self.address}"

    @property
    def person(self) -> str:
        """The person's folder of photos, below the tenant's."""
        if self.phone:
            return f"whatsapp:{self.phone}"
        user = self.address.partition("@")[0]
        if not user.isalnum() or not user.isascii() or len(user) > LONGEST_LID:
            user = digest(self.address)
        return f"whatsapp:lid:{user}"


@record(frozen=True, slots=True, kw_only=True)
class PhotoRef:
    """
    Where a channel keeps a photo, or the sound of a voice note.

    Attributes:
        locator: What the channel needs to find it: an id, a path or an address.
        size_bytes: The announced length; None if it was not announced.
        data: What came along with the message and is kept no longer than it is needed:
            the file itself in base64, or an address that opens for whoever knows it.
            None: nothing did, or it is no longer kept.
    """

    locator: str
    size_bytes: int | None = None
    data: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """What ``PhotoRef(**...)`` takes back."""
        told = {"locator": self.locator, "size_bytes": self.size_bytes}
        return told if self.data is None else {**told, "data": self.data}


@record(frozen=True, slots=True, kw_only=True)
class Message:
    """
    One incoming message.

    Attributes:
        id: The same message always arrives under the same id, which is what makes
            a second delivery harmless. Unique within the channel.
        chat: Who is speaking.
        kind: What it is.
        sent_ms: When it was sent, by the sender's or the gateway's clock, in
            milliseconds since 1970.
        text: What they wrote, or the caption of what they sent; may be empty.
        photo: Where their photo is, if it is one.
        voice: Where the sound is, if it is a voice note that can be fetched.
        option: The id of the option that they tapped, as ``Option`` had it; None if
            they did not.
        target: Of ``PHOTO_REMOVED``, the id of the message that was deleted; None if
            the channel does not tell.
        synthetic: Whether the channel gave no id, so that *id* is a digest of the
            delivery; the same text within two seconds is then one message.
        values: What the bot's own messages carry; of a person's, what else the
            channel told, such as ``unretrievable``.
    """

    id: str
    chat: Chat
    kind: Kind
    sent_ms: int
    text: str = ""
    photo: PhotoRef | None = None
    voice: PhotoRef | None = None
    option: str | None = None
    target: str | None = None
    synthetic: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """
        A name for it that is safe in file names, addresses and logs.

        The id is not: WhatsApp's is base64, so may hold ``/``, around a number.
        """
        return digest(self.id)

    def to_json(self) -> str:
        """Everything but id and chat, as JSON."""
        body = {
            "kind": self.kind.value,
            "sent_ms": self.sent_ms,
            "text": self.text,
            "photo": self.photo and self.photo.to_dict(),
            "synthetic": self.synthetic,
            "values": dict(self.values),
        }
        rare = {
            "voice": self.voice and self.voice.to_dict(),
            "option": self.option,
            "target": self.target,
        }
        body |= {name: value for name, value in rare.items() if value is not None}
        return jsontext.encode(body)

    @classmethod
    def from_json(cls, body: str, *, id: str, chat: Chat) -> Self:  # noqa: A002 - the field's name
        """The message that ``to_json`` wrote as *body*."""
        raw = jsontext.decode(body)
        photo = raw.pop("photo")
        voice = raw.pop("voice", None)
        return cls(
            id=id,
            chat=chat,
            kind=Kind(raw.pop("kind")),
            photo=PhotoRef(**photo) if photo else None,
            voice=PhotoRef(**voice) if voice else None,
            **raw,
        )


def without_data(body: str) -> str | None:
    """*body*, as ``to_json`` wrote it, without a file in it; None if there is none."""
    if '"data":"' not in body:
        return None
    raw = jsontext.decode(body)
    files = [file for name in ("photo", "voice") if (file := raw.get(name))]
    found = [file.pop("data", None) for file in files]
    return jsontext.encode(raw) if any(found) else None


@record(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One of the answers that a reply offers.

    Attributes:
        id: Names it in its flow: a trigger, or a choice of a field.
        title: What people read, in one line.
    """

    id: str
    title: str


def options_to_json(options: Iterable[Option]) -> str:
    """*options* as ``options_from_json`` reads them."""
    return jsontext.encode([[option.id, option.title] for option in options])


def options_from_json(body: str | None) -> tuple[Option, ...]:
    """The options in *body*; none for None."""
    if body is None:
        return ()
    return tuple(Option(id=id_, title=title) for id_, title in jsontext.decode(body))


@record(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    One thing we send.

    Attributes:
        chat: Whom it is for.
        text: What it says; never empty.
        key: The same for every attempt at sending it, and for no other reply.
        options: What the channel shows beside the text, at most its ``options_limit``;
            empty if there are none or they are numbered in the text.
    """

    chat: Chat
    text: str
    key: str
    options: tuple[Option, ...] = ()


LONGEST_LID = 64
"""What a folder may be called after."""


def digest(value: str) -> str:
    """The first 16 hex digits of the SHA-256 of *value*."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:16]
