"""
What the fake gateways of WhatsApp's web protocol have in common.

Each serves its own addresses and speaks its own form; what it was given to send, which
files it has and how it behaves on bad days is kept here.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.behaviour import Attempt, GatewayPhoto, Sending, TakenReply


class Desk:
    """
    One gateway's memory and its behaviour.

    Attributes:
        replies: What it was given to send, in order of arrival.
        attempts: Downloads tried, in order of arrival.
        asked: What else it was asked to do: the path, and what came with it.
        forbidden: Calls that would have ended a real pairing; always to be empty.
        next_sends: How it treats the next replies, one each.
    """

    def __init__(self) -> None:
        self.replies: list[TakenReply] = []
        self.attempts: list[Attempt] = []
        self.asked: list[tuple[str, Mapping[str, object]]] = []
        self.forbidden: list[str] = []
        self.next_sends: deque[Sending] = deque()
        self._photos: dict[str, GatewayPhoto] = {}
        self._stack = AsyncExitStack()
        self._changed = asyncio.Condition()
        self._closing = asyncio.Event()

    async def serve(self, app: web.Application) -> str:
        """Let *app* listen; its address."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def close(self) -> None:
        """Close every connection."""
        self._closing.set()
        await self._stack.aclose()

    def add_photo(self, name: str, data: bytes, **how: Any) -> None:
        """Have *data* as the file *name*, with fields of ``GatewayPhoto``."""
        now = asyncio.get_running_loop().time()
        self._photos[name] = GatewayPhoto(data=data, added_at=now, **how)

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._photos

    def forget(self, name: str) -> None:
        """Have the file *name* no more."""
        del self._photos[name]

    async def deliver(
        self, body: bytes, headers: Mapping[str, str], *, to: str, copies: int = 1
    ) -> list[int]:
        """Post *body* to the bot, *copies* times at once; the statuses it answered."""

        async def post() -> int:
            async with client.post(to, data=body, headers=headers) as answer:
                return answer.status

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

    async def take(
        self,
        request: web.Request,
        *,
        number: str,
        text: str,
        answer: Callable[[Sending], web.Response],
    ) -> web.StreamResponse:
        """Treat a reply as is its turn; *answer* writes what the gateway says."""
        how = self.next_sends.popleft() if self.next_sends else Sending()
        if how.status == web.HTTPOk.status_code and how.failure is None:
            now = asyncio.get_running_loop().time()
            async with self._changed:
                self.replies.append(TakenReply(number=number, text=text, at=now))
                self._changed.notify_all()
        if how.hangs:
            await self._closing.wait()
        if how.drops and request.transport:
            request.transport.abort()
        headers = {} if how.retry_after is None else {"Retry-After": how.retry_after}
        if how.body is not None:
            return web.Response(status=how.status, text=how.body, headers=headers)
        response = answer(how)
        response.headers.update(headers)
        return response

    async def hand_out(
        self, name: str, request: web.Request, *, status: int | None = None
    ) -> web.StreamResponse:
        """The file *name*, as its ``GatewayPhoto`` says; *status* goes before it."""
        now = asyncio.get_running_loop().time()
        photo = self._photos.get(name)
        status = status or (photo.status_at(now) if photo else 404)
        said = dict(request.headers)
        self.attempts.append(Attempt(photo=name, status=status, at=now, headers=said))
        if photo is None or status != web.HTTPOk.status_code:
            if photo is not None:
                rest = photo.first_statuses[1:]
                self._photos[name] = replace(photo, first_statuses=rest)
            to = {"Location": photo.redirect_to} if photo and photo.redirect_to else {}
            return web.Response(status=status, headers=to)
        if not photo.breaks_off:
            return web.Response(body=photo.data)
        self._photos[name] = replace(photo, breaks_off=photo.breaks_off - 1)
        return await _half(photo.data, request)

    async def forbid(self, request: web.Request) -> web.Response:
        """Note a call that nobody may make."""
        self.forbidden.append(f"{request.method} {request.path}")
        return web.json_response({"code": "SUCCESS"})


async def _half(data: bytes, request: web.Request) -> web.StreamResponse:
    broken = web.StreamResponse()
    broken.content_length = len(data)
    await broken.prepare(request)
    await broken.write(data[: len(data) // 2])
    if request.transport:
        request.transport.close()
    return broken
