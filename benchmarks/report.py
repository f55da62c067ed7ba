"""What a part of the benchmarks is told to do, and what it tells."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Tell = Callable[[str], None]
"""Takes a line for each run, while they go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """
    How long a part takes.

    Attributes:
        rounds: How often everything is measured, one after another; medians are told.
        seconds: How long each measurement is.
        warm_up_seconds: How long the load goes on before it.
        sessions: How many are stored for growth.
        messages: How many answered messages are stored for growth.
        burst_chats: How many chats send photos at once.
    """

    rounds: int
    seconds: float
    warm_up_seconds: float
    sessions: int
    messages: int
    burst_chats: int


FULL = Length(
    rounds=3,
    seconds=8.0,
    warm_up_seconds=2.0,
    sessions=1_000_000,
    messages=10_000_000,
    burst_chats=100,
)
QUICK = Length(
    rounds=2,
    seconds=2.5,
    warm_up_seconds=1.0,
    sessions=100_000,
    messages=1_000_000,
    burst_chats=20,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Some numbers.

    Attributes:
        title: What they are about.
        means: How to read them, in a sentence or two.
        columns: What stands above each column.
        rows: The cells as they are shown, row by row.
    """

    title: str
    means: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    What is asked for, and what there is.

    Attributes:
        what: What was measured.
        asked: What it should be, in words.
        found: What it is.
        holds: Whether that will do.
    """

    what: str
    asked: str
    found: str
    holds: bool


@dataclass(slots=True, kw_only=True)
class Report:
    """What a part found."""

    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


def at_least(what: str, found: float, asked: float) -> Target:
    """The target that *found* is no less than *asked*, to the third digit."""
    return Target(
        what=what,
        asked=f"at least {asked:g}",
        found=f"{found:.3f}",
        holds=found >= asked,
    )


def below(what: str, found: float, asked: float, unit: str = "") -> Target:
    """The target that *found* is less than *asked*; both in *unit*."""
    return Target(
        what=what,
        asked=f"below {asked:g}{unit}",
        found=f"{shown(found)}{unit}",
        holds=found < asked,
    )


def nothing_amiss(what: str, found: int) -> Target:
    """The target that nothing was lost, doubled or mixed up."""
    return Target(what=what, asked="0", found=str(found), holds=found == 0)


def median(values: Iterable[float]) -> float:
    """The one in the middle."""
    return statistics.median(values)


def shown(value: float) -> str:
    """*value* with three digits that count, without an exponent."""
    if abs(value) >= 100:  # noqa: PLR2004 - three digits before the point
        return f"{value:,.0f}"
    return f"{value:.3g}"
