"""
What the bot is doing for a phone, live, as server-sent events.

    GET /simulator/{tenant}/{channel}/phones/{phone}/events
    GET /simulator/{tenant}/{channel}/phones/{phone}/folder/{name}

Two kinds of events: ``bubbles`` brings all there are and then each new one, and
``watch`` all the rest whenever any of it changed.
"""

import json
import math
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.web.simulator.bubbles import Asked
from bot.web.simulator.gateway import SimulatedGateway
from bot.web.simulator.phones import Phone
from bot.web.thumbnails import Thumbnails
from storage.engine import Engine
from storage.errors import StorageError
from storage.photos import BadKey, PhotoSource, StoredPhoto
from storage.watching import Look, Seen, SeenDownload, seen

log = structlog.get_logger(__name__)

BUSY_LOOK_SECONDS = 0.2
IDLE_LOOK_SECONDS = 1.0
"""How often the database is asked while somebody watches."""

SIGN_OF_LIFE_SECONDS = 10.0
THUMBNAIL_WIDTH = 480


class Watch:
    """
    Shows pages what goes on.

    Args:
        gateway: Whose phones.
        engine: The bot's database.
        photos: The bot's photos.
        thumbnails: Small versions of them.
        clock: Tells the time.
        attempts: How often a photo is asked for before words stop waiting for it.
    """

    def __init__(
        self,
        *,
        gateway: SimulatedGateway,
        engine: Engine,
        photos: PhotoSource,
        thumbnails: Thumbnails,
        clock: Clock,
        attempts: int,
    ) -> None:
        self._gateway = gateway
        self._engine = engine
        self._photos = photos
        self._thumbnails = thumbnails
        self._clock = clock
        self._attempts = attempts
        self._closing = False

    def add_routes(self, app: web.Application) -> None:
        """Serve what pages watch."""
        phone = "/simulator/{tenant}/{channel}/phones/{phone}"
        app.router.add_get(phone + "/events", self.events)
        app.router.add_get(phone + "/folder/{name}", self.folder_photo)
        app.on_shutdown.append(self._close)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell what happens on a phone, and in the bot for it, until the page goes."""
        phone = self._gateway.phone_of(request)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        try:
            await self._tell(response, phone)
        except ConnectionError:
            log.debug("watch.ended")
        return response

    async def look(self, phone: Phone) -> dict[str, Any]:
        """
        What the bot is doing for *phone*, for JSON.

        Raises:
            StorageError: If the database or the disk does not answer.
        """
        # What is undelivered is looked at first: a message that is delivered
        # meanwhile is then in the inbox, and never looks answered too early.
        undelivered = [bubble.id for bubble in phone.undelivered]
        now = self._clock.now()
        found = await self._engine.run(seen, Look(chat=phone.chat, now=now))
        return {
            "first": phone.first,
            "undelivered": undelivered,
            "refused": phone.refused,
            "unanswered": list(found.unanswered),
            "down_seconds": max(0, math.ceil(phone.down_until_ms / 1000 - now)),
            "flow": found.flow,
            "state": found.state,
            "ended": found.ended,
            "folder": found.folder,
            "listing": await self._listing(found),
            "downloads": [self._download(one, phone) for one in found.downloads],
            "held": _is_held(found),
            "unsent": found.unsent,
            "effects": list(found.effects),
            "working": found.effects_due
            or (bool(found.unanswered) and not _is_held(found)),
        }

    async def folder_photo(self, request: web.Request) -> web.FileResponse:
        """Hand out a small version of a photo in the folder of a phone's session."""
        phone = self._gateway.phone_of(request)
        look = Look(chat=phone.chat, now=self._clock.now())
        found = await self._engine.run(seen, look)
        name = request.match_info["name"]
        small = await self._small(found.folder, name) if found.folder else None
        if small is None:
            raise web.HTTPNotFound(text="no such photo")
        headers = {"Content-Type": "image/jpeg", "Cache-Control": "no-cache"}
        return web.FileResponse(small, headers=headers)

    async def _small(self, folder: str, name: str) -> Path | None:
        photo = StoredPhoto(source=self._photos, folder=folder, name=name)
        try:
            return await self._thumbnails.path(photo, width=THUMBNAIL_WIDTH)
        except (BadKey, OSError):
            return None

    async def _tell(self, response: web.StreamResponse, phone: Phone) -> None:
        before: dict[str, Any] = {}
        known = 0
        spoke_at = self._clock.now()
        while not self._closing:
            changed = phone.changed
            fresh = [b for b in phone.bubbles if b.number > known]
            watched = await self._look(phone) or before
            if fresh:
                known = fresh[-1].number
                body = [bubble.as_dict() for bubble in fresh]
                await response.write(_event("bubbles", body))
            # Ticks of bubbles are in what is watched, so it follows them always.
            if fresh or watched != before:
                await response.write(_event("watch", watched))
            now = self._clock.now()
            if fresh or watched != before:
                spoke_at = now
            elif now - spoke_at >= SIGN_OF_LIFE_SECONDS:
                await response.write(b":\n\n")
                spoke_at = now
            before = watched
            pause = BUSY_LOOK_SECONDS if _is_busy(watched) else IDLE_LOOK_SECONDS
            await self._clock.wait(changed, now + pause)

    async def _look(self, phone: Phone) -> dict[str, Any] | None:
        try:
            return await self.look(phone)
        except StorageError as error:
            log.warning("watch.postponed", error=str(error))
            return None

    async def _listing(self, found: Seen) -> list[str]:
        if found.folder is None:
            return []
        return list((await self._photos.listings([found.folder]))[found.folder])

    def _download(self, one: SeenDownload, phone: Phone) -> dict[str, Any]:
        photo_id = json.loads(one.photo)["locator"]
        asked = phone.asked.get(photo_id, Asked())
        return {
            "name": one.name,
            "photo": photo_id,
            "attempts": asked.times,
            "most": self._attempts,
            "status": asked.status,
            "whole": asked.whole,
            "page": asked.page,
            "tried": one.tried,
            "outcome": one.outcome,
        }

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        for phone in self._gateway.phones:
            phone.wake()


def _is_held(found: Seen) -> bool:
    """Whether what is not answered waits for photos."""
    return bool(found.unanswered) and any(
        one.outcome is None and not one.tried for one in found.downloads
    )


def _is_busy(watched: dict[str, Any]) -> bool:
    some = ("undelivered", "unanswered", "unsent", "effects", "down_seconds")
    coming = any(one["outcome"] is None for one in watched.get("downloads", ()))
    return coming or any(watched.get(name) for name in some)


def _event(name: str, body: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(body)}\n\n".encode()
