"""
Twilio's REST API and the host behind it that keeps media, over real HTTP.

Tests say how they behave, post what people send, and wait for what they were asked:

    async with FakeTwilio() as twilio:
        url = twilio.add_photo("ME1", data, late_seconds=2)
        await twilio.deliver(media((url, "image/jpeg")), to=webhook_url)
        [reply] = await twilio.replies_reach(1)
"""

import asyncio
import base64
from collections import deque
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from yarl import URL

from bot.channels.client import HttpClient
from bot.channels.twilio import TwilioChannel, TwilioSettings
from tests.fakes.behaviour import GatewayPhoto, TakenReply
from tests.fakes.surroundings import surroundings_of
from tests.fakes.twilio_deliveries import ACCOUNT, NUMBER, TOKEN, next_sid
from tests.fakes.twilio_signing import sign

BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioSending:
    """
    How Twilio treats a reply.

    Attributes:
        status: The status to answer; anything but 201 takes no reply.
        code: Its error code; None: it says none.
        body: What to answer instead of JSON; None for JSON.
        drops: Whether it takes the reply and then closes the connection.
        hangs: Whether it takes the reply and then never answers.
        retry_after: What it says under that name in a header; None for nothing.
    """

    status: int = 201
    code: int | None = None
    body: str | None = None
    drops: bool = False
    hangs: bool = False
    retry_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCall:
    """
    One attempt at downloading a file.

    Attributes:
        host: ``api`` or ``media``.
        file: Its id.
        status: What it was answered.
        authorization: Who asked; empty if nobody said so.
    """

    host: str
    file: str
    status: int
    authorization: str


