"""A salon whose clients send summaries, and the site that shows them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.web import pages, summarypages
from bot.web.summary import Summaries
from bot.web.thumbnails import Thumbnails
from storage.files import FilePhotoStore
from storage.photos import VOICE
from tests import salon
from tests.bot.web.shop import OVERVIEW, ROOT, TEXTS, Browser, Seen, Shop
from tests.house import House, open_house
from tests.salon import CLIENT

FOLDER = f"shop/whatsapp:{CLIENT}"


@asynccontextmanager
async def open_salon(
    root: Path, files: Mapping[str, str] = salon.FILES
) -> AsyncIterator[House]:
    """Two businesses, ``shop`` and ``other``, with the same dialogues in *files*."""
    other = {"channels": {"wa": {"type": "simulator"}}, "name": "Salon Lain"}
    async with open_house(
        root,
        files=files,
        roles={"staff": [CLIENT]},
        contacts=salon.STYLISTS,
        name="Salon Ayu",
        settings={"tenants": {"other": other}},
    ) as opened:
        yield opened


def site(house: House) -> web.Application:
    """Everything that people see of *house*."""
    app = web.Application()
    summaries = Summaries(
        engine=house.bot.engine,
        photos=FilePhotoStore(house.settings.photo_root),
        voices=voices(house),
        tenants=house.settings.tenants,
        clock=house.clock,
    )
    summarypages.add_routes(app, summaries=summaries)
    pages.add_routes(
        app,
        catalog=Shop(house.root / "shop"),
        thumbnails=Thumbnails(house.root / "thumbnails"),
        overview=lambda: OVERVIEW,
        public_url="https://shop.example",
        texts=lambda: TEXTS,
        flows=ROOT / "flows",
    )
    return app


def voices(house: House) -> FilePhotoStore:
    """The voice notes of *house*."""
    return FilePhotoStore(house.settings.voice_root, VOICE)


def below(link: str) -> str:
    """The path of *link*, for the browser of the test."""
    return link.removeprefix("https://shop.example")


def shown(page: Seen) -> list[str]:
    """The names of the photos that *page* shows, each once, in order."""
    frames = [one["href"] for one in page.all("a") if "/photos/" in one["href"]]
    return [href.rpartition("/")[2] for href in dict.fromkeys(frames)]


async def status(browser: Browser, path: str) -> int:
    """What *path* is answered with."""
    return (await browser.get(path)).status
