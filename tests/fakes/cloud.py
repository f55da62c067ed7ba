"""
Meta's Cloud API and the host behind it that keeps files, over real HTTP.

Tests say how they behave, post what people send, and look at what they were asked:

    async with FakeCloud() as meta:
        meta.add_photo("1003", data)
        await channel.send(reply)
        [taken] = meta.replies
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from bot.channels.client import HttpClient
from bot.channels.cloud import CloudChannel, CloudSettings
from tests.fakes.behaviour import GatewayPhoto, TakenReply
from tests.fakes.cloud_deliveries import (
    APP_SECRET,
    NUMBER_ID,
    TOKEN,
    VERIFY_TOKEN,
    next_id,
)
from tests.fakes.surroundings import surroundings_of

BEARER = f"Bearer {TOKEN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudSending:
    """
    How Meta treats a reply.

    Attributes:
        status: The status to answer; anything but 200 takes no reply.
        code: Its error code; None: it says none.
        transient: Whether it says that the error will pass.
        body: What to answer instead of JSON; None for JSON.
        drops: Whether it takes the reply and then closes the connection.
        retry_after: What it says under that name in a header; None for nothing.
    """

    status: int = 200
    code: int | None = None
    transient: bool = False
    body: str | None = None
    drops: bool = False
    retry_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCall:
    """
    One call for a file.

    Attributes:
        host: ``api`` where its address is asked for, ``media`` where it lies.
        file: Its id.
        status: What it was answered.
        authorization: Who asked; empty if nobody said so.
    """

    host: str
    file: str
    status: int
    authorization: str


@dataclass(slots=True, kw_only=True)
class FakeCloud:
    """
    One number; each of its two hosts has a port of its own.

    Attributes:
        url: Where the Graph API listens.
        media_url: Where its files are.
        replies: What it was given to send, in order of arrival.
        bodies: The same, as they came; ticks are among them.
        calls: For files, in order of arrival, on both hosts.
        next_sends: How it treats the next replies, one each.
        number: What it says about the number, and under which status.
        resolving: What it answers to the next questions for an address, one each: a
            status and an error code.
        links: How often each address was given out; an older one is over.
        digests: The SHA-256 that it announces, where it is not the file's.
    """

    url: str = ""
    media_url: str = ""
    replies: list[TakenReply] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    calls: list[FileCall] = field(default_factory=list)
    next_sends: deque[CloudSending] = field(default_factory=deque)
    number: tuple[int, Mapping[str, Any]] = (200, {"status": "CONNECTED"})
    resolving: deque[tuple[int, int]] = field(default_factory=deque)
    links: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    _photos: dict[str, GatewayPhoto] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        api = web.Application()
        api.router.add_post(f"/v25.0/{NUMBER_ID}/messages", self._send)
        api.router.add_get(f"/v25.0/{NUMBER_ID}", self._tell)
        api.router.add_get("/v25.0/{file}", self._resolve)
        self.url = f"{await self._serve(api)}/v25.0"
        media = web.Application()
        media.router.add_get("/{file}", self._file)
        self.media_url = await self._serve(media)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def add_photo(self, file: str, data: bytes, **how: Any) -> None:
        """Have *data* as *file*, with fields of ``GatewayPhoto``."""
        now = asyncio.get_running_loop().time()
        self._photos[file] = GatewayPhoto(data=data, added_at=now, **how)

    async def _serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _tell(self, request: web.Request) -> web.Response:
        status, said = self.number
        if request.headers.get("Authorization") != BEARER:
            return _error(401, 190)
        return web.json_response({"id": NUMBER_ID, **said}, status=status)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if request.headers.get("Authorization") != BEARER:
            return _error(401, 190)
        if complaint := _complaint(asked):
            return _error(400, complaint)
        how = self.next_sends.popleft() if self.next_sends else CloudSending()
        if how.status == web.HTTPOk.status_code:
            self._take(asked)
        if how.drops and request.transport:
            request.transport.abort()
        if how.body is not None:
            return web.Response(status=how.status, text=how.body)
        if how.status != web.HTTPOk.status_code or how.code is not None:
            return _error(how.status, how.code, how=how)
        if "status" in asked:
            return web.json_response({"success": True})
        said = {"messaging_product": "whatsapp", "messages": [{"id": next_id()}]}
        return web.json_response(said)

    def _take(self, asked: dict[str, Any]) -> None:
        self.bodies.append(asked)
        if "status" in asked:
            return
        told = asked["interactive" if "interactive" in asked else "text"]
        words = told["body"] if isinstance(told["body"], str) else told["body"]["text"]
        number = asked.get("to") or asked["recipient"]
        now = asyncio.get_running_loop().time()
        self.replies.append(TakenReply(number=number, text=words, at=now))

    async def _resolve(self, request: web.Request) -> web.Response:
        file = request.match_info["file"]
        status, code = self.resolving.popleft() if self.resolving else (200, 0)
        if request.headers.get("Authorization") != BEARER:
            status, code = 401, 190
        self._note("api", file, status, request)
        if status != web.HTTPOk.status_code:
            return _error(status, code)
        self.links[file] = self.links.get(file, 0) + 1
        photo = self._photos.get(file)
        data = photo.data if photo else b""
        digest = self.digests.get(file) or hashlib.sha256(data).hexdigest()
        said = {
            "messaging_product": "whatsapp",
            "url": f"{self.media_url}/{file}?link={self.links[file]}&hash=a%2Bb",
            "mime_type": "image/jpeg",
            "file_size": len(data),
            "id": file,
        }
        if photo:
            said["sha256"] = digest
        return web.json_response(said)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = request.match_info["file"]
        photo = self._photos.get(file)
        status = photo.status_at(asyncio.get_running_loop().time()) if photo else 404
        if request.query.get("link") != str(self.links.get(file)):
            status = 404
        if request.headers.get("Authorization") != BEARER:
            status = 401
        self._note("media", file, status, request)
        if photo and photo.first_statuses:
            first, *later = photo.first_statuses
            self._photos[file] = GatewayPhoto(
                data=photo.data, added_at=photo.added_at, first_statuses=tuple(later)
            )
            return web.Response(status=first)
        headers = {}
        if status == web.HTTPFound.status_code and photo and photo.redirect_to:
            headers = {"Location": photo.redirect_to}
        body = photo.data if photo and status == web.HTTPOk.status_code else b""
        return web.Response(status=status, body=body, headers=headers)

    def _note(self, host: str, file: str, status: int, request: web.Request) -> None:
        who = request.headers.get("Authorization", "")
        call = FileCall(host=host, file=file, status=status, authorization=who)
        self.calls.append(call)


def _complaint(asked: Mapping[str, Any]) -> int | None:
    """The error code for what Meta would not take, before anything is done with it."""
    if "status" in asked:
        return None if asked.get("message_id") else 100
    if not (asked.get("to", "").isdigit() or "." in asked.get("recipient", "")):
        return 131009
    if asked["type"] == "text":
        return 100 if not 0 < len(asked["text"]["body"]) <= 4096 else None
    action = asked["interactive"]["action"]
    if asked["interactive"]["type"] == "button":
        titles = [one["reply"]["title"] for one in action["buttons"]]
        return None if len(titles) <= 3 and all(map(_fits_button, titles)) else 131009
    rows = [row for section in action["sections"] for row in section["rows"]]
    short = all(len(row["title"]) <= 24 for row in rows)
    return None if 0 < len(rows) <= 10 and short else 131009


def _fits_button(title: str) -> bool:
    return 0 < len(title) <= 20 and title == title.strip()


def _error(
    status: int, code: int | None, *, how: CloudSending | None = None
) -> web.Response:
    error: dict[str, Any] = {"message": "refused", "type": "OAuthException"}
    if code is not None:
        error["code"] = code
    if how and how.transient:
        error["is_transient"] = True
    headers = {"Retry-After": how.retry_after} if how and how.retry_after else {}
    return web.json_response({"error": error}, status=status, headers=headers)


def written_settings(url: str, **other: Any) -> dict[str, Any]:
    """The channel of this number as it stands in ``bot.yaml``, with Meta at *url*."""
    return {
        "type": "cloud",
        "phone_number_id": NUMBER_ID,
        "app_secret": APP_SECRET,
        "token": TOKEN,
        "verify_token": VERIFY_TOKEN,
        "url": url,
        **other,
    }


def channel_at(url: str, client: HttpClient, **other: Any) -> CloudChannel:
    """The bot's channel of this number, with Meta at *url*."""
    return CloudChannel(
        CloudSettings.model_validate(written_settings(url, **other)),
        surroundings_of(client, timeout_seconds=1.0),
    )
