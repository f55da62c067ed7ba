"""
WAHA with one session, over real HTTP and without WhatsApp.

Tests say how it behaves, post what people send, and wait for what it was asked:

    async with FakeWaha() as waha:
        waha.desk.add_photo("3EB0A1.jpeg", data)
        await waha.deliver(media("3EB0A1.jpeg", "image/jpeg"), to=webhook_url)
        [reply] = await waha.desk.replies_reach(1)
"""

from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.waha import WahaChannel, WahaSettings
from tests.fakes.behaviour import Sending
from tests.fakes.desk import Desk
from tests.fakes.surroundings import surroundings_of
from tests.fakes.waha_deliveries import KEY, signed, written

API_KEY = "open-sesame-4711"


class FakeWaha:
    """
    One gateway with the session ``default``.

    Attributes:
        url: Where it listens.
        desk: What it was asked, what it has, and how it behaves.
        state: How it says that its session is.
        kept: By the whole id of a message, what it says of its file when it is asked
            to download it anew: the address, or None if that failed.
        redownload: The status of such a download; 404 if it knows no such message.
    """

    def __init__(self) -> None:
        self.url = ""
        self.desk = Desk()
        self.state = "WORKING"
        self.kept: dict[str, str | None] = {}
        self.redownload = 200

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._let_in])
        app.router.add_post("/api/sendText", self._send)
        app.router.add_get("/api/sendText", self.desk.forbid)
        app.router.add_post("/api/sendSeen", self._do)
        app.router.add_post("/api/startTyping", self._do)
        app.router.add_get("/api/files/default/{name}", self._file)
        app.router.add_get("/api/default/chats/{chat}/messages/{id}", self._anew)
        app.router.add_get("/api/sessions/default", self._session)
        for path in ("/api/sessions/default/logout", "/api/sessions/default/stop"):
            app.router.add_route("*", path, self.desk.forbid)
        self.url = await self.desk.serve(app)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.close()

    async def deliver(
        self, fields: Mapping[str, object], *, to: str, key: str = KEY, copies: int = 1
    ) -> list[int]:
        """Post *fields* to the bot, signed with *key*; the statuses it answered."""
        body = written(fields)
        headers = signed(body, key=key)
        return await self.desk.deliver(body, headers, to=to, copies=copies)

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Everything, files too, asks for the key."""
        if request.headers.get("X-Api-Key") != API_KEY:
            said = {"message": "Unauthorized", "statusCode": 401}
            return web.json_response(said, status=401)
        response: web.StreamResponse = await handler(request)
        return response

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if asked["session"] != "default":
            return web.json_response({"statusCode": 404}, status=404)
        if self.state != "WORKING":
            return self._not_working()
        return await self.desk.take(
            request, number=asked["chatId"], text=asked["text"], answer=_answer
        )

    async def _do(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, await request.json()))
        if self.state != "WORKING":
            return self._not_working()
        return web.json_response(None, status=201)

    def _not_working(self) -> web.Response:
        said = {
            "error": "Session status is not as expected. Try again later",
            "session": "default",
            "status": self.state,
            "expected": ["WORKING"],
        }
        return web.json_response(said, status=422)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self.desk.hand_out(request.match_info["name"], request)

    async def _anew(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, dict(request.query)))
        id_ = request.match_info["id"]
        if self.redownload != web.HTTPOk.status_code:
            return web.json_response({"exception": "…"}, status=self.redownload)
        if id_ not in self.kept:
            return web.json_response({"message": "no such message"}, status=404)
        url = self.kept[id_]
        file = {"url": url, "mimetype": "image/jpeg"} if url else None
        return web.json_response({"id": id_, "hasMedia": True, "media": file})

    async def _session(self, _: web.Request) -> web.Response:
        return web.json_response({"name": "default", "status": self.state})


def _answer(how: Sending) -> web.Response:
    if how.status != web.HTTPOk.status_code:
        said = {"statusCode": how.status, "message": how.failure or "refused"}
        return web.json_response(said, status=how.status)
    return web.json_response({"id": "true_6281200000011@c.us_3EB0BB"}, status=201)


def channel_at(
    url: str, client: HttpClient, *, timeout_seconds: float = 10.0, **other: Any
) -> WahaChannel:
    """The bot's channel of this session, with the gateway at *url*."""
    written = {
        "type": "waha",
        "url": url,
        "api_key": API_KEY,
        "hmac_key": KEY,
        **other,
    }
    return WahaChannel(
        WahaSettings.model_validate(written),
        surroundings_of(client, timeout_seconds=timeout_seconds),
    )
