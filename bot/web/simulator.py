"""
The gateway behind the simulator: takes what a phone sends, hands out what it gets.

It does what a real gateway does, over the same HTTP: it keeps the photo, posts a
delivery to the bot's webhook, and takes replies at its own address.

    POST /simulator/{tenant}/{channel}/phones/{phone}/messages   from the phone
    GET  /simulator/{tenant}/{channel}/phones/{phone}/replies    to the phone
    GET  /simulator/{tenant}/{channel}/phones/{phone}/busy       is anything to come
    POST /simulator/{tenant}/{channel}/send                      from the bot
    GET  /simulator/{tenant}/{channel}/photos/{id}               to the bot
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiofiles
import aiohttp
from aiohttp import web

from bot.messages import digest
from bot.settings import PHONE_FORM

LARGEST_PHOTO_BYTES = 32 * 1024 * 1024
LONGEST_TEXT_BYTES = 256 * 1024
LONGEST_POLL_SECONDS = 25.0
KEPT_SECONDS = 24 * 3600.0
MOST_KEPT = 500
"""How many replies are kept for a phone that does not ask."""


@dataclass(slots=True)
class _Phone:
    replies: list[dict[str, str | int]] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    first: int = 0


class SimulatedGateway:
    """
    One gateway for every simulator channel.

    Args:
        folder: Where photos are kept, for a day, until the bot fetched them.
        webhook: The address that a channel's deliveries are posted to, by
            ``tenant/channel``.
        client: Posts them.
        busy: Tells whether anything of a chat, named by its key, is not done yet.
    """

    def __init__(
        self,
        *,
        folder: Path,
        webhook: Mapping[str, str],
        client: aiohttp.ClientSession,
        busy: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._folder = folder
        self._webhook = webhook
        self._client = client
        self._busy = busy
        self._phones: dict[tuple[str, str], _Phone] = {}

    def add_routes(self, app: web.Application) -> None:
        """Serve the phones and the bot."""
        base = "/simulator/{tenant}/{channel}"
        app.router.add_post(base + "/phones/{phone}/messages", self.say)
        app.router.add_get(base + "/phones/{phone}/replies", self.replies)
        app.router.add_get(base + "/phones/{phone}/busy", self.busy)
        app.router.add_post(base + "/send", self.send)
        app.router.add_get(base + "/photos/{id}", self.photo)

    async def say(self, request: web.Request) -> web.Response:
        """
        Take what a phone sends: a form with ``text`` and any number of ``photo``.

        Each photo is a message of its own, as in the real app; a text beside one
        photo is its caption. Tells how the bot answered each.
        """
        name, phone = self._who(request)
        text, photos = await self._read(request)
        sent: list[dict[str, object]] = [
            {"photo": {"id": key, "size_bytes": size}} for key, size in photos
        ]
        if len(sent) == 1 or (sent and text):
            sent[0]["text"] = text
        elif text or not sent:
            sent = [{"text": text}]
        now = int(time.time() * 1000)
        statuses = [
            await self._deliver(
                name, {"id": uuid.uuid4().hex, "from": phone, "sent_ms": now, **one}
            )
            for one in sent
        ]
        return web.json_response({"statuses": statuses})

    async def replies(self, request: web.Request) -> web.Response:
        """The replies after number ``after``; with ``wait=1`` waits for one a while."""
        who = self._phone(*self._who(request))
        try:
            after = int(request.query.get("after", "0"))
        except ValueError:
            raise web.HTTPBadRequest(text="after is a number") from None
        patience = LONGEST_POLL_SECONDS if request.query.get("wait") == "1" else 0.0
        async with who.news:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await who.news.wait_for(
                        lambda: who.first + len(who.replies) > after
                    )
            found = [one for one in who.replies if int(one["number"]) > after]
        return web.json_response({"replies": found})

    async def busy(self, request: web.Request) -> web.Response:
        """Whether anything this phone sent is not answered to the end yet."""
        name, phone = self._who(request)
        return web.json_response({"busy": await self._busy(f"{name}/{phone}")})

    async def send(self, request: web.Request) -> web.Response:
        """Take a reply of the bot for a phone; a known key is taken once."""
        name = self._name(request)
        try:
            body = await request.json()
            to, text, key = (str(body[part]) for part in ("to", "text", "key"))
        except (ValueError, LookupError, TypeError):
            raise web.HTTPBadRequest(text="a reply is JSON: to, text, key") from None
        who = self._phone(name, to)
        async with who.news:
            if all(one["key"] != key for one in who.replies):
                number = who.first + len(who.replies) + 1
                who.replies.append({"number": number, "text": text, "key": key})
                if len(who.replies) > MOST_KEPT:
                    who.first += 1
                    del who.replies[0]
            who.news.notify_all()
        return web.json_response({"success": True})

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """Hand a photo to the bot."""
        self._name(request)
        file = self._folder / digest(request.match_info["id"])
        if not file.is_file():
            raise web.HTTPNotFound(text="no such photo")
        return web.FileResponse(file)

    async def _read(self, request: web.Request) -> tuple[str, list[tuple[str, int]]]:
        text, photos = "", []
        if not request.content_type.startswith("multipart/"):
            form = await request.post()
            return str(form.get("text", "")), []
        try:
            async for part in await request.multipart():
                if not isinstance(part, aiohttp.BodyPartReader):
                    continue
                if part.name == "text":
                    text = await _words(part)
                elif part.name == "photo":
                    photos.append(await self._keep(part))
        except ValueError:
            raise web.HTTPBadRequest(text="the form cannot be read") from None
        return text, photos

    async def _keep(self, part: aiohttp.BodyPartReader) -> tuple[str, int]:
        key = uuid.uuid4().hex
        await asyncio.to_thread(self._make_room)
        size = 0
        async with aiofiles.open(self._folder / digest(key), "wb") as file:
            while chunk := await part.read_chunk(64 * 1024):
                size += len(chunk)
                if size > LARGEST_PHOTO_BYTES:
                    raise web.HTTPRequestEntityTooLarge(
                        max_size=LARGEST_PHOTO_BYTES, actual_size=size
                    )
                await file.write(chunk)
        return key, size

    def _make_room(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for file in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink()

    async def _deliver(self, name: str, body: dict[str, object]) -> int:
        try:
            async with self._client.post(self._webhook[name], json=body) as answer:
                return answer.status
        except aiohttp.ClientError:
            return web.HTTPServiceUnavailable.status_code

    def _name(self, request: web.Request) -> str:
        name = f"{request.match_info['tenant']}/{request.match_info['channel']}"
        if name not in self._webhook:
            raise web.HTTPNotFound(text="no such simulator")
        return name

    def _who(self, request: web.Request) -> tuple[str, str]:
        phone = request.match_info["phone"]
        if not PHONE_FORM.fullmatch(phone):
            raise web.HTTPBadRequest(text="a phone is + and 7 to 15 digits")
        return self._name(request), phone

    def _phone(self, name: str, phone: str) -> _Phone:
        return self._phones.setdefault((name, phone), _Phone())


async def _words(part: aiohttp.BodyPartReader) -> str:
    """
    The text in *part*.

    Raises:
        ValueError: If it is no UTF-8, or longer than anybody types.
    """
    words = bytearray()
    while chunk := await part.read_chunk():
        words += chunk
        if len(words) > LONGEST_TEXT_BYTES:
            raise ValueError("too long")
    return words.decode()
