"""
Brings photos and voice notes: channel --> checked --> store.

Gateways announce a photo before its file exists, so not being there is the normal
first answer. A photo is tried a few times while words wait for it, then looked for
in the background, then given up. Many are brought side by side; one that pauses
holds no place.

    attempt --pause-- attempt --pause-- attempt | background, until patience ends
    <------------- words wait ----------------> | <------- words go on --------->

A voice note goes the same way, to a store of its own. It stays with its person when an
item is published.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from bot.channel import Channel
from bot.clock import Clock, limit
from bot.errors import MediaError, MediaGone, MediaTooLarge, MediaUnavailable
from bot.images import clean
from bot.journey import Journey
from bot.media import Media
from bot.messages import PhotoRef, digest
from bot.metrics import Metrics
from bot.sounds import whole_sound
from storage.downloads import Download, begin_anew, mark_tried, on_their_way, settle
from storage.engine import Engine
from storage.errors import StorageError, StorageRefused
from storage.photos import PHOTO, VOICE, PhotoStore

log = structlog.get_logger(__name__)

BACKGROUND_PAUSE_SECONDS = 5.0
DISK_PAUSE_SECONDS = 5.0
CHECKED_AT_ONCE = 2
"""Decoding takes a core each."""

_CHECKS = {PHOTO: clean, VOICE: whole_sound}


class Fetcher:
    """Brings every photo on its way."""

    def __init__(
        self,
        *,
        engine: Engine,
        photos: PhotoStore,
        voices: PhotoStore,
        channels: Mapping[str, Channel],
        media: Media,
        wake: asyncio.Event,
        settled: asyncio.Event,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._stores = {PHOTO: photos, VOICE: voices}
        self._channels = channels
        self._media = media
        self._wake = wake
        self._settled = settled
        self._clock = clock
        self._metrics = metrics
        self._places = asyncio.Semaphore(media.parallel)
        self._checks = asyncio.Semaphore(CHECKED_AT_ONCE)

    async def run(self) -> None:
        """Bring photos until cancelled; what is on its way goes on after a restart."""
        newest: int | None = None
        async with asyncio.TaskGroup() as journeys:
            while True:
                self._wake.clear()
                try:
                    if newest is None:
                        await self._engine.run(begin_anew, None)
                    restarted = newest is None
                    found = await self._engine.run(on_their_way, newest or 0)
                    for download in found:
                        journeys.create_task(self._bring(download, restarted=restarted))
                    newest = found[-1].id if found else newest or 0
                    until = None
                except StorageError as error:
                    log.error("fetch.postponed", error=str(error))
                    until = self._clock.now() + DISK_PAUSE_SECONDS
                await self._clock.wait(self._wake, until)

    async def _bring(self, download: Download, *, restarted: bool) -> None:
        journey = Journey(download, started=self._clock.steady())
        with structlog.contextvars.bound_contextvars(
            photo=download.name, session=digest(download.session)
        ):
            try:
                if download.cleared:
                    await self._clear(journey)
                    return
                if restarted and await self._is_stored(journey):
                    await self._store(journey, None)
                    return
                while not await self._attempt(journey):
                    pass
            except Exception:
                # A photo that nobody can bring must not stop those of others.
                log.exception("photo.failed")
                await self._abandon(journey)

    async def _abandon(self, journey: Journey) -> None:
        try:
            await self._give_up(journey, MediaGone("it cannot be kept"))
        except Exception:
            log.exception("photo.abandoned")

    async def _attempt(self, journey: Journey) -> bool:
        """Try once, then settle or pause; whether the journey is over."""
        async with self._places:
            try:
                data = await self._fetch(journey)
            except MediaError as error:
                failure = error
            except Exception as error:
                log.exception("fetch.failed")
                failure = MediaUnavailable(type(error).__name__)
            else:
                # The place is kept until the photo is: with a full disk, fetching
                # more would only fill the memory.
                return await self._store(journey, data)
        if isinstance(failure, MediaUnavailable):
            return await self._pause(journey, failure)
        return await self._give_up(journey, failure)

    async def _fetch(self, journey: Journey) -> bytes:
        journey.attempts += 1
        tenant, name, _ = journey.download.chat.split("/", 2)
        channel = self._channels.get(f"{tenant}/{name}")
        if channel is None:
            raise MediaGone("its channel is no longer set up")
        photo = journey.photo
        try:
            async with limit(self._clock, self._media.timeout):
                data = await self._read(channel, photo)
        except TimeoutError:
            raise MediaUnavailable("it took too long") from None
        check = partial(_CHECKS[journey.suffix], announced_bytes=photo.size_bytes)
        async with self._checks:
            return await asyncio.to_thread(check, data)

    async def _read(self, channel: Channel, photo: PhotoRef) -> bytes:
        data = bytearray()
        async with contextlib.aclosing(channel.fetch(photo)) as chunks:
            async for chunk in chunks:
                data += chunk
                if len(data) > self._media.max_bytes:
                    raise MediaTooLarge(f"more than {self._media.max_mib} MiB")
        return bytes(data)

    async def _pause(self, journey: Journey, error: MediaError) -> bool:
        pauses = self._media.pauses()
        waited = self._clock.steady() - journey.started
        if journey.attempts <= len(pauses):
            pause = pauses[journey.attempts - 1]
        elif waited < self._media.patience:
            left = self._media.patience - waited
            pause = min(BACKGROUND_PAUSE_SECONDS, left)
        else:
            return await self._give_up(journey, error)
        self._tell(journey, error, pause)
        if journey.attempts > len(pauses):
            await self._let_words_go_on(journey)
        await self._clock.sleep(pause)
        return False

    async def _let_words_go_on(self, journey: Journey) -> None:
        if not journey.tried:
            journey.tried = True
            tried = journey.download.id
            await self._insist(partial(self._engine.run, mark_tried, tried))
            self._settled.set()

    async def _is_stored(self, journey: Journey) -> bool:
        """Whether a crash came between storing it and settling it."""
        try:
            listings = await self._stores[journey.suffix].listings([journey.folder])
        except StorageError:
            return False
        return journey.download.name in listings[journey.folder]

    async def _store(self, journey: Journey, data: bytes | None) -> bool:
        """Store *data*, or what is stored already if it is None, and settle it."""
        download, store = journey.download, self._stores[journey.suffix]
        folder = journey.folder
        while True:
            try:
                if data is not None:
                    await store.put(folder, download.name, data)
                if folder != download.home:
                    await store.move(download.home, folder)
                end = journey.stored_in(folder, self._clock.now())
                moved = await self._engine.run(settle, end)
            except StorageRefused:
                raise
            except StorageError as error:
                log.error("photo.postponed", error=str(error))
                await self._let_words_go_on(journey)
                await self._clock.sleep(DISK_PAUSE_SECONDS)
                continue
            if moved is None:
                break
            if not moved:
                return await self._clear(journey)
            folder = moved
        log.info("photo.stored", attempts=journey.attempts, bytes=len(data or b""))
        self._count(journey, "stored")
        return True

    async def _clear(self, journey: Journey) -> bool:
        """Delete what is no longer wanted, if it was stored, and settle it."""
        purge = self._stores[journey.suffix].purge
        await self._insist(partial(purge, journey.folder, [journey.download.name]))
        await self._settle_unstored(journey)
        log.info("photo.cleared", attempts=journey.attempts)
        self._count(journey, "cleared")
        return True

    async def _give_up(self, journey: Journey, error: MediaError) -> bool:
        self._tell(journey, error, None)
        await self._settle_unstored(journey)
        log.warning("photo.given_up", attempts=journey.attempts, error=str(error))
        self._count(journey, "given_up")
        return True

    async def _settle_unstored(self, journey: Journey) -> None:
        end = journey.unstored(self._clock.now())
        await self._insist(partial(self._engine.run, settle, end))

    async def _insist(self, work: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await work()
            except StorageRefused:
                raise
            except StorageError as error:
                log.error("photo.postponed", error=str(error))
                await self._clock.sleep(DISK_PAUSE_SECONDS)
            else:
                return

    def _tell(self, journey: Journey, error: MediaError, pause: float | None) -> None:
        counted = journey.attempts <= self._media.attempts
        log.info(
            "photo.attempted",
            attempt=f"{journey.attempts}/{self._media.attempts}"
            if counted
            else str(journey.attempts),
            status=error.status,
            error=str(error),
            wait_seconds=pause,
        )

    def _count(self, journey: Journey, outcome: str) -> None:
        self._metrics.photo(outcome).inc()
        self._metrics.attempts.observe(journey.attempts)
        self._settled.set()
