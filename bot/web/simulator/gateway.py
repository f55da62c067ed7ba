"""
The gateway behind the simulator: takes what a phone sends, hands out what it gets.

    POST /simulator/{tenant}/{channel}/phones/{phone}/messages   from the phone
    POST /simulator/{tenant}/{channel}/phones/{phone}/delete     for everyone
    GET  /simulator/{tenant}/{channel}/phones/{phone}/replies    to the phone
    GET  /simulator/{tenant}/{channel}/phones/{phone}/busy       is anything to come
    GET  /simulator/{tenant}/{channel}/phones/{phone}/photos/{id}
    POST /simulator/{tenant}/{channel}/phones/{phone}/down       take the gateway down
    POST /simulator/{tenant}/{channel}/phones/{phone}/clear      wipe the screen
    POST /simulator/{tenant}/{channel}/send                      from the bot
    GET  /simulator/{tenant}/{channel}/photos/{id}               to the bot
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import aiohttp
import filetype
from aiohttp import web

from bot.clock import Clock
from bot.web.simulator.bubbles import REPLY, Asked, Bubble, bounded
from bot.web.simulator.deliveries import Deliveries
from bot.web.simulator.form import read_sending
from bot.web.simulator.phones import NUMBER, TAKEN, Phone, Phones
from bot.web.simulator.photofiles import PhotoFiles
from bot.web.simulator.screen import show

LONGEST_POLL_SECONDS = 25.0
LONGEST_DOWN_SECONDS = 3600.0
PAGE = "<!doctype html><title>Gateway</title><p>Please log in.</p>"
"""What a gateway may hand out instead of a photo, with status 200."""

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""What a browser is shown as a picture; anything else is bytes to it."""

Busy = Callable[[str], Awaitable[bool]]
"""Whether anything of a chat, named by its key, is not done yet."""


