"""What a picture is made of, before anything has a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a box or an arrow stands for."""

    START = "start"
    STATE = "state"
    EFFECT = "effect"
    END = "end"
    MANY = "many"
    WORD = "word"
    SILENCE = "silence"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """
    A state, or several that have ways in common.

    Attributes:
        key: Names it in the picture: ``s0``, ``s1``.
        look: What it stands for.
        title: The state's name.
        says: What it says, on one line; empty if it says nothing.
        lines: What happens in it, each a line.
        below: The key of a box that it stands below; empty: wherever there is room.
    """

    key: str
    look: Look
    title: str
    says: str = ""
    lines: tuple[str, ...] = ()
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """
    One or more ways between two boxes.

    Attributes:
        source: The key of a box.
        target: The same.
        look: What pulls it.
        lines: What people do, each a line.
    """

    source: str
    target: str
    look: Look
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """
    A picture that nobody has drawn yet.

    Attributes:
        title: The flow's name.
        boxes: The first is where people begin.
        arrows: Between them.
        notes: What every state does, each a sentence.
        legend: What each look means, for those that occur.
    """

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...]
    legend: Mapping[Look, str]
