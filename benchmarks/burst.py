"""Ten photos of each of a hundred chats at once, beside the same files alone."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import deliveries
from benchmarks.gateway import Gateway
from benchmarks.poster import Poster
from benchmarks.process import SERVER_CORE
from benchmarks.report import (
    Length,
    Report,
    Table,
    Target,
    Tell,
    median,
    nothing_amiss,
    shown,
)
from benchmarks.server import WEBHOOK, alur
from benchmarks.uploads import Album, People
from bot.settings import HOME

EACH = 10
CONNECTIONS = 256
LONGEST_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """
    One burst.

    Attributes:
        seconds: From the first webhook until the last photo was in the store.
        peak_mb: The most memory that the server held.
        missing: Photos that are not there as they were sent.
    """

    seconds: float
    peak_mb: float
    missing: int


async def measure(length: Length, tell: Tell) -> Report:
    """Measure files alone and the bot in turn."""
    alone, bursts = [], []
    for _ in range(length.rounds):
        with tempfile.TemporaryDirectory() as folder:
            alone.append(await _alone(Path(folder) / "alone", length.burst_chats))
            bursts.append(await _burst(Path(folder) / "alur", length.burst_chats))
        tell(
            f"{length.burst_chats} x {EACH} photos: alone {alone[-1]:.2f} s, "
            f"alur {bursts[-1].seconds:.2f} s, missing {bursts[-1].missing}"
        )
    return _report(alone, bursts, length.burst_chats)


async def _alone(folder: Path, chats: int) -> float:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.photos", str(folder)),
        *(str(chats), str(EACH)),
        cwd=HOME,
        stdout=PIPE,
    )
    os.sched_setaffinity(process.pid, {SERVER_CORE})
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the files could not be kept; see above")
    return float(told)


async def _burst(folder: Path, chats: int) -> Burst:
    staff = [deliveries.phone(chat) for chat in range(chats)]
    async with (
        Gateway() as gateway,
        alur(folder, gateway=gateway.url, flow="upload", staff=staff, settings={}) as (
            server
        ),
        Poster(server.port, WEBHOOK, connections=CONNECTIONS) as poster,
    ):
        album = Album(gateway)
        people = People(gateway, poster, album)
        await asyncio.gather(*(people.begin(chat) for chat in range(chats)))
        begun = perf_counter()
        for _ in range(EACH):
            for chat in range(chats):
                poster.post(album.announced(chat))
        photos = folder / "data" / "photos"
        async with asyncio.timeout(LONGEST_SECONDS):
            while _count(photos) < chats * EACH:  # noqa: ASYNC110 - no one tells
                await asyncio.sleep(0.01)
        seconds = perf_counter() - begun
        peak = server.memory.peak_mb
    missing = album.damaged(photos, chats * EACH)
    return Burst(seconds=seconds, peak_mb=peak, missing=missing)


def _count(folder: Path) -> int:
    """How many photos are below *folder*; those half-written are hidden."""
    names = (name for *_, files in os.walk(folder) for name in files)
    return sum(not name.startswith(".") for name in names)


def _report(alone: list[float], bursts: list[Burst], chats: int) -> Report:
    ratio = median(
        burst.seconds / least for burst, least in zip(bursts, alone, strict=True)
    )
    count = chats * EACH
    slowest = median(burst.seconds for burst in bursts)
    peak = max(burst.peak_mb for burst in bursts)
    least = median(alone)
    table = Table(
        title="A burst of photos",
        means=f"{EACH} photos of about 150 KB from each of {chats} chats, all posted "
        "at once, until the last is in the store; beside a program that checks and "
        "writes the same files with as many threads on the same core and does "
        "nothing else.",
        columns=("", "of the time alone", "seconds", "photos/s", "peak MB"),
        rows=[
            ["files alone", "1", shown(least), shown(count / least), ""],
            [
                *("alur", f"**{ratio:.2f}**", shown(slowest)),
                *(shown(count / slowest), shown(peak)),
            ],
        ],
    )
    target = Target(
        what="Photo burst, times the files alone",
        asked="at most 1.5",
        found=f"{ratio:.2f}",
        holds=ratio <= 1.5,  # noqa: PLR2004 - the target itself
    )
    missing = sum(burst.missing for burst in bursts)
    return Report(
        tables=[table],
        targets=[target, nothing_amiss("Photos of the burst missing", missing)],
    )
