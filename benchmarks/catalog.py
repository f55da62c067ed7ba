"""How long the pages of a catalog with ten thousand cars take, over HTTP."""

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from sqlalchemy import Connection, insert

from benchmarks.gateway import Gateway
from benchmarks.report import Length, Report, Table, Tell, below, median, shown
from benchmarks.server import alur
from storage.engine import open_engine
from storage.tables import items

CARS = 10_000
WITH_PHOTOS = 500
"""How many have photos; a page lists the folders of two dozen, with or without."""

MOST_MS = 50
NOW = 1_761_642_420.0
ASKED: Mapping[str, str] = {
    "the newest": "",
    "the last page": "page=417",
    "one brand": "brand=Honda",
    "brand, year, price, transmission": (
        "brand=Toyota&year_from=2012&year_to=2018"
        "&price_from=100000000&price_to=250000000&transmission=matic"
    ),
    "by price": "sort=price",
    "words": "q=pajak+hidup+freed",
    "words that nothing has": "q=xyz",
}
_MODELS = (
    *(
        ("Honda", "Freed"),
        ("Honda", "Brio"),
        ("Toyota", "Avanza"),
        ("Suzuki", "Ertiga"),
    ),
    *(("Toyota", "Rush"), ("Daihatsu", "Sigra"), ("Wuling", "Confero"), ("BMW", "X1")),
)


async def measure(length: Length, tell: Tell) -> Report:
    """Measure the catalog page and the queries below it, one request at a time."""
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        await _fill(folder / "data")
        async with (
            Gateway() as gateway,
            alur(folder, gateway=gateway.url, flow="upload", settings={}) as server,
            aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as browser,
        ):
            found = {}
            for name, query in ASKED.items():
                before = server.cpu_seconds
                times = await _times(browser, f"/catalog/pasar?{query}", length)
                cpu = 1000 * (server.cpu_seconds - before) / (len(times) + 1)
                found[name] = (times, cpu)
                tell(f"{name}: {median(times):.1f} ms, {cpu:.1f} ms of processor time")
    return _report(found)


async def _times(
    browser: aiohttp.ClientSession, address: str, length: Length
) -> list[float]:
    """How long each request took, in milliseconds, after one that warms up."""
    times = []
    for _ in range(1 + 20 * length.rounds):
        begun = perf_counter()
        async with browser.get(address) as answer:
            answer.raise_for_status()
            await answer.read()
        times.append((perf_counter() - begun) * 1000)
    return times[1:]


async def _fill(data: Path) -> None:
    rows = list(_rows())
    _put_photos(data / "photos", rows[-WITH_PHOTOS:])
    engine = await open_engine(data / "bot.db")
    await engine.run(_insert, rows)
    await engine.close()


def _put_photos(root: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        folder = root / row["folder"]
        folder.mkdir(parents=True)
        for number in range(10):
            photo = folder / f"{1_761_642_420_000 + number}-{number:016x}.jpg"
            photo.write_bytes(b"listed, never read")


def _insert(
    connection: Connection, batches: Sequence[list[dict[str, Any]]]
) -> list[None]:
    for rows in batches:
        connection.execute(insert(items), rows)
    return [None] * len(batches)


def _rows() -> Iterator[dict[str, Any]]:
    chance = random.Random(20251028)  # noqa: S311 - the same cars each time
    for number in range(CARS):
        brand, model = chance.choice(_MODELS)
        year, km = chance.randrange(2005, 2025), chance.randrange(200_000)
        data = {
            "brand": brand,
            "model": model,
            "variant": "Deluxe",
            "year": year,
            "price": chance.randrange(60, 500) * 1_000_000,
            "km": km,
            "transmission": chance.choice(("matic", "manual")),
            "colour": chance.choice(("Hitam", "Putih", "Silver")),
            "plate": f"B {number} XYZ",
        }
        slug = f"{brand}-{model}-{year}-{number:06x}".lower()
        yield {
            "word": "cars",
            "slug": slug,
            "tenant": "pasar",
            "flow": "upload",
            "session": f"1761642420000-{number:08x}",
            "folder": f"pasar/cars/{slug}",
            "title": f"{brand} {model} Deluxe {year}",
            "data": json.dumps(data),
            "description": f"{brand} {model} tahun {year}, KM {km}. Pajak hidup, "
            "servis di bengkel resmi, ban tebal, siap pakai. " * 3,
            "created_at": NOW + number,
            "number": number + 1,
            "state": chance.choice(("available", "available", "booked", "sold")),
        }


def _report(found: Mapping[str, tuple[Sequence[float], float]]) -> Report:
    rows = [
        [name, f"**{median(times):.1f}**", shown(max(times)), f"{cpu:.1f}", ASKED[name]]
        for name, (times, cpu) in found.items()
    ]
    table = Table(
        title="Catalog",
        means=f"The page of a catalog with {CARS:,} cars over HTTP, one request after "
        "another, from the first byte asked for to the last received: 24 cards with "
        "the photos that their folders list, what may be filtered, and the count.",
        columns=("what is asked for", "median ms", "worst ms", "CPU ms", "address"),
        rows=rows,
    )
    targets = [
        below(f"Catalog of {CARS:,}: {name}", median(times), MOST_MS, " ms")
        for name, (times, _) in found.items()
    ]
    return Report(tables=[table], targets=targets)
