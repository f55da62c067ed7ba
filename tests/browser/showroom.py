"""A showroom with cars and photos, on a server that an operator started."""

import json
import os
import random
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter
from sqlalchemy import Connection, insert

from storage.engine import open_engine
from storage.tables import items

ROOT = Path(__file__).parents[2]
NOW = 1_761_642_420.0
SETTINGS = """\
port: {port}
data: ./data
tenants:
  lumiku:
    name: Lumiku Auto
    languages: [id, en]
    flows: [upload]
    whatsapp: "+6281200000099"
    colours: {{accent: "{accent}"}}
    roles: {{staff: ["+6281200000011"]}}
    channels:
      simulator: {{type: simulator}}
"""
FREED: Mapping[str, Any] = {
    "brand": "Honda",
    "model": "Freed",
    "variant": "PSD",
    "year": 2012,
    "price": 145_000_000,
    "km": 145_515,
    "transmission": "matic",
    "colour": "Silver",
    "plate": "B 1234 XYZ",
}

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
"""The screens that its pages are looked at on."""


class Showroom:
    """
    A showroom whose catalog is filled before its server starts.

    Attributes:
        url: Where its server answers, once it is ``open``.
    """

    def __init__(self, folder: Path, *, port: int, accent: str = "#0a7") -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._rows: list[Mapping[str, Any]] = []
        settings = SETTINGS.format(port=port, accent=accent)
        self._settings = folder / "bot.yaml"
        self._settings.write_text(settings, encoding="utf-8")

    @property
    def catalog(self) -> str:
        """The address of its catalog."""
        return f"{self.url}/catalog/lumiku"

    def photos_of(self, slug: str) -> Path:
        """The folder of the photos of a car."""
        return self._folder / "data" / "photos" / "lumiku" / "cars" / slug

    def add(
        self,
        slug: str,
        *,
        data: Mapping[str, Any] = FREED,
        photos: Sequence[bytes] = (),
        **other: Any,
    ) -> str:
        """Put a car into the catalog, newer than those before; its address."""
        named = " ".join(str(data[key]) for key in ("brand", "model", "year"))
        row = {
            "word": "cars",
            "slug": slug,
            "tenant": "lumiku",
            "flow": "upload",
            "session": f"1761642420000-{len(self._rows):08x}",
            "folder": f"lumiku/cars/{slug}",
            "title": named,
            "data": json.dumps(dict(data)),
            "description": "Kabin lega, pajak hidup. Siap pakai.",
            "created_at": NOW + len(self._rows),
            "state": "available",
        }
        self._rows.append(row | other)
        for number, photo in enumerate(photos):
            self.put_photo(slug, number, photo)
        return f"{self.url}/cars/{slug}"

    def put_photo(self, slug: str, number: int, photo: bytes) -> Path:
        """Put a photo into the folder of a car, as a person would by hand."""
        folder = self.photos_of(slug)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{1_761_642_420_000 + number}-{number:016x}.jpg"
        file.write_bytes(photo)
        return file

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Write the catalog and let the server run."""
        data = self._folder / "data"
        data.mkdir(exist_ok=True)
        engine = await open_engine(data / "bot.db")
        for row in self._rows:
            await engine.run(_insert, row)
        await engine.close()
        process = await create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(self._settings),
            cwd=ROOT, stdout=PIPE, stderr=DEVNULL, env={**os.environ},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            assert b"Alur listens" in await process.stdout.readline()
            yield
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[None]:
    for row in rows:
        connection.execute(insert(items).values(row))
    return [None] * len(rows)


@cache
def street_photo(number: int) -> bytes:
    """
    A photo as phones take them: 1600 by 1200, about 300 KB.

    A picture of one colour would be too small, noise too large: this has a sky, a road,
    something with edges in between, and grain all over.
    """
    chance = random.Random(number)  # noqa: S311 - the same photos each time
    size = (1600, 1200)
    sky = Image.linear_gradient("L").resize(size)
    tint = [chance.randrange(90, 200) for _ in range(3)]
    photo = Image.merge(
        "RGB", [sky.point(lambda v, t=t: (v + 2 * t) // 3) for t in tint]
    )
    draw = ImageDraw.Draw(photo)
    for _ in range(160):
        x, y = chance.randrange(1600), chance.randrange(300, 1200)
        w, h = chance.randrange(10, 160), chance.randrange(4, 60)
        draw.rectangle(
            (x, y, x + w, y + h), tuple(chance.randrange(256) for _ in range(3))
        )
    body = tuple(chance.randrange(30, 230) for _ in range(3))
    draw.rounded_rectangle((250, 560, 1350, 900), 90, body)
    draw.rounded_rectangle((480, 400, 1120, 620), 110, body)
    draw.rounded_rectangle((530, 440, 790, 590), 40, (40, 48, 56))
    draw.rounded_rectangle((820, 440, 1070, 590), 40, (40, 48, 56))
    for x in (430, 1010):
        draw.ellipse((x, 800, x + 200, 1000), (20, 20, 22))
        draw.ellipse((x + 55, 855, x + 145, 945), (150, 152, 155))
    photo = photo.filter(ImageFilter.GaussianBlur(0.8))
    for coarse, share in ((3, 0.13), (1, 0.12)):
        small = (size[0] // coarse, size[1] // coarse)
        grain = Image.effect_noise(small, 60).resize(size, Image.Resampling.BICUBIC)
        photo = Image.blend(photo, Image.merge("RGB", [grain] * 3), share)
    written = BytesIO()
    photo.save(written, "JPEG", quality=74)
    return written.getvalue()
