"""The steps of a scenario: what people do, what they hear, and what happens to us."""

from dataclasses import dataclass

from bot.findings import Place
from bot.messages import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """
    Somebody writes, or sends what is neither text nor photo.

    Attributes:
        who: Who does.
        kind: What it is.
        text: What they write, or the caption; may be empty.
        doubled: Whether it is delivered twice.
        place: Where the step stands.
    """

    who: str
    kind: Kind
    text: str
    doubled: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Sends:
    """
    Somebody sends photos, all at once.

    Attributes:
        who: Who does.
        count: How many.
        broken: How many of them never arrive whole.
        missing: How many of them the channel never finds.
        late_seconds: How long after the messages their files can be had.
        caption: Of the first; may be empty.
        doubled: Whether each is delivered twice.
        reordered: Whether the last one is delivered first.
        place: Where the step stands.
    """

    who: str
    count: int
    broken: int
    missing: int
    late_seconds: float
    caption: str
    doubled: bool
    reordered: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Hears:
    """
    Somebody hears one reply, and nothing else before it.

    Attributes:
        who: Who does.
        key: Of the text; of another flow's ``flow.key``, of the engine's own
            ``engine.key``.
        contains: What the text says among other things.
        place: Where the step stands.
    """

    who: str
    key: str
    contains: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """
    Nobody does anything for a while.

    Attributes:
        seconds: How long.
        place: Where the step stands.
    """

    seconds: float
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarts:
    """
    The bot is stopped and started again.

    Attributes:
        place: Where the step stands.
    """

    place: Place


Step = Says | Sends | Hears | Waits | Restarts
"""Anything that stands under ``chat``."""
