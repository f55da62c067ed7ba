"""When a life is killed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """
    The end of one life: after a step of its own, a reply, or a time.

    Attributes:
        step: After which of its steps, counted from 1; None: after none.
        reply: After which of the replies that it gave to the gateway, while that
            has not answered; None: after none.
        seconds: How long after it began; None: never.
    """

    step: int | None = None
    reply: int | None = None
    seconds: float | None = None


NEVER = Kill()
"""A life that ends when it is told to."""


def at_moments(
    chance: random.Random, *, count: int, within_seconds: float
) -> Iterator[Kill]:
    """*count* lives, each killed at some moment of its first *within_seconds*."""
    for _ in range(count):
        yield Kill(seconds=chance.uniform(0.0, within_seconds))
