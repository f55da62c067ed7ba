"""Where the microseconds of one message go, by what the code is for."""

import asyncio
import json
import os
import signal
import tempfile
from pathlib import Path

from benchmarks.gateway import Gateway
from benchmarks.load import Taken
from benchmarks.report import Length, Report, Table, Tell, median, shown
from benchmarks.runs import line, texts
from benchmarks.server import alur

IN_FLIGHT = 32


async def measure(length: Length, tell: Tell) -> Report:
    """Measure the server as it is, for the sum, and under a profiler, for the parts."""
    plain, profiled, groups = [], [], []
    for _ in range(length.rounds):
        with tempfile.TemporaryDirectory() as folder:
            plain.append(await _plain(Path(folder) / "plain", length))
            tell(line("alur", plain[-1]))
            taken, group = await _profiled(Path(folder) / "profiled", length)
            tell(line("alur, profiled", taken))
        profiled.append(taken)
        groups.append(group)
    return Report(tables=[_table(plain, profiled, groups)])


async def _plain(folder: Path, length: Length) -> Taken:
    async with Gateway() as gateway, alur(folder, gateway=gateway.url) as server:
        return await texts(server, gateway, chats=IN_FLIGHT, length=length)


async def _profiled(folder: Path, length: Length) -> tuple[Taken, dict[str, float]]:
    """One run, and the part of the time that each group took, the sum being 1."""
    told = folder / "groups"
    program = ("benchmarks.profiled", str(told))
    async with (
        Gateway() as gateway,
        alur(folder, gateway=gateway.url, program=program) as server,
        asyncio.TaskGroup() as tasks,
    ):
        run = tasks.create_task(texts(server, gateway, chats=IN_FLIGHT, length=length))
        await asyncio.sleep(length.warm_up_seconds)
        os.kill(server.pid, signal.SIGUSR1)
        await asyncio.sleep(length.seconds)
        os.kill(server.pid, signal.SIGUSR1)
        taken = await run
    before, after = map(json.loads, _lines(told))
    spent = {name: after[name] - before.get(name, 0.0) for name in after}
    whole = sum(spent.values())
    return taken, {name: seconds / whole for name, seconds in spent.items()}


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").splitlines()


def _table(
    plain: list[Taken], profiled: list[Taken], groups: list[dict[str, float]]
) -> Table:
    cost = median(run.cpu_per_1000 for run in plain) * 1000
    slowed = median(run.cpu_per_1000 for run in profiled) * 1000
    names = {name for group in groups for name in group}
    parts = {name: median(group.get(name, 0.0) for group in groups) for name in names}
    rows = [
        [name, f"**{part:.1%}**", shown(part * cost)]
        for name, part in sorted(parts.items(), key=lambda one: -one[1])
    ]
    return Table(
        title="Where the microseconds of a message go",
        means=f"Processor time of one text turn with {IN_FLIGHT} in flight: "
        f"{cost:.0f} µs. How it divides was measured under cProfile, which made a "
        f"turn {slowed / cost:.1f} times as dear and is hardest on many small calls, "
        "so these are parts to compare, not to add a digit to. A function of C "
        "counts with whoever called it; what uvloop does in C is not seen.",
        columns=("part", "of a turn", "µs"),
        rows=[*rows, ["together", "1", shown(cost)]],
    )
