"""What is on a phone's screen, and how the gateway was told to misbehave with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

MESSAGE = "message"
REPLY = "reply"
NOTICE = "notice"
REMOVAL = "removal"
"""The kinds: of the person, of the bot, of the gateway, and what deletes a message."""

PLACES = frozenset({"", "group", "status", "unknown"})
"""Where a message may be said: in the chat with the bot, or where no reply is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPhoto:
    """
    A photo, or a voice note, as the gateway keeps it.

    Attributes:
        id: What the bot asks for it by.
        size_bytes: The length that is announced.
        ready_ms: When its file is there, in milliseconds since 1970.
        missing: Whether its file never comes.
        cut_short: How many downloads break off in the middle before one is whole.
        pages: How many downloads before those are a web page instead.
        sound: Whether it is a voice note.
        document: Its media type, if it was sent as a document; empty: it was not.
    """

    id: str
    size_bytes: int
    ready_ms: int = 0
    missing: bool = False
    cut_short: int = 0
    pages: int = 0
    sound: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """
    One bubble on a phone.

    Attributes:
        number: Its place; numbers are never used twice on one phone.
        kind: ``MESSAGE``, ``REPLY`` or ``NOTICE``.
        id: The message's id, the reply's key, or what the notice is about.
        at_ms: When, in milliseconds since 1970.
        text: What it says; may be empty beside a photo.
        photo: The photo or voice note in it; None if there is none.
        batch: The same for all that was sent together; empty for what was not sent.
        doubled: Whether its delivery is posted twice.
        held_until_ms: Before this it is posted only behind a text; 0: not held.
        hidden: Whether the bot is not told the number it comes from.
        place: One of ``PLACES``.
        target: Of a ``REMOVAL``, the id of the message that it deletes.
    """

    number: int
    kind: str
    id: str
    at_ms: int
    text: str = ""
    photo: SentPhoto | None = None
    batch: str = ""
    doubled: bool = False
    held_until_ms: int = 0
    hidden: bool = False
    place: str = ""
    target: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Everything in it, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """
        The bubble that ``as_dict`` wrote.

        Raises:
            TypeError: If *values* are none of its.
        """
        photo = values.get("photo")
        return cls(**{**values, "photo": SentPhoto(**photo) if photo else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    How often the bot asked for a photo.

    Attributes:
        times: In all.
        cut: How many of these downloads were cut short.
        pages: How many were a web page.
        status: The HTTP status of the last answer; 0 before the first.
        whole: Whether the last download was whole.
        page: Whether it was a web page.
    """

    times: int = 0
    cut: int = 0
    pages: int = 0
    status: int = 0
    whole: bool = False
    page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """
    How the gateway misbehaves with what is sent next.

    Attributes:
        late_seconds: How long after its delivery a file comes.
        missing: Whether files never come.
        cut_short: How many downloads of each file break off in the middle.
        doubled: Whether deliveries are posted twice.
        reordered: Whether what comes next overtakes photos.
        pages: How many downloads of each file are a web page with status 200.
        lost: How many of the next replies are taken and their answer is lost.
        hidden: Whether the number is hidden.
        as_document: Whether photos are sent as documents.
        place: Where it is said; one of ``PLACES``.
    """

    late_seconds: float = 0.0
    missing: bool = False
    cut_short: int = 0
    doubled: bool = False
    reordered: bool = False
    pages: int = 0
    lost: int = 0
    hidden: bool = False
    as_document: bool = False
    place: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Self:
        """
        What a *form* says; what it does not say is left alone.

        Raises:
            ValueError: If a number is none, or out of bounds, or a place unknown.
        """
        place = form.get("place", "")
        if place not in PLACES:
            raise ValueError("no such place")
        return cls(
            late_seconds=bounded(form.get("late") or "0", most=3600),
            missing=form.get("missing") == "1",
            cut_short=int(bounded(form.get("cut_short") or "0", most=99)),
            doubled=form.get("doubled") == "1",
            reordered=form.get("reordered") == "1",
            pages=int(bounded(form.get("pages") or "0", most=99)),
            lost=int(bounded(form.get("lost") or "0", most=99)),
            hidden=form.get("hidden") == "1",
            as_document=form.get("as_document") == "1",
            place=place,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """
    A file that came with what a person sends.

    Attributes:
        id: What it is kept under.
        size_bytes: Its length.
        media_type: What the phone says it is, such as ``image/jpeg``.
        sound: Whether it is a voice note.
    """

    id: str
    size_bytes: int
    media_type: str
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    What a person sends at once.

    Attributes:
        batch: Sending it again under the same name is harmless.
        text: The words; the caption of the first photo if there is one.
        files: Its photos, then its voice notes.
        knobs: How the gateway misbehaves with it.
    """

    batch: str
    text: str
    files: tuple[SentFile, ...] = ()
    knobs: Knobs = field(default_factory=Knobs)


def bounded(value: str, *, most: float) -> float:
    """
    The number that *value* is, from 0 to *most*.

    Raises:
        ValueError: If it is no number, or another one.
    """
    number = float(value)
    if not 0 <= number <= most:
        raise ValueError(f"not between 0 and {most}")
    return number
