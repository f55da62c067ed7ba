"""Text turns end to end, durable and with their replies, beside the limit."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.gateway import Gateway
from benchmarks.load import Load, Taken
from benchmarks.poster import Poster
from benchmarks.report import (
    Length,
    Report,
    Table,
    Target,
    Tell,
    at_least,
    below,
    median,
    nothing_amiss,
    shown,
)
from benchmarks.runs import limit_texts, line, texts
from benchmarks.server import WEBHOOK, alur

IN_FLIGHT = (1, 32, 256)
USUAL = 32
OPEN_CHATS = 2_000
COLUMNS = (
    *("", "of the limit", "by CPU", "turns/s", "p50 ms", "p99 ms", "200 p50 ms"),
    *("CPU s per 1000", "memory MB", "peak MB", "others"),
)


@dataclass(slots=True, kw_only=True)
class Turns:
    """
    Every run of this part.

    Attributes:
        limit: Runs of the limit, by how many texts were on their way.
        server: Runs of the server, the same way.
        half: Open loop at half of the capacity of the same round.
    """

    limit: dict[int, list[Taken]] = field(default_factory=dict)
    server: dict[int, list[Taken]] = field(default_factory=dict)
    half: list[Taken] = field(default_factory=list)

    def ratio(self, chats: int) -> float:
        """What the server does of what the limit does, with *chats* on their way."""
        return median(
            ours.turns_per_second / limit.turns_per_second
            for ours, limit in zip(self.server[chats], self.limit[chats], strict=True)
        )

    def cpu_ratio(self, chats: int) -> float:
        """The same by processor time, which what else runs here hardly touches."""
        return median(
            limit.cpu_per_1000 / ours.cpu_per_1000
            for ours, limit in zip(self.server[chats], self.limit[chats], strict=True)
        )


async def measure(length: Length, tell: Tell) -> Report:
    """Measure limit and server in turn."""
    turns = Turns()
    for _ in range(length.rounds):
        with tempfile.TemporaryDirectory() as folder:
            for chats in IN_FLIGHT:
                taken = await limit_texts(Path(folder) / "limit", chats, length, tell)
                turns.limit.setdefault(chats, []).append(taken)
            await _server(turns, length, Path(folder) / "alur", tell)
    return Report(tables=[_table(turns)], targets=_targets(turns))


async def _server(turns: Turns, length: Length, folder: Path, tell: Tell) -> None:
    async with Gateway() as gateway, alur(folder, gateway=gateway.url) as server:
        capacity = 0.0
        for chats in IN_FLIGHT:
            taken = await texts(server, gateway, chats=chats, length=length)
            turns.server.setdefault(chats, []).append(taken)
            tell(line(f"alur, {chats} in flight", taken))
            capacity = max(capacity, taken.turns_per_second)
        async with Poster(server.port, WEBHOOK, connections=256) as poster:
            taken = await Load(server, poster, gateway).opened(
                capacity / 2,
                chats=OPEN_CHATS,
                seconds=length.seconds,
                warm_up_seconds=length.warm_up_seconds,
            )
        turns.half.append(taken)
        tell(line(f"alur, open loop at {capacity / 2:.0f}/s", taken))


def _table(turns: Turns) -> Table:
    rows = []
    for chats in IN_FLIGHT:
        rows.append(_row(f"limit, {chats} in flight", ("1", "1"), turns.limit[chats]))
        ratios = f"**{turns.ratio(chats):.3f}**", f"{turns.cpu_ratio(chats):.3f}"
        rows.append(_row(f"alur, {chats} in flight", ratios, turns.server[chats]))
    rows.append(_row("alur, open loop at half of its capacity", ("", ""), turns.half))
    return Table(
        title="Text turns",
        means="A turn is a text that comes in by webhook, moves a state, and has its "
        "reply delivered to the gateway. The limit only keeps the text and says 200: "
        "no server on these libraries that keeps what it acknowledges does more. Where "
        "the two ratios differ, the disk was waited for, or something else took of the "
        "server's core, as the last column tells.",
        columns=COLUMNS,
        rows=rows,
    )


def _row(name: str, ratios: tuple[str, str], runs: list[Taken]) -> list[str]:
    numbers = (
        median(run.turns_per_second for run in runs),
        median(run.p50_ms for run in runs),
        median(run.p99_ms for run in runs),
        median(run.acknowledged_p50_ms for run in runs),
        median(run.cpu_per_1000 for run in runs),
        median(run.memory.resident_mb for run in runs),
        max(run.memory.peak_mb for run in runs),
    )
    others = median(run.others for run in runs)
    return [name, *ratios, *map(shown, numbers), f"{others:.0%}"]


def _targets(turns: Turns) -> list[Target]:
    runs = [run for found in turns.server.values() for run in found] + turns.half
    p99 = median(run.p99_ms for run in turns.half)
    return [
        at_least("Text turns, part of the limit", turns.ratio(USUAL), 0.20),
        below("Reply p99 at half of capacity", p99, 15, " ms"),
        nothing_amiss("Texts lost, replies wrong", sum(run.amiss for run in runs)),
    ]
