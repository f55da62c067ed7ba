"""
WuzAPI over real HTTP and without WhatsApp.

Tests say how it behaves, post what people send, and wait for what it was asked:

    async with FakeWuzapi() as wuzapi:
        wuzapi.desk.add_photo("front", data)
        await wuzapi.deliver(as_form(image("front")), to=webhook_url)
        [reply] = await wuzapi.desk.replies_reach(1)
"""

import base64
from typing import Any, Self

from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.wuzapi import WuzapiChannel, WuzapiSettings
from tests.fakes.behaviour import Sending
from tests.fakes.desk import Desk
from tests.fakes.surroundings import surroundings_of
from tests.fakes.wuzapi_deliveries import HMAC_KEY, TOKEN, headers

_NO_SESSION = "no session"


class FakeWuzapi:
    """
    One gateway with one user, and a bucket behind it.

    Attributes:
        url: Where it listens.
        bucket: Where its bucket listens.
        desk: What it was asked, what it has, and how it behaves.
        connected: Whether it says that it reaches WhatsApp.
        logged_in: Whether it says that it has an account.
        ids: The id of each reply that it took.
    """

    def __init__(self) -> None:
        self.url = ""
        self.bucket = ""
        self.desk = Desk()
        self.connected = True
        self.logged_in = True
        self.ids: list[str] = []

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._let_in])
        app.router.add_post("/chat/send/text", self._send)
        app.router.add_post("/chat/markread", self._do)
        app.router.add_post("/chat/presence", self._do)
        app.router.add_post("/chat/download{media}", self._download)
        app.router.add_get("/session/status", self._status)
        for path in ("/session/logout", "/session/disconnect", "/session/connect"):
            app.router.add_route("*", path, self.desk.forbid)
        self.url = await self.desk.serve(app)
        bucket = web.Application()
        bucket.router.add_get("/wuzapi/{name}", self._bucket_file)
        self.bucket = await self.desk.serve(bucket)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.desk.close()

    async def deliver(
        self, body: bytes, *, to: str, key: str = HMAC_KEY, copies: int = 1
    ) -> list[int]:
        """Post *body* to the bot, signed with *key*; the statuses it answered."""
        return await self.desk.deliver(
            body, headers(body, key=key), to=to, copies=copies
        )

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Token") != TOKEN:
            return _refused(401, "unauthorized")
        response: web.StreamResponse = await handler(request)
        return response

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.ids.append(asked["Id"])
        return await self.desk.take(
            request, number=asked["Phone"], text=asked["Body"], answer=_answer
        )

    async def _do(self, request: web.Request) -> web.Response:
        self.desk.asked.append((request.path, await request.json()))
        if not self.logged_in:
            return _refused(500, _NO_SESSION)
        return _done({"Details": "done"})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.desk.asked.append((request.path, asked))
        if not asked.get("DirectPath"):
            return _refused(400, "missing DirectPath in Payload")
        name = asked["DirectPath"].rpartition("/")[2]
        found = await self.desk.hand_out(name, request)
        if not isinstance(found, web.Response):
            return found
        if found.status != web.HTTPOk.status_code or not isinstance(found.body, bytes):
            return _refused(500, f"failed to download: status {found.status}")
        data = base64.b64encode(found.body).decode()
        mime = asked["Mimetype"]
        return _done({"Data": f"data:{mime};base64,{data}", "Mimetype": mime})

    async def _bucket_file(self, request: web.Request) -> web.StreamResponse:
        return await self.desk.hand_out(request.match_info["name"], request)

    async def _status(self, _: web.Request) -> web.Response:
        return _done({"Connected": self.connected, "LoggedIn": self.logged_in})


def _answer(how: Sending) -> web.Response:
    """What it says to a reply; ``failure`` is its words."""
    if how.failure is not None:
        status = how.status if how.status != web.HTTPOk.status_code else 500
        return _refused(status, how.failure)
    if how.status != web.HTTPOk.status_code:
        return web.Response(status=how.status, text="<html>proxy</html>")
    return _done({"Details": "Sent", "Id": "3EB0AAAA"})


def _done(data: dict[str, object]) -> web.Response:
    return web.json_response({"code": 200, "data": data, "success": True})


def _refused(status: int, words: str) -> web.Response:
    said = {"code": status, "error": words, "success": False}
    return web.json_response(said, status=status)


def written_settings(gateway: str, **other: Any) -> dict[str, Any]:
    """The channel as it stands in the settings."""
    return {
        "type": "wuzapi",
        "url": gateway,
        "token": TOKEN,
        "hmac_key": HMAC_KEY,
        **other,
    }


def channel_at(
    url: str, client: HttpClient, *, timeout_seconds: float = 1.0, **other: Any
) -> WuzapiChannel:
    """The bot's channel of this user, with the gateway at *url*."""
    return WuzapiChannel(
        WuzapiSettings.model_validate(written_settings(url, **other)),
        surroundings_of(client, timeout_seconds=timeout_seconds),
    )
