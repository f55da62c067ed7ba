"""
A WhatsApp Web API gateway, version 1.6.0, over real HTTP and without WhatsApp.

Tests say how it behaves, post what people send, and wait for what it was asked:

    async with FakeGateway() as gateway:
        gateway.add_photo("3EB0A1", data, late_seconds=2)
        await gateway.deliver(image("3EB0A1"), to=webhook_url)
        [reply] = await gateway.replies_reach(1)
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.fakes.behaviour import Attempt, GatewayPhoto, Sending, TakenReply

Found = TypeVar("Found")
NOT_PAIRED = "Not paired with WhatsApp. Please use /pair endpoint first"


class FakeGateway:
    """
    One gateway with one account, on a port of its own.

    Attributes:
        replies: What it was given to send, in order of arrival.
        attempts: Downloads tried, in order of arrival.
        ended_pairing: Calls that would have ended a real pairing; always to be empty.
        sending: How it treats replies; ``next_sends`` goes before it.
        next_sends: How it treats the next replies, one each.
        paired: Whether it says that it has an account; without, it sends nothing.
        connected: Whether it says that it reaches WhatsApp.
        down: Whether it answers 503 to everything.
    """

    def __init__(self, *, port: int = 0, version: str = "v1.6.0") -> None:
        self.replies: list[TakenReply] = []
        self.attempts: list[Attempt] = []
        self.ended_pairing: list[str] = []
        self.sending = Sending()
        self.next_sends: deque[Sending] = deque()
        self.paired = True
        self.connected = True
        self.down = False
        self._version = version
        self._port = port
        self._photos: dict[str, GatewayPhoto] = {}
        self._runner: web.AppRunner | None = None
        self._closing = asyncio.Event()
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where it listens; the port stays the same when it stops and starts."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listen, the first time on any free port."""
        self._closing.clear()
        app = web.Application(middlewares=[self._unless_down])
        app.router.add_post("/send", self._send)
        app.router.add_get("/images/{name}", self._image)
        app.router.add_get("/health", self._health)
        app.router.add_route("*", "/pair", self._end_pairing)
        app.router.add_route("*", "/disconnect", self._end_pairing)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection; from here on new ones are refused."""
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    def add_photo(self, photo_id: str, data: bytes, **how: Any) -> None:
        """Have *data* as the photo *photo_id*, with fields of ``GatewayPhoto``."""
        self._photos[photo_id] = GatewayPhoto(data=data, added_at=_now(), **how)

    async def deliver(
        self, body: Mapping[str, object] | bytes, *, to: str, copies: int = 1
    ) -> list[int]:
        """
        Post *body* to the bot, *copies* times at once; the statuses it answered.

        A real gateway waits for each answer before it posts the next delivery; so
        does whoever awaits this.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}

        async def post() -> int:
            async with client.post(to, data=raw, headers=headers) as answer:
                return answer.status

        async with aiohttp.ClientSession() as client:
            return list(await asyncio.gather(*(post() for _ in range(copies))))

    def replies_for(self, number: str) -> list[TakenReply]:
        """What it was given to send to *number*, in order of arrival."""
        return [one for one in self.replies if one.number == number]

    async def replies_reach(
        self,
        count: int,
        *,
        number: str | None = None,
        words: str = "",
        timeout_seconds: float = 5.0,
    ) -> list[TakenReply]:
        """
        Wait for *count* replies to *number*, or to anybody; those there are.

        Args:
            count: How many.
            number: Whose; None for everybody's.
            words: What each of them holds.
            timeout_seconds: How long to wait at most.

        Raises:
            TimeoutError: If fewer came in time; the message tells how many.
        """
        return await self._reach(
            lambda: [
                one
                for one in self.replies
                if number in {None, one.number} and words in one.text
            ],
            count,
            timeout_seconds,
        )

    async def attempts_reach(
        self, count: int, *, photo: str | None = None, timeout_seconds: float = 5.0
    ) -> list[Attempt]:
        """
        Wait for *count* downloads of *photo*, or of any; those there are.

        Raises:
            TimeoutError: If fewer came in time; the message tells how many.
        """
        return await self._reach(
            lambda: [one for one in self.attempts if photo in {None, one.photo}],
            count,
            timeout_seconds,
        )

    async def _reach(
        self, found: Callable[[], list[Found]], count: int, timeout_seconds: float
    ) -> list[Found]:
        try:
            async with asyncio.timeout(timeout_seconds), self._changed:
                await self._changed.wait_for(lambda: len(found()) >= count)
        except TimeoutError:
            raise TimeoutError(f"{len(found())} of {count} came") from None
        return list(found())

    async def _note(self, what: Found, record: list[Found]) -> None:
        async with self._changed:
            record.append(what)
            self._changed.notify_all()

    async def _pause(self, seconds: float | None) -> None:
        """Wait that long, for ever for None, or until the gateway stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    @web.middleware
    async def _unless_down(
        self, request: web.Request, handler: Any
    ) -> web.StreamResponse:
        if self.down:
            return web.Response(status=503, text="Service Unavailable")
        response: web.StreamResponse = await handler(request)
        return response

    async def _send(self, request: web.Request) -> web.StreamResponse:
        how = self.next_sends.popleft() if self.next_sends else self.sending
        asked = await request.json()
        failure = how.failure if self.paired else NOT_PAIRED
        if failure is None and how.status == web.HTTPOk.status_code:
            taken = TakenReply(number=asked["number"], text=asked["message"], at=_now())
            await self._note(taken, self.replies)
        await self._pause(None if how.hangs else how.delay_seconds)
        if how.drops and request.transport:
            request.transport.abort()
        if how.body is not None:
            return web.Response(status=how.status, text=how.body)
        if failure is not None:
            return web.json_response({"success": False, "message": failure})
        sent = [{"index": 1, "type": "text", "content": asked["message"]}]
        answer = {
            "success": how.status == web.HTTPOk.status_code,
            "message": "Successfully sent 1 message(s)",
            "data": {**asked, "attachments": None, "sent": sent},
        }
        headers = {} if how.retry_after is None else {"Retry-After": how.retry_after}
        return web.json_response(answer, status=how.status, headers=headers)

    async def _image(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"].removesuffix(".jpg")
        at = _now()
        photo = self._photos.get(name)
        status = photo.status_at(at) if photo else 404
        await self._note(
            Attempt(photo=name, status=status, at=at, headers=dict(request.headers)),
            self.attempts,
        )
        if photo is None:
            return web.Response(status=404, text="Image not found")
        self._photos[name] = replace(photo, first_statuses=photo.first_statuses[1:])
        await self._pause(photo.delay_seconds)
        if photo.redirect_to and status == web.HTTPFound.status_code:
            return web.Response(status=status, headers={"Location": photo.redirect_to})
        if status != web.HTTPOk.status_code:
            return web.Response(status=status, text="Image not found")
        return await self._hand_out(name, request)

    async def _hand_out(self, name: str, request: web.Request) -> web.StreamResponse:
        photo = self._photos[name]
        half = photo.data[: len(photo.data) // 2]
        headers = {"Content-Type": "image/jpeg", "Cache-Control": "max-age=3600"}
        if photo.cut_short:
            self._photos[name] = replace(photo, cut_short=photo.cut_short - 1)
            return web.Response(body=half, headers=headers)
        if not photo.breaks_off:
            return web.Response(body=photo.data, headers=headers)
        self._photos[name] = replace(photo, breaks_off=photo.breaks_off - 1)
        broken = web.StreamResponse(headers=headers)
        broken.content_length = len(photo.data)
        await broken.prepare(request)
        await broken.write(half)
        if request.transport:
            request.transport.close()
        return broken

    async def _health(self, _: web.Request) -> web.Response:
        data = {
            "version": self._version,
            "paired": self.paired,
            "connected": self.connected,
            "webhook_configured": True,
        }
        words = "WhatsApp service is running"
        return web.json_response({"success": True, "message": words, "data": data})

    async def _end_pairing(self, request: web.Request) -> web.Response:
        self.ended_pairing.append(f"{request.method} {request.path}")
        self.paired = False
        return web.json_response({"success": True, "message": "session cleared"})


def _now() -> float:
    return asyncio.get_running_loop().time()
