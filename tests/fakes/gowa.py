"""
GOWA, version 9, over real HTTP and without WhatsApp.

Tests say how it behaves, post what people send, and wait for what it was asked:

    async with FakeGowa() as gowa:
        gowa.desk.add_photo("front.jpeg", data)
        await gowa.deliver(image("front.jpeg"), to=webhook_url)
        [reply] = await gowa.desk.replies_reach(1)
"""

import base64
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.gowa import GowaChannel, GowaSettings
from tests.fakes.behaviour import Sending
from tests.fakes.desk import Desk
from tests.fakes.gowa_deliveries import SECRET, signed, written
from tests.fakes.surroundings import surroundings_of

PASSWORD = "bot:open-sesame-4711"  # noqa: S105 - made up
BASIC = "Basic " + base64.b64encode(PASSWORD.encode()).decode()

_DENIED = {"code": "AUTHENTICATION_ERROR", "message": "no", "results": None}


class FakeGowa:
    """
    One gateway with one device.

    Attributes:
        url: Where it listens.
        desk: What it was asked, what it has, and how it behaves.
        connected: Whether it says that it reaches WhatsApp.
        logged_in: Whether it says that it has an account.
        old: Whether it is of a version that tells no status.
        kept: By the id of a message, the file that it can download anew.
        redownload: The status of such a download.
        devices: Which device each call named; empty if it named none.
    """

    def __init__(self) -> None:
        self.url = ""
        self.desk = Desk()
        self.connected = True
        self.logged_in = True
        self.old = False
        self.kept: dict[str, str] = {}
        self.redownload = 200
        self.devices: list[str] = []

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._let_in])
        app.router.add_post("/send/message", self._send)
        app.router.add_post("/send/chat-presence", self._do)
        app.router.add_post("/message/{id}/read", self._do)
        app.router.add_get("/message/{id}/download", self._anew)
        app.router.add_get("/statics/media/{name}", self._file)
        app.router.add_get("/app/status", self._status)
        app.router.add_get("/app/devices", self._devices)
        for path in ("/app/logout", "/app/login", "/app/reconnect"):
            app.router.add_route("*", path, self.desk.forbid)
        self.url = await self.desk.serve(app)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.close()

    async def deliver(
        self,
        fields: Mapping[str, object],
        *,
        to: str,
        secret: str = SECRET,
        copies: int = 1,
    ) -> list[int]:
        """Post *fields* to the bot, signed with *secret*; the statuses it answered."""
        body = written(fields)
        headers = signed(body, secret=secret)
        return await self.desk.deliver(body, headers, to=to, copies=copies)

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Files are anybody's; all else asks for a name."""
        self.devices.append(request.headers.get("X-Device-Id", ""))
        files = request.path.startswith("/statics/")
        if not files and request.headers.get("Authorization") != BASIC:
            return web.json_response(_DENIED, status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        return await self.desk.take(
            request, number=asked["phone"], text=asked["message"], answer=_answer
        )

    async def _do(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, await request.json()))
        if not self.logged_in:
            return web.json_response(_DENIED, status=401)
        return web.json_response({"code": "SUCCESS", "message": "done", "results": {}})

    async def _anew(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, dict(request.query)))
        name = self.kept.get(request.match_info["id"])
        if name is None or self.redownload != web.HTTPOk.status_code:
            status = 500 if self.redownload == web.HTTPOk.status_code else 502
            said = {"code": "INTERNAL_SERVER_ERROR", "message": "message not found"}
            return web.json_response(said, status=status)
        results = {"media_type": "image", "file_path": f"statics/media/{name}"}
        return web.json_response({"code": "SUCCESS", "results": results})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self.desk.hand_out(request.match_info["name"], request)

    async def _status(self, _: web.Request) -> web.Response:
        if self.old:
            return web.json_response({"code": "NOT_FOUND"}, status=404)
        results = {"is_connected": self.connected, "is_logged_in": self.logged_in}
        return web.json_response({"code": "SUCCESS", "results": results})

    async def _devices(self, _: web.Request) -> web.Response:
        devices = [{"name": "Chrome", "device": "62811:1@s.whatsapp.net"}]
        results = devices if self.logged_in else None
        return web.json_response({"code": "SUCCESS", "results": results})


def _answer(how: Sending) -> web.Response:
    """What it says to a reply; ``failure`` is its code."""
    code = how.failure or ("SUCCESS" if how.status == web.HTTPOk.status_code else "")
    results = {"message_id": "3EB0AAAA", "status": "Message sent"}
    said = {"code": code, "message": "…", "results": results}
    return web.json_response(said, status=how.status)


def channel_at(
    url: str, client: HttpClient, *, timeout_seconds: float = 10.0, **other: Any
) -> GowaChannel:
    """The bot's channel of this account, with the gateway at *url*."""
    written = {
        "type": "gowa",
        "url": url,
        "webhook_secret": SECRET,
        "basic_auth": PASSWORD,
        **other,
    }
    return GowaChannel(
        GowaSettings.model_validate(written),
        surroundings_of(client, timeout_seconds=timeout_seconds),
    )
