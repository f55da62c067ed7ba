"""The whole upload dialogue over HTTP, photos included, beside the limit."""

import asyncio
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import deliveries
from benchmarks.gateway import Gateway
from benchmarks.load import Taken
from benchmarks.poster import Poster
from benchmarks.process import Memory, Serving
from benchmarks.report import (
    Length,
    Report,
    Table,
    Tell,
    at_least,
    median,
    nothing_amiss,
    shown,
)
from benchmarks.runs import limit_texts
from benchmarks.server import WEBHOOK, alur
from benchmarks.uploads import PHOTOS_PER_CAR, WEBHOOKS, Album, People

CHATS = 32
STAFF = 5_000
"""So many that nobody says the same word twice within two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """
    One run of dialogues.

    Attributes:
        webhooks_per_second: Deliveries acknowledged.
        p50_seconds: What half of the dialogues took.
        cpu_per_1000: Processor seconds of the server for 1000 deliveries.
        memory: What the server held at the end.
        dialogues: How many went to their end in all.
        wrong: Dialogues that did not go as they should, and photos missing.
    """

    webhooks_per_second: float
    p50_seconds: float
    cpu_per_1000: float
    memory: Memory
    dialogues: int
    wrong: int


async def measure(length: Length, tell: Tell) -> Report:
    """Measure limit and dialogues in turn."""
    limits, runs = [], []
    for _ in range(length.rounds):
        with tempfile.TemporaryDirectory() as folder:
            limits.append(await limit_texts(Path(folder), CHATS, length, tell))
            runs.append(run := await _dialogues(length, Path(folder) / "alur"))
            tell(
                f"dialogues {run.webhooks_per_second:.0f} webhooks/s, "
                f"{run.dialogues} done, {run.wrong} wrong"
            )
    return _report(limits, runs)


async def _dialogues(length: Length, folder: Path) -> Uploads:
    staff = [deliveries.phone(chat) for chat in range(STAFF)]
    async with (
        Gateway() as gateway,
        alur(folder, gateway=gateway.url, flow="upload", staff=staff, settings={}) as (
            server
        ),
        Poster(server.port, WEBHOOK, connections=CHATS * WEBHOOKS) as poster,
    ):
        album = Album(gateway)
        people = People(gateway, poster, album)
        webhooks, cpu, seconds = await _watch(people, server, length)
        memory = server.memory
    missing = album.damaged(
        folder / "data" / "photos", len(people.done) * PHOTOS_PER_CAR
    )
    return Uploads(
        webhooks_per_second=webhooks / seconds,
        p50_seconds=median(people.done),
        cpu_per_1000=1000 * cpu / webhooks,
        memory=memory,
        dialogues=len(people.done),
        wrong=people.wrong + poster.refused + missing,
    )


async def _watch(
    people: People, server: Serving, length: Length
) -> tuple[int, float, float]:
    """Deliveries, processor seconds and seconds while *CHATS* dialogues go on."""
    numbers = itertools.cycle(range(STAFF))
    going = True

    async def go_on() -> None:
        while going:
            await people.upload(next(numbers))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(CHATS):
            tasks.create_task(go_on())
        await asyncio.sleep(length.warm_up_seconds)
        webhooks, cpu, begun = (
            people.acknowledged,
            server.cpu_seconds,
            perf_counter(),
        )
        await asyncio.sleep(2 * length.seconds)
        taken = (
            people.acknowledged - webhooks,
            server.cpu_seconds - cpu,
            perf_counter() - begun,
        )
        going = False
    return taken


def _report(limits: list[Taken], runs: list[Uploads]) -> Report:
    ratio = median(
        run.webhooks_per_second / limit.turns_per_second
        for run, limit in zip(runs, limits, strict=True)
    )
    row = [
        f"alur, {CHATS} chats",
        f"**{ratio:.3f}**",
        shown(median(run.webhooks_per_second for run in runs)),
        shown(median(run.p50_seconds for run in runs)),
        shown(median(run.cpu_per_1000 for run in runs)),
        shown(median(run.memory.resident_mb for run in runs)),
        shown(max(run.memory.peak_mb for run in runs)),
        str(sum(run.dialogues for run in runs)),
        str(sum(run.wrong for run in runs)),
    ]
    table = Table(
        title="The whole dialogue",
        means=f"`/upload`, {PHOTOS_PER_CAR} photos of about 150 KB at once, `bantuan`, "
        "`selesai`, `ya`: the shipped dialogue `upload`, until the car is published. "
        "Every reply is waited for, and at the end every photo is compared with what "
        "was sent. The limit is that of texts.",
        columns=(
            *("", "of the limit", "webhooks/s", "dialogue p50 s"),
            *("CPU s per 1000", "memory MB", "peak MB", "dialogues", "wrong"),
        ),
        rows=[row],
    )
    return Report(
        tables=[table],
        targets=[
            at_least("Whole dialogue, part of the limit", ratio, 0.10),
            nothing_amiss(
                "Dialogues wrong, photos missing", sum(run.wrong for run in runs)
            ),
        ],
    )
