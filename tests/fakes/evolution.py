"""
Evolution API, version 2.3, over real HTTP and without WhatsApp.

Tests say how it behaves, post what people send, and wait for what it was asked:

    async with FakeEvolution() as evolution:
        evolution.desk.add_photo("front.jpeg", data)
        evolution.kept["3EB0A1"] = "front.jpeg"
        await evolution.deliver(image(id="3EB0A1"), to=webhook_url)
        [reply] = await evolution.desk.replies_reach(1)
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.evolution import EvolutionChannel, EvolutionSettings
from tests.fakes.behaviour import Sending
from tests.fakes.desk import Desk
from tests.fakes.evolution_deliveries import (
    API_KEY,
    INSTANCE,
    JWT_KEY,
    NOW,
    headers,
    next_id,
    written,
)
from tests.fakes.surroundings import surroundings_of

_DENIED = {
    "status": 401,
    "error": "Unauthorized",
    "response": {"message": "Unauthorized"},
}
_CREATED = 201


class FakeEvolution:
    """
    One gateway with one instance, and a bucket behind it.

    Attributes:
        url: Where it listens.
        bucket: Where its bucket listens.
        desk: What it was asked, what it has, and how it behaves.
        state: How the instance is.
        kept: By the id of a message, the file that it has kept of it.
    """

    def __init__(self) -> None:
        self.url = ""
        self.bucket = ""
        self.desk = Desk()
        self.state = "open"
        self.kept: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._let_in])
        app.router.add_post("/message/sendText/{instance}", self._send)
        app.router.add_post("/chat/markMessageAsRead/{instance}", self._do)
        app.router.add_post("/chat/sendPresence/{instance}", self._do)
        app.router.add_post(
            "/chat/getBase64FromMediaMessage/{instance}", self._kept_file
        )
        app.router.add_get("/instance/connectionState/{instance}", self._state)
        for path in ("/instance/logout", "/instance/connect", "/instance/restart"):
            app.router.add_route("*", f"{path}/{{instance}}", self.desk.forbid)
        self.url = await self.desk.serve(app)
        bucket = web.Application()
        bucket.router.add_get("/evolution/{name}", self._bucket_file)
        self.bucket = await self.desk.serve(bucket)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.close()

    async def deliver(
        self, fields: Mapping[str, object], *, to: str, copies: int = 1
    ) -> list[int]:
        """Post *fields* to the bot with a token; the statuses it answered."""
        return await self.desk.deliver(written(fields), headers(), to=to, copies=copies)

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("apikey") != API_KEY:
            return web.json_response(_DENIED, status=401)
        if request.match_info.get("instance") not in {None, INSTANCE}:
            said = {"status": 404, "error": "Not Found", "response": {"message": []}}
            return web.json_response(said, status=404)
        response: web.StreamResponse = await handler(request)
        return response

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        return await self.desk.take(
            request, number=asked["number"], text=asked["text"], answer=_answer
        )

    async def _do(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, await request.json()))
        if self.state != "open":
            return _refused(400, "Connection Closed")
        return web.json_response({"message": "Read messages"}, status=_CREATED)

    async def _kept_file(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        name = self.kept.get(asked["message"]["key"]["id"], "")
        found = await self.desk.hand_out(name, request)
        if not isinstance(found, web.Response):
            return found
        if found.status in {302, 404}:
            return _refused(400, "Message not found")
        if found.status != web.HTTPOk.status_code or not isinstance(found.body, bytes):
            return _refused(found.status, "AggregateError")
        data = base64.b64encode(found.body).decode()
        said = {"mediaType": "imageMessage", "mimetype": "image/jpeg", "base64": data}
        return web.json_response(said, status=_CREATED)

    async def _bucket_file(self, request: web.Request) -> web.StreamResponse:
        signed = request.query_string == "X-Amz-Signature=a%2Bb"
        status = None if signed else 403
        name = request.match_info["name"]
        return await self.desk.hand_out(name, request, status=status)

    async def _state(self, _: web.Request) -> web.Response:
        said = {"instanceName": INSTANCE, "state": self.state}
        return web.json_response({"instance": said})


def _answer(how: Sending) -> web.Response:
    """What it says to a reply; ``failure`` is its words."""
    if how.failure is not None:
        words = how.failure
        return _refused(400, json.loads(words) if words.startswith("{") else words)
    if how.status != web.HTTPOk.status_code:
        return _refused(how.status, "Internal Server Error")
    key = {"remoteJid": "x", "fromMe": True, "id": next_id()}
    return web.json_response({"key": key, "status": "PENDING"}, status=_CREATED)


def _refused(status: int, *words: object) -> web.Response:
    said = {"status": status, "error": "no", "response": {"message": list(words)}}
    return web.json_response(said, status=status)


def written_settings(gateway: str, **other: Any) -> dict[str, Any]:
    """The channel as it stands in the settings."""
    return {
        "type": "evolution",
        "url": gateway,
        "instance": INSTANCE,
        "api_key": API_KEY,
        "jwt_key": JWT_KEY,
        **other,
    }


def channel_at(
    url: str, client: HttpClient, *, timeout_seconds: float = 1.0, **other: Any
) -> EvolutionChannel:
    """The bot's channel of this instance, with the gateway at *url*, at ``NOW``."""
    return EvolutionChannel(
        EvolutionSettings.model_validate(written_settings(url, **other)),
        surroundings_of(client, timeout_seconds=timeout_seconds, now=lambda: NOW),
    )
