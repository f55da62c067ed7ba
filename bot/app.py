"""
Makes every part of the bot, joins them, and closes them in reverse.

This is the one place that knows every class. The loops share nothing but the
database and one wake-up event each.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp import web

from bot.answer import Answers
from bot.channel import Channel
from bot.channels.http import new_client
from bot.client import SOCKET
from bot.clock import Clock, SystemClock
from bot.dialogue.library import Library
from bot.errors import BadSetting
from bot.fetcher import Fetcher
from bot.hold import Holds
from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.opening import PAGES_FILE, make_channels, open_library, texts_of
from bot.operating import Parts
from bot.runner import Runner
from bot.sender import Sender
from bot.settings import Settings
from bot.wakes import Wakes
from bot.web import control, health, pages, webhook
from bot.web.overview import overview
from bot.web.published import Published
from bot.web.serving import listen, serve
from bot.web.simulator import SimulatedGateway
from bot.web.thumbnails import Thumbnails
from bot.worker import Worker
from storage.engine import Engine, lock, open_engine
from storage.files import FilePhotoStore
from storage.overview import has_work, ping

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 8.0
"""
How long a stop waits for turns begun and replies at hand.

Two seconds less than a stop may take in all, for closing what is open.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """
    A bot that is open; it listens, and works while ``run`` does.

    Attributes:
        url: Where it listens.
        engine: Its database.
        photos: Its photos.
        library: Its dialogues.
        inbox: Takes messages in.
        worker: Answers them.
        fetcher: Brings photos.
        runner: Runs effects.
        sender: Sends replies.
    """

    url: str
    engine: Engine
    photos: FilePhotoStore
    library: Library
    inbox: Inbox
    worker: Worker
    fetcher: Fetcher
    runner: Runner
    sender: Sender

    async def run(self, stop: asyncio.Event) -> None:
        """
        Work until *stop* is set; then finish what was begun, if that is soon.

        Raises:
            ExceptionGroup: If a loop ended by itself; that is a mistake of ours.
        """
        async with asyncio.TaskGroup() as loops:
            worker = loops.create_task(self.worker.run(), name="worker")
            sender = loops.create_task(self.sender.run(), name="sender")
            fetcher = loops.create_task(self.fetcher.run(), name="fetcher")
            runner = loops.create_task(self.runner.run(), name="runner")
            await stop.wait()
            log.info("stop.begun")
            fetcher.cancel()
            runner.cancel()
            self.worker.stop()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    await asyncio.shield(worker)
                    await self.sender.drain()
            self.sender.stop()
            worker.cancel()
            sender.cancel()
        log.info("stop.done")


@asynccontextmanager
async def open_bot(
    settings: Settings, *, clock: Clock | None = None
) -> AsyncIterator[Bot]:
    """
    Open everything that *settings* name.

    Raises:
        BadSetting: If a setting cannot be used: a channel, an address, a folder.
        BadFlow: If a flow or a text has mistakes.
        StorageError: If the data is used by another server, damaged, or not to be
            written.
    """
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(
            contextlib.closing(listen(settings.host, settings.port))
        )
        settings = _with_url(settings, listener)
        _make_folder(settings)
        stack.callback(os.close, lock(settings.data))
        engine = await open_engine(settings.data / "bot.db")
        stack.push_async_callback(engine.close)
        photos = FilePhotoStore(settings.photo_root)
        await asyncio.to_thread(photos.check)
        await asyncio.to_thread(photos.sweep)
        library = await open_library(settings, engine)
        client = await stack.enter_async_context(new_client())
        metrics, wakes = Metrics(), Wakes()
        channels = make_channels(settings, client)
        bot = _join(
            settings,
            engine=engine,
            photos=photos,
            library=library,
            channels=channels,
            wakes=wakes,
            clock=clock or SystemClock(),
            metrics=metrics,
        )
        app = _web(settings, bot, channels=channels, client=client, metrics=metrics)
        await serve(stack, app, listener)
        parts = Parts(engine=engine, photos=photos, wakes=wakes, url=settings.local_url)
        controls = web.Application()
        control.add_routes(controls, parts)
        await serve(stack, controls, settings.data / SOCKET)
        log.info("bot.opened", url=bot.url, tenants=list(settings.tenants))
        yield bot


def _join(
    settings: Settings,
    *,
    engine: Engine,
    photos: FilePhotoStore,
    library: Library,
    channels: Mapping[str, Channel],
    wakes: Wakes,
    clock: Clock,
    metrics: Metrics,
) -> Bot:
    answers = Answers(library, settings.tenants)
    settle_seconds = {name: one.settle_seconds for name, one in channels.items()}
    return Bot(
        url=settings.url,
        engine=engine,
        photos=photos,
        library=library,
        inbox=Inbox(engine, clock, wakes.worker),
        worker=Worker(
            engine=engine,
            photos=photos,
            library=library,
            answers=answers,
            holds=Holds(
                answers=answers, settle_seconds=settle_seconds, metrics=metrics
            ),
            wakes=wakes,
            clock=clock,
            metrics=metrics,
        ),
        fetcher=Fetcher(
            engine=engine,
            photos=photos,
            channels=channels,
            media=settings.media,
            wake=wakes.fetcher,
            settled=wakes.worker,
            clock=clock,
            metrics=metrics,
        ),
        runner=Runner(
            engine=engine,
            photos=photos,
            library=library,
            tenants=settings.tenants,
            public_url=settings.url,
            wake=wakes.runner,
            finished=wakes.worker,
            clock=clock,
            metrics=metrics,
        ),
        sender=Sender(
            engine=engine,
            channels=channels,
            wake=wakes.sender,
            clock=clock,
            metrics=metrics,
        ),
    )


def _web(
    settings: Settings,
    bot: Bot,
    *,
    channels: Mapping[str, Channel],
    client: aiohttp.ClientSession,
    metrics: Metrics,
) -> web.Application:
    app = web.Application()
    webhook.add_routes(app, channels=channels, inbox=bot.inbox, metrics=metrics)

    async def database() -> None:
        await bot.engine.run(ping, None)

    async def photo_store() -> None:
        await asyncio.to_thread(bot.photos.check)

    checks = {"database": database, "photos": photo_store}
    health.add_routes(app, checks=checks, registry=metrics.registry)
    simulators = {
        f"{key}/{name}": f"{settings.local_url}/webhook/{key}/{name}"
        for key, tenant in settings.tenants.items()
        for name, channel in tenant.channels.items()
        if channel.get("type") == "simulator"
    }
    if simulators:

        async def busy(chat: str) -> bool:
            return await bot.engine.run(has_work, chat)

        SimulatedGateway(
            folder=settings.data / "simulator",
            webhook=simulators,
            client=client,
            busy=busy,
        ).add_routes(app)
    pages.add_routes(
        app,
        catalog=Published(
            engine=bot.engine,
            photos=bot.photos,
            library=bot.library,
            tenants=settings.tenants,
            flows=settings.flows,
        ),
        thumbnails=Thumbnails(settings.data / "thumbnails"),
        overview=overview(settings, bot.library),
        public_url=settings.url,
        texts=texts_of(settings, PAGES_FILE),
        flows=settings.flows,
    )
    return app


def _with_url(settings: Settings, listener: socket.socket) -> Settings:
    """Settle the port, which may have been any free one."""
    return settings.model_copy(update={"port": listener.getsockname()[1]})


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"data: {settings.data} cannot be made: {error.strerror}"
        ) from None
