"""
The gateway beside the server: it outlives every kill, and remembers what it was given.

A reply that it was given while the server was killed is given once more, since the
server cannot tell whether it went out. Which one that may be is known at each start,
from how many the database says were sent. A reply said twice for any other reason, or
counted as sent and never given, is a fault. Each life has an address of its own here,
so that what a dead one sent last is not taken for the words of the next.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from typing import Self

import aiohttp
from aiohttp import web

from bot.scenario.channel import PlayedFile

NOT_THERE = 404


class Gateway:
    """
    One WhatsApp Web API account, over HTTP.

    Attributes:
        files: Its photos by their names; what is not in it is missing.
        said: Every reply to each number, in order, each once.
        doubled: How many replies were said once more after a kill.
        faults: What should never happen, in words.
        taken: How many replies it was given, doubled ones too.
        interrupt: Called for each reply that the life at hand gave to it; the reply
            is not answered if it returns true.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.files: dict[str, PlayedFile] = {}
        self.said: dict[str, list[str]] = defaultdict(list)
        self.doubled = 0
        self.faults: list[str] = []
        self.taken = 0
        self.interrupt: Callable[[], bool] = lambda: False
        self._now = now
        self._url = ""
        self._counted: list[Mapping[str, int]] = []
        self._places: list[dict[str, int]] = []
        self._unheard: list[tuple[str, str]] = []
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/{life}/send", self._send)
        app.router.add_get("/{life}/images/{name}", self._image)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        connector = aiohttp.TCPConnector(force_close=True)
        self._client = aiohttp.ClientSession(connector=connector)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def post(self, body: bytes, to: str) -> bool:
        """Post the delivery *body*; whether the server has taken it."""
        headers = {"Content-Type": "application/json"}
        try:
            async with self._client.post(to, data=body, headers=headers) as answer:
                await answer.read()
                return answer.ok
        except aiohttp.ClientError:
            return False

    def unheard(self, numbers: Container[str]) -> list[tuple[str, str]]:
        """The replies to *numbers* since they were last asked for, in order."""
        found = [one for one in self._unheard if one[0] in numbers]
        self._unheard = [one for one in self._unheard if one[0] not in numbers]
        return found

    def any_unheard(self, numbers: Container[str]) -> bool:
        """Whether ``unheard`` would give something."""
        return any(number in numbers for number, _ in self._unheard)

    async def hears(self, numbers: Container[str], seconds: float) -> None:
        """Wait until there is something unheard to *numbers*, or *seconds* are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.any_unheard(numbers):
                    await self._news.wait()

    def begin(self, sent: Mapping[str, int]) -> str:
        """
        Be ready for a life that counts *sent* replies to each number as sent.

        Returns:
            The address that it is to give its replies to.
        """
        for number, count in sent.items():
            if count > len(self.said[number]):
                self.faults.append("a reply counts as sent that was never given")
        self._counted.append(sent)
        self._places.append(dict(sent))
        return f"{self._url}/{len(self._places)}"

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked, life = await request.json(), int(request.match_info["life"])
        self._take(life - 1, str(asked["number"]), str(asked["message"]))
        self.taken += 1
        lives_on = life == len(self._places)
        if lives_on and self.interrupt() and request.transport is not None:
            request.transport.abort()
        return web.json_response({"success": True, "message": "sent"})

    def _take(self, life: int, number: str, text: str) -> None:
        said, first = self.said[number], self._counted[life].get(number, 0)
        place = self._places[life].get(number, 0)
        self._places[life][number] = place + 1
        if place >= len(said):
            said.append(text)
            self._unheard.append((number, text))
            news, self._news = self._news, asyncio.Event()
            news.set()
            return
        self.doubled += 1
        if said[place] != text:
            self.faults.append(f"not the same reply again after a kill: {text}")
        if place > first:
            self.faults.append(f"more than the last reply again after a kill: {text}")

    async def _image(self, request: web.Request) -> web.Response:
        name = request.match_info["name"].removesuffix(".jpg")
        file = self.files.get(name)
        if file is None or self._now() < file.since:
            return web.Response(status=NOT_THERE, text="Image not found")
        return web.Response(body=file.data, content_type="image/jpeg")
