"""What a message costs once there are many: sessions, and messages long answered."""

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks import filling
from benchmarks.gateway import Gateway
from benchmarks.load import Taken
from benchmarks.report import (
    Length,
    Report,
    Table,
    Target,
    Tell,
    below,
    median,
    nothing_amiss,
    shown,
)
from benchmarks.runs import line, texts
from benchmarks.server import alur

IN_FLIGHT = 32
ACTIVE = 10_000
SPARE_BYTES_PER_MESSAGE = 800
SPARE_BYTES_PER_SESSION = 1_500


@dataclass(slots=True, kw_only=True)
class Stage:
    """
    One size of the database, and what was measured on it.

    Attributes:
        name: How it is called.
        folder: Where it lies; None: made anew for each run.
        chats: How many chats are stored, of which one at random speaks next; 0 for
            those that are on their way alone.
        runs: What each run took.
        idle_mb: What the server held before each.
    """

    name: str
    folder: Path | None
    chats: int
    runs: list[Taken] = field(default_factory=list)
    idle_mb: list[float] = field(default_factory=list)

    def cpu_of(self, other: "Stage") -> float:
        """Processor time of a message here, in those of *other*, round by round."""
        return median(
            own.cpu_per_1000 / its.cpu_per_1000
            for own, its in zip(self.runs, other.runs, strict=True)
        )

    def time_of(self, other: "Stage") -> float:
        """Time that a message takes here, in those of *other*, round by round."""
        return median(
            its.turns_per_second / own.turns_per_second
            for own, its in zip(self.runs, other.runs, strict=True)
        )


async def measure(length: Length, tell: Tell) -> Report:
    """Measure a database that is empty, one with sessions, one with messages too."""
    with tempfile.TemporaryDirectory() as folder:
        stages = await _stages(Path(folder), length, tell)
        for number in range(length.rounds):
            for stage in stages:
                fresh = stage.folder or Path(folder, f"empty-{number}")
                await _run(stage, fresh, length, tell)
        active = await _active(stages[1], length, tell)
        size = _size(stages[2])
    return _report(stages, active, size)


async def _stages(folder: Path, length: Length, tell: Tell) -> list[Stage]:
    needed = (
        length.messages * SPARE_BYTES_PER_MESSAGE
        + length.sessions * SPARE_BYTES_PER_SESSION
    )
    if shutil.disk_usage(folder).free < needed:
        raise RuntimeError(
            f"growth needs {needed / 1e9:.0f} GB in {folder}; make room, "
            "or name another folder in TMPDIR"
        )
    begun = perf_counter()
    sessions, messages = folder / "sessions", folder / "messages"
    await filling.begin(sessions)
    filling.add_sessions(sessions, length.sessions)
    shutil.copytree(sessions, messages)
    filling.add_messages(messages, length.messages, chats=length.sessions)
    tell(f"filled in {perf_counter() - begun:.0f} s")
    many = f"{length.sessions:,} sessions"
    return [
        Stage(name="empty", folder=None, chats=0),
        Stage(name=many, folder=sessions, chats=length.sessions),
        Stage(
            name=f"{many}, {length.messages:,} messages",
            folder=messages,
            chats=length.sessions,
        ),
    ]


async def _run(stage: Stage, folder: Path, length: Length, tell: Tell) -> None:
    async with Gateway() as gateway, alur(folder, gateway=gateway.url) as server:
        stage.idle_mb.append(server.memory.resident_mb)
        taken = await texts(
            server,
            gateway,
            chats=IN_FLIGHT,
            length=length,
            following=_anybody(stage.chats),
        )
    stage.runs.append(taken)
    tell(line(stage.name, taken))


async def _active(stage: Stage, length: Length, tell: Tell) -> Taken:
    """A text of each of *ACTIVE* chats on its way, all the time."""
    assert stage.folder is not None  # noqa: S101 - only the empty one has none
    async with (
        Gateway() as gateway,
        alur(stage.folder, gateway=gateway.url) as server,
    ):
        taken = await texts(server, gateway, chats=ACTIVE, length=length)
    tell(line(f"{ACTIVE:,} chats in flight", taken))
    return taken


def _anybody(chats: int) -> Callable[[int], int]:
    if not chats:
        return lambda chat: chat
    chance = random.Random(20251028)  # noqa: S311 - the same people each time
    return lambda _: chance.randrange(chats)


def _size(stage: Stage) -> float:
    """The bytes of the largest database."""
    assert stage.folder is not None  # noqa: S101 - only the empty one has none
    return (stage.folder / "data" / "bot.db").stat().st_size


def _report(stages: list[Stage], active: Taken, size: float) -> Report:
    empty, sessions, messages = stages
    rows = [
        [
            stage.name,
            f"**{stage.cpu_of(empty):.2f}**",
            f"**{stage.time_of(empty):.2f}**",
            shown(median(run.cpu_per_1000 for run in stage.runs)),
            shown(median(run.turns_per_second for run in stage.runs)),
            shown(median(stage.idle_mb)),
            shown(median(run.memory.resident_mb for run in stage.runs)),
            shown(max(run.memory.peak_mb for run in stage.runs)),
        ]
        for stage in stages
    ]
    rows.append(
        [
            *(f"{ACTIVE:,} chats in flight", "", "", shown(active.cpu_per_1000)),
            *(shown(active.turns_per_second), ""),
            *(shown(active.memory.resident_mb), shown(active.memory.peak_mb)),
        ]
    )
    table = Table(
        title="Growth",
        means=f"Text turns with {IN_FLIGHT} in flight on databases of three sizes, the "
        f"largest of {size / 1e9:.1f} GB. On the full ones any of the stored "
        "chats speaks next, by chance; on the empty one the same few do. Each stored "
        "session has a timer of a day, each stored message its reply. What a message "
        "costs is told as processor time and as time.",
        columns=(
            *("", "CPU, of empty", "time, of empty", "CPU s per 1000", "turns/s"),
            *("idle MB", "memory MB", "peak MB"),
        ),
        rows=rows,
    )
    runs = [run for stage in stages for run in stage.runs] + [active]
    return Report(
        tables=[table],
        targets=[
            *_costs(sessions, empty, messages),
            *_memory(sessions, active),
            nothing_amiss("The same while it grows", sum(run.amiss for run in runs)),
        ],
    )


def _costs(sessions: Stage, empty: Stage, messages: Stage) -> list[Target]:
    return [
        below("CPU of a message, sessions to empty", sessions.cpu_of(empty), 1.35),
        below("Time of a message, sessions to empty", sessions.time_of(empty), 1.35),
        below("CPU, messages too to sessions", messages.cpu_of(sessions), 1.10),
        below("Time, messages too to sessions", messages.time_of(sessions), 1.10),
    ]


def _memory(sessions: Stage, active: Taken) -> list[Target]:
    stored = max(run.memory.peak_mb for run in sessions.runs)
    peak = active.memory.peak_mb
    return [
        below("Peak memory with the sessions stored", stored, 200, " MB"),
        below(f"Peak memory with {ACTIVE:,} active chats", peak, 300, " MB"),
    ]
