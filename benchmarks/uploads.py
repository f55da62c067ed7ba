"""People who upload a car in the shipped dialogue, with three photos each."""

import asyncio
import hashlib
import itertools
from collections import Counter
from pathlib import Path
from time import perf_counter

from benchmarks import deliveries
from benchmarks.gateway import Gateway
from benchmarks.pictures import photos
from benchmarks.poster import Poster
from bot.images import clean

DIFFERENT_PHOTOS = 6
PHOTOS_PER_CAR = 3
WEBHOOKS = 4 + PHOTOS_PER_CAR
REPLY_SECONDS = 60.0


class Album:
    """
    The photos that everybody sends.

    A few pictures under as many names as are asked for; the gateway has each before
    it is announced.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._pictures = photos(DIFFERENT_PHOTOS)
        self._names = itertools.count(1)
        self._files: dict[str, bytes] = {}
        gateway.photos = self._files

    def announced(self, chat: int) -> bytes:
        """The delivery of another photo of *chat*."""
        number = next(self._names)
        name = f"3EB0{number:012X}"
        data = self._files[name] = self._pictures[number % len(self._pictures)]
        return deliveries.photo(name, chat=chat, size_bytes=len(data))

    def damaged(self, folder: Path, expected: int) -> int:
        """How many of the *expected* photos are not below *folder*, bit for bit."""
        whole = {
            hashlib.sha256(clean(picture, announced_bytes=None)).digest()
            for picture in self._pictures
        }
        kept = Counter(
            hashlib.sha256(file.read_bytes()).digest() in whole
            for file in folder.rglob("*.jpg")
        )
        return abs(expected - kept[True]) + kept[False]


class People:
    """
    Whoever uploads; one at a time is a dialogue of one chat.

    Attributes:
        acknowledged: Deliveries that were answered with 200.
        done: How long each dialogue took that went to its end, in seconds.
        wrong: Dialogues that did not go as they should.
    """

    def __init__(self, gateway: Gateway, poster: Poster, album: Album) -> None:
        self.acknowledged = 0
        self.done: list[float] = []
        self.wrong = 0
        self._poster = poster
        self._album = album
        self._heard: dict[str, asyncio.Queue[str]] = {}
        poster.acknowledged = self._count
        gateway.replied = self._hear

    async def upload(self, chat: int) -> None:
        """Go through one dialogue; ``done`` or ``wrong`` has it afterwards."""
        heard = self._heard[deliveries.phone(chat)] = asyncio.Queue()
        begun = perf_counter()
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                await self.begin(chat, heard)
                for _ in range(PHOTOS_PER_CAR):
                    self._poster.post(self._album.announced(chat))
                await heard.get()
                await self._say(chat, "bantuan", heard)
                summary = await self._say(chat, "selesai", heard)
                published = await self._say(chat, "ya", heard)
        except TimeoutError:
            self.wrong += 1
            return
        right = "145.000.000" in summary and "/cars/" in published and heard.empty()
        if right and all(f": {PHOTOS_PER_CAR}\n" in s for s in (summary, published)):
            self.done.append(perf_counter() - begun)
        else:
            self.wrong += 1

    async def begin(self, chat: int, heard: asyncio.Queue[str] | None = None) -> None:
        """Tell the data of a car, and wait until that is answered."""
        if heard is None:
            heard = self._heard[deliveries.phone(chat)] = asyncio.Queue()
        words = "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"
        await self._say(chat, words, heard)

    async def _say(self, chat: int, words: str, heard: asyncio.Queue[str]) -> str:
        self._poster.post(deliveries.text(words, chat=chat))
        return await heard.get()

    def _count(self, _tag: int, _seconds: float) -> None:
        self.acknowledged += 1

    def _hear(self, phone: str, text: str) -> None:
        if phone in self._heard:
            self._heard[phone].put_nowait(text)
        else:
            self.wrong += 1
