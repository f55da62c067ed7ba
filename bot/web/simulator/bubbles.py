"""What is on a phone's screen, and how the gateway was told to misbehave with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

MESSAGE = "message"
REPLY = "reply"
NOTICE = "notice"
"""The kinds of bubbles: of the person, of the bot, of the gateway."""


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
        sound: Whether it is a voice note.
    """

    id: str
    size_bytes: int
    ready_ms: int = 0
    missing: bool = False
    cut_short: int = 0
    sound: bool = False


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
        status: The HTTP status of the last answer; 0 before the first.
        whole: Whether the last download was whole.
    """

    times: int = 0
    cut: int = 0
    status: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """
    How the gateway misbehaves with what is sent next.

    Attributes:
        late_seconds: How long after its delivery a file comes.
        missing: Whether files never come.
        cut_short: How many downloads of each file break off in the middle.
        doubled: Whether deliveries are posted twice.
        reordered: Whether the next text overtakes photos.
    """

    late_seconds: float = 0.0
    missing: bool = False
    cut_short: int = 0
    doubled: bool = False
    reordered: bool = False

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> Self:
        """
        What a *form* says; what it does not say is left alone.

        Raises:
            ValueError: If a number is none, or out of bounds.
        """
        return cls(
            late_seconds=bounded(form.get("late") or "0", most=3600),
            missing=form.get("missing") == "1",
            cut_short=int(bounded(form.get("cut_short") or "0", most=99)),
            doubled=form.get("doubled") == "1",
            reordered=form.get("reordered") == "1",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    What a person sends at once.

    Attributes:
        batch: Sending it again under the same name is harmless.
        text: The words; the caption of the first photo if there is one.
        photos: Id and length in bytes of each photo.
        voices: The same of each voice note.
        knobs: How the gateway misbehaves with it.
    """

    batch: str
    text: str
    photos: tuple[tuple[str, int], ...] = ()
    voices: tuple[tuple[str, int], ...] = ()
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
