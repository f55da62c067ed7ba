"""A simulated gateway with a clock in our hands, and a bot that notes what it gets."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web.simulator.gateway import SimulatedGateway

PHONE = "+6281200000011"
NAME = "demo/simulator"
BASE = f"/simulator/{NAME}"
MINE = f"{BASE}/phones/{PHONE}"


class HandClock:
    """A clock that is moved by hand; whoever waits is woken when its time comes."""

    def __init__(self) -> None:
        self.time = 1_761_646_020.0
        self._moved = asyncio.Event()
        self._waited_for = asyncio.Event()

    def now(self) -> float:
        return self.time

    def steady(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        await self.wait(asyncio.Event(), self.time + seconds)

    async def wait(self, event: asyncio.Event, until: float | None) -> None:
        while not event.is_set() and (until is None or self.time < until):
            self._waited_for.set()
            either = [asyncio.ensure_future(e.wait()) for e in (event, self._moved)]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            for waiting in either:
                waiting.cancel()

    def move(self, seconds: float) -> None:
        self.time += seconds
        self._waited_for.clear()
        self._moved.set()
        self._moved = asyncio.Event()

    async def waited_for(self) -> None:
        """Until somebody waits for it."""
        async with asyncio.timeout(5):
            await self._waited_for.wait()


class Webhook:
    """
    The bot's side: deliveries in order of arrival.

    Attributes:
        statuses: What the next deliveries are answered with; then 200.
        got: Every delivery so far.
    """

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[dict[str, Any]] = []
        self._new: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        delivery = await request.json()
        self.got.append(delivery)
        self._new.put_nowait(delivery)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self._new.get()


class Rig:
    """
    The gateway, served; it can be stopped and started again over the same folder.

    Attributes:
        clock: The gateway's.
        webhook: Where it posts to.
        gateway: The gateway.
        client: Asks it, at ``url``.
    """

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.webhook = Webhook()
        self._folder = folder

    async def __aenter__(self) -> Self:
        hook = web.Application()
        hook.router.add_post("/webhook", self.webhook.take)
        self._bot = TestServer(hook)
        await self._bot.start_server()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self._bot.close()

    async def start(self) -> None:
        self.client = aiohttp.ClientSession()
        self.gateway = SimulatedGateway(
            folder=self._folder,
            webhook={NAME: str(self._bot.make_url("/webhook"))},
            client=self.client,
            clock=self.clock,
            busy=self._nothing_to_do,
        )
        app = web.Application()
        self.gateway.add_routes(app)
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self) -> None:
        await self._server.close()
        await self.client.close()

    async def say(
        self,
        text: str = "",
        *photos: bytes,
        media_type: str = "image/jpeg",
        **more: str,
    ) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData({"text": text, **more}, default_to_multipart=True)
        for photo in photos:
            form.add_field(
                "photo", photo, filename="photo.jpg", content_type=media_type
            )
        return await self.post(f"{MINE}/messages", form)

    async def post(
        self, path: str, form: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        url = self._server.make_url(path)
        async with self.client.post(url, data=form, headers=headers) as answer:
            said = answer.content_type == "application/json"
            return answer.status, await answer.json() if said else {}

    async def reply(self, key: str, text: str, *, to: str = PHONE) -> int:
        url = self._server.make_url(f"{BASE}/send")
        body = {"to": to, "text": text, "key": key}
        async with self.client.post(url, json=body) as answer:
            return answer.status

    async def get(self, path: str) -> tuple[int, bytes]:
        async with self.client.get(self._server.make_url(path)) as answer:
            return answer.status, await answer.read()

    async def replies(self, *, after: int = 0) -> list[str]:
        url = self._server.make_url(f"{MINE}/replies?after={after}&wait=1")
        async with self.client.get(url) as answer:
            return [one["text"] for one in (await answer.json())["replies"]]

    async def fetch(self, delivery: Mapping[str, Any]) -> tuple[int, bytes]:
        """Ask for the photo of a delivery, as the bot does."""
        return await self.get(f"{BASE}/photos/{delivery['photo']['id']}")

    @staticmethod
    async def _nothing_to_do(_chat: str) -> bool:
        return False
