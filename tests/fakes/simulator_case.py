"""``simulator`` in the contract suite."""

import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Self

from aiohttp import web

from bot.channel import Delivery
from bot.messages import Message
from tests.fakes.case import WEBHOOK


class SimulatorCase:
    """What takes the replies of a simulator, elsewhere than in the bot."""

    secrets = ()

    def __init__(self) -> None:
        self._url = ""
        self._said: list[tuple[str, str]] = []
        self._files: dict[str, bytes] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/send", self._send)
        app.router.add_get("/photos/{name}", self._photo)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def settings(self) -> Mapping[str, Any]:
        """See ``Case``."""
        return {"type": "simulator", "url": self._url}

    def delivery(self, message: Message) -> Delivery | None:
        """See ``Case``."""
        if message.option:
            return None
        body: dict[str, object] = {
            "id": message.id,
            "from": message.chat.phone,
            "sent_ms": message.sent_ms,
            "text": message.text,
            "kind": message.kind.value,
        }
        if message.target:
            body["target"] = message.target
        if message.photo:
            body["photo"] = {
                "id": message.photo.locator,
                "size_bytes": message.photo.size_bytes,
            }
        if message.voice:
            body["voice"] = {"id": message.voice.locator}
        return self.seal(json.dumps(body).encode())

    def seal(self, body: bytes) -> Delivery:
        """See ``Case``."""
        return Delivery(body=body, url=WEBHOOK)

    def ignored(self) -> Mapping[str, Delivery]:
        """See ``Case``."""
        body = {"id": "m1", "from": "+6281200000011", "sent_ms": 1, "text": " "}
        told = {
            "empty": body,
            "group": {**body, "in": "group"},
            "status": {**body, "in": "status"},
            "unknown": {**body, "in": "moon"},
        }
        return {
            word: self.seal(json.dumps(fields).encode())
            for word, fields in told.items()
        }

    def has(self, name: str, data: bytes) -> None:
        """See ``Case``."""
        self._files[name] = data

    def said(self) -> list[tuple[str, str]]:
        """See ``Case``."""
        return list(self._said)

    async def _send(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self._said.append((asked["to"].removeprefix("+"), asked["text"]))
        return web.json_response({})

    async def _photo(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["name"])
        return web.Response(status=200 if found else 404, body=found or b"")