@dataclass(slots=True, kw_only=True)
class FakeTwilio:
    """
    One account with one number; each of its two hosts has a port of its own.

    Attributes:
        url: Where its API listens.
        media_url: Where its files are.
        replies: What it was given to send, in order of arrival.
        forms: The same, as they came.
        calls: Downloads tried, in order of arrival, on both hosts.
        next_sends: How it treats the next replies, one each.
        health: The status of the account, and what its state is called.
    """

    url: str = ""
    media_url: str = ""
    replies: list[TakenReply] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    calls: list[MediaCall] = field(default_factory=list)
    next_sends: deque[TwilioSending] = field(default_factory=deque)
    health: tuple[int, str] = (200, "active")
    _photos: dict[str, GatewayPhoto] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        account = f"/2010-04-01/Accounts/{ACCOUNT}"
        api = web.Application()
        api.router.add_get(f"{account}.json", self._account)
        api.router.add_post(f"{account}/Messages.json", self._send)
        api.router.add_get(f"{account}/Messages/{{sid}}/Media/{{file}}", self._media)
        self.url = await self._serve(api)
        media = web.Application()
        media.router.add_get("/{file}", self._file)
        self.media_url = await self._serve(media)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._stack.aclose()

    def add_photo(self, file: str, data: bytes, **how: Any) -> str:
        """Have *data* as *file*, with fields of ``GatewayPhoto``; its address."""
        now = asyncio.get_running_loop().time()
        self._photos[file] = GatewayPhoto(data=data, added_at=now, **how)
        return self.address(file)

    def address(self, file: str) -> str:
        """The address that a delivery names for *file*."""
        messages = f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages"
        return f"{messages}/MM{'0' * 32}/Media/{file}"

    async def deliver(
        self,
        fields: Mapping[str, str],
        *,
        to: str,
        signed_for: str = "",
        token: str = TOKEN,
        copies: int = 1,
    ) -> list[tuple[int, str, str]]:
        """
        Post *fields* to the bot, *copies* times at once.

        Args:
            fields: The form.
            to: Where the bot listens.
            signed_for: Its public address; by default where it listens.
            token: What the signature is made with.
            copies: How often.

        Returns:
            Of each answer the status, the type and the text.
        """
        body = urlencode(fields).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(signed_for or to, fields, token=token),
        }

        where = URL(to, encoded=True)

        async def post() -> tuple[int, str, str]:
            async with client.post(where, data=body, headers=headers) as answer:
                return answer.status, answer.content_type, await answer.text()

        async with aiohttp.ClientSession() as client:
            return list(await asyncio.gather(*(post() for _ in range(copies))))

    async def replies_reach(
        self, count: int, *, words: str = "", timeout_seconds: float = 30.0
    ) -> list[TakenReply]:
        """
        Wait for *count* replies that hold *words*; those there are.

        Raises:
            TimeoutError: If fewer came in time.
        """

        def found() -> list[TakenReply]:
            return [one for one in self.replies if words in one.text]

        async with asyncio.timeout(timeout_seconds), self._changed:
            await self._changed.wait_for(lambda: len(found()) >= count)
        return found()

    async def _serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _account(self, request: web.Request) -> web.Response:
        status, state = self.health
        if request.headers.get("Authorization") != BASIC:
            status = 401
        return web.json_response({"sid": ACCOUNT, "status": state}, status=status)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if complaint := _complaint(request.headers.get("Authorization"), form):
            return _error(*complaint)
        how = self.next_sends.popleft() if self.next_sends else TwilioSending()
        if how.status == web.HTTPCreated.status_code:
            await self._take(form)
        if how.hangs:
            await self._closing.wait()
        if how.drops and request.transport:
            request.transport.abort()
        if how.body is not None:
            return web.Response(status=how.status, text=how.body)
        if how.status != web.HTTPCreated.status_code:
            return _error(how.status, how.code, retry_after=how.retry_after)
        status = "queued" if how.code is None else "failed"
        said = {"sid": next_sid(), "status": status, "error_code": how.code}
        return web.json_response({**said, "body": form["Body"]}, status=201)

    async def _take(self, form: dict[str, str]) -> None:
        async with self._changed:
            now = asyncio.get_running_loop().time()
            number = form["To"].removeprefix("whatsapp:")
            taken = TakenReply(number=number, text=form["Body"], at=now)
            self.replies.append(taken)
            self.forms.append(form)
            self._changed.notify_all()

    async def _media(self, request: web.Request) -> web.StreamResponse:
        file = request.match_info["file"]
        photo = self._photos.get(file)
        now = asyncio.get_running_loop().time()
        status = photo.status_at(now) if photo else 404
        if request.headers.get("Authorization") != BASIC:
            status = 401
        if status == web.HTTPOk.status_code:
            status = 302
        self._note("api", file, status, request)
        to = (photo and photo.redirect_to) or f"{self.media_url}/{file}?signed=a%2Bb"
        headers = {"Location": to} if status == web.HTTPFound.status_code else {}
        return web.Response(status=status, headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = request.match_info["file"]
        photo = self._photos.get(file)
        signed = request.query_string == "signed=a%2Bb"
        status = 200 if photo and signed else 403
        self._note("media", file, status, request)
        return web.Response(status=status, body=photo.data if photo else b"")

    def _note(self, host: str, file: str, status: int, request: web.Request) -> None:
        who = request.headers.get("Authorization", "")
        call = MediaCall(host=host, file=file, status=status, authorization=who)
        self.calls.append(call)


def _complaint(who: str | None, form: Mapping[str, str]) -> tuple[int, int] | None:
    """What is wrong with a reply before anything is done with it."""
    if who != BASIC:
        return 401, 20003
    if form.get("From") != f"whatsapp:{NUMBER}":
        return 400, 63007
    if not form.get("To", "").startswith("whatsapp:"):
        return 400, 21211
    too_long = len(form.get("Body", "").encode("utf-16-le")) > 2 * 1600
    return (400, 21617) if too_long else None


def _error(
    status: int, code: int | None, *, retry_after: str | None = None
) -> web.Response:
    said = {"code": code, "message": "refused", "status": status}
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.json_response(said, status=status, headers=headers)


def channel_at(url: str, client: HttpClient, **other: Any) -> TwilioChannel:
    """The bot's channel of this account, with Twilio at *url*."""
    written = {
        "type": "twilio",
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "from": NUMBER,
        "url": url,
        **other,
    }
    return TwilioChannel(
        TwilioSettings.model_validate(written),
        surroundings_of(client, timeout_seconds=1.0),
    )