class SimulatedGateway:
    """
    One gateway for every simulator channel.

    Args:
        folder: Where it keeps phones and photos.
        webhook: The address that a channel's deliveries are posted to, by
            ``tenant/channel``.
        client: Posts them.
        clock: Tells the time.
        busy: Asks the bot.

    Attributes:
        phones: Every phone.
    """

    def __init__(
        self,
        *,
        folder: Path,
        webhook: Mapping[str, str],
        client: aiohttp.ClientSession,
        clock: Clock,
        busy: Busy,
    ) -> None:
        self.phones = Phones(folder, webhook)
        self._names = frozenset(webhook)
        self._files = PhotoFiles(folder / "photos")
        self._deliveries = Deliveries(webhook=webhook, client=client, clock=clock)
        self._clock = clock
        self._busy = busy

    def add_routes(self, app: web.Application) -> None:
        """Serve the phones and the bot, and go on with what was not delivered."""
        base = "/simulator/{tenant}/{channel}"
        phone = base + "/phones/{phone}"
        app.router.add_post(phone + "/messages", self.say)
        app.router.add_post(phone + "/delete", self.delete)
        app.router.add_get(phone + "/replies", self.replies)
        app.router.add_get(phone + "/busy", self.busy)
        app.router.add_get(phone + "/photos/{id}", self.own_photo)
        app.router.add_post(phone + "/down", self.down)
        app.router.add_post(phone + "/clear", self.clear)
        app.router.add_post(base + "/send", self.send)
        app.router.add_get(base + "/photos/{id}", self.photo)
        app.on_startup.append(self._go_on)
        app.on_cleanup.append(self._stop)

    def name_of(self, request: web.Request) -> str:
        """
        The channel that an address names.

        Raises:
            HTTPNotFound: If it is no simulator.
            HTTPForbidden: If a page of another site posts.
        """
        # A page of any site can make a browser post to this machine.
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method == "POST" and site not in {"none", "same-origin"}:
            raise web.HTTPForbidden(text="not from another site")
        name = f"{request.match_info['tenant']}/{request.match_info['channel']}"
        if name not in self._names:
            raise web.HTTPNotFound(text="no such simulator")
        return name

    def phone_of(self, request: web.Request) -> Phone:
        """
        The phone that an address names.

        Raises:
            HTTPBadRequest: If it is no number.
            HTTPNotFound: If its channel is no simulator.
        """
        return self._phone(self.name_of(request), request.match_info["phone"])

    async def say(self, request: web.Request) -> web.Response:
        """
        Take what a phone sends: ``text``, and any number of ``photo`` and ``voice``.

        Each photo is a message of its own, as in the real app; a text beside photos
        is the caption of the first. So is each voice note. Once it says 200, the
        message will be delivered.
        """
        phone = self.phone_of(request)
        sending = await read_sending(request, self._files)
        if not phone.has_batch(sending.batch):
            show(phone, sending, self._now_ms())
        self._deliveries.begin(phone)
        return web.json_response({"batch": sending.batch})

    async def delete(self, request: web.Request) -> web.Response:
        """
        Delete a message of the phone for everyone, by its ``id``.

        The bot is told behind all that was said before, so as a rule after the
        message itself; before it if the message is held back to be overtaken.
        """
        phone = self.phone_of(request)
        form = await request.post()
        if not phone.delete(str(form.get("id", "")), self._now_ms()):
            raise web.HTTPNotFound(text="no such message")
        self._deliveries.begin(phone)
        return web.json_response({})

    async def replies(self, request: web.Request) -> web.Response:
        """The replies after number ``after``; with ``wait=1`` waits for one a while."""
        phone = self.phone_of(request)
        try:
            after = int(request.query.get("after", "0"))
        except ValueError:
            raise web.HTTPBadRequest(text="after is a number") from None
        patience = LONGEST_POLL_SECONDS if request.query.get("wait") == "1" else 0.0
        until = self._clock.now() + patience
        while not (found := _replies(phone, after)) and self._clock.now() < until:
            await self._clock.wait(phone.changed, until)
        return web.json_response(
            {
                "replies": [
                    {"number": one.number, "text": one.text, "key": one.id}
                    for one in found
                ]
            }
        )

    async def busy(self, request: web.Request) -> web.Response:
        """Whether anything this phone sent is not answered to the end yet."""
        phone = self.phone_of(request)
        busy = bool(phone.undelivered) or await self._busy(phone.chat)
        return web.json_response({"busy": busy})

    async def own_photo(self, request: web.Request) -> web.FileResponse:
        """Show a phone the photo that it sent."""
        phone = self.phone_of(request)
        photo_id = request.match_info["id"]
        file = self._files.path(photo_id)
        if file is None or phone.photo(photo_id) is None:
            raise web.HTTPNotFound(text="no such photo")
        kind = await asyncio.to_thread(filetype.guess_mime, file)
        headers = {
            "Content-Type": kind if kind in SHOWN else "application/octet-stream",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        return web.FileResponse(file, headers=headers)

    async def down(self, request: web.Request) -> web.Response:
        """Post nothing and take no reply for so many ``seconds``; 0: up again."""
        phone = self.phone_of(request)
        form = await request.post()
        try:
            seconds = bounded(str(form.get("seconds")), most=LONGEST_DOWN_SECONDS)
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        phone.go_down(self._now_ms() + int(seconds * 1000))
        return web.json_response({})

    async def clear(self, request: web.Request) -> web.Response:
        """Wipe the screen of a phone; the bot does not hear of it."""
        self.phone_of(request).clear()
        return web.json_response({})

    async def send(self, request: web.Request) -> web.Response:
        """Take a reply of the bot for a phone; a known key is taken once."""
        name = self.name_of(request)
        body = await request.json()
        to = str(body["to"])
        phone = self.phones.with_lid(name, to) or self._phone(name, to)
        now_ms = self._now_ms()
        if phone.is_down(now_ms):
            raise web.HTTPServiceUnavailable(text="the gateway is down")
        phone.take_reply(str(body["key"]), str(body["text"]), now_ms)
        if phone.lost_answers:
            phone.lose_answers(phone.lost_answers - 1)
            if request.transport is not None:
                request.transport.abort()
        return web.json_response({"success": True})

    async def photo(self, request: web.Request) -> web.StreamResponse:
        """Hand a photo to the bot, as well or badly as it was told to."""
        photo_id = request.match_info["id"]
        phone = self.phones.with_photo(self.name_of(request), photo_id)
        bubble = phone.photo(photo_id) if phone else None
        file = self._files.path(photo_id)
        if phone is None or bubble is None or bubble.photo is None or file is None:
            raise web.HTTPNotFound(text="no such photo")
        photo, now_ms = bubble.photo, self._now_ms()
        if phone.is_down(now_ms):
            phone.was_asked(photo_id, 503, whole=False)
            raise web.HTTPServiceUnavailable(text="the gateway is down")
        if photo.missing or now_ms < photo.ready_ms:
            phone.was_asked(photo_id, 404, whole=False)
            raise web.HTTPNotFound(text="not yet")
        known = phone.asked.get(photo_id, Asked())
        if known.pages < photo.pages:
            phone.was_asked(photo_id, TAKEN, whole=False, page=True)
            return web.Response(text=PAGE, content_type="text/html")
        if known.cut < photo.cut_short:
            phone.was_asked(photo_id, TAKEN, whole=False)
            content = await asyncio.to_thread(file.read_bytes)
            return web.Response(body=content[: len(content) // 2])
        phone.was_asked(photo_id, TAKEN, whole=True)
        return web.FileResponse(file)

    def _phone(self, name: str, number: str) -> Phone:
        if not NUMBER.fullmatch(number):
            raise web.HTTPBadRequest(text="a phone is + and 7 to 15 digits")
        return self.phones.get(name, number)

    def _now_ms(self) -> int:
        return int(self._clock.now() * 1000)

    async def _go_on(self, _app: web.Application) -> None:
        for phone in self.phones:
            self._deliveries.begin(phone)

    async def _stop(self, _app: web.Application) -> None:
        await self._deliveries.close()


def _replies(phone: Phone, after: int) -> list[Bubble]:
    return [b for b in phone.bubbles if b.kind == REPLY and b.number > after]
