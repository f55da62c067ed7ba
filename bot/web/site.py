"""Everything the bot serves over HTTP, in one application."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.channel import Channel
from bot.checkups import Checkups
from bot.clock import Clock
from bot.dialogue.library import Library
from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.settings import Settings
from bot.web import health, pages, summarypages
from bot.web.offerings import Offerings
from bot.web.overview import overview
from bot.web.published import Published
from bot.web.simulator.gateway import SimulatedGateway
from bot.web.simulator.page import SimulatorPages
from bot.web.simulator.restart import kill_and_restart
from bot.web.simulator.simulators import simulators_of
from bot.web.simulator.watch import Watch
from bot.web.summary import Summaries
from bot.web.thumbnails import Thumbnails
from bot.web.webhook import Webhook
from storage.engine import Engine
from storage.overview import has_work, ping
from storage.photos import OpenPhotoStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteParts:
    """
    What the site works with.

    Attributes:
        engine: The database.
        photos: The photos.
        voices: The voice notes.
        library: The dialogues of every tenant, and what the pages say.
        refused: Tells the mistakes that keep newer dialogues from being taken over.
        inbox: Takes messages in.
        channels: By ``tenant/channel``.
        checkups: Tell how they are.
        client: Posts what a simulated phone sends.
        clock: Tells the simulator and the pages the time.
        metrics: Where everything is counted.
    """

    engine: Engine
    photos: OpenPhotoStore
    voices: OpenPhotoStore
    library: Library
    refused: Callable[[], Sequence[str]]
    inbox: Inbox
    channels: Mapping[str, Channel]
    checkups: Checkups
    client: aiohttp.ClientSession
    clock: Clock
    metrics: Metrics


def make_site(settings: Settings, *, parts: SiteParts) -> web.Application:
    """
    Make the application that answers everything but the controls.

    Args:
        settings: Tenants, folders, and what links begin with.
        parts: What it works with.
    """
    app = web.Application()
    Webhook(
        channels=parts.channels,
        inbox=parts.inbox,
        heard=parts.checkups.heard,
        metrics=parts.metrics,
        public_url=settings.url,
    ).add_routes(app)
    _add_health(app, parts)
    thumbnails = Thumbnails(settings.data / "thumbnails")
    _add_simulators(app, settings, parts, thumbnails)
    summarypages.add_routes(
        app,
        summaries=Summaries(
            engine=parts.engine,
            photos=parts.photos,
            voices=parts.voices,
            tenants=settings.tenants,
            clock=parts.clock,
        ),
    )
    pages.add_routes(
        app,
        catalog=Published(
            engine=parts.engine,
            photos=parts.photos,
            library=parts.library,
            tenants=settings.tenants,
            flows=settings.flows,
            offerings=Offerings(engine=parts.engine, clock=parts.clock),
        ),
        thumbnails=thumbnails,
        overview=lambda: overview(settings, parts.library),
        public_url=settings.url,
        texts=lambda: parts.library.pages,
        flows=settings.flows,
    )
    return app


def _add_health(app: web.Application, parts: SiteParts) -> None:
    async def database() -> None:
        await parts.engine.run(ping, None)

    async def photo_store() -> None:
        await asyncio.to_thread(parts.photos.check)

    checks = {"database": database, "photos": photo_store}
    health.add_routes(
        app,
        checks=checks,
        channels=parts.checkups.told,
        refused=parts.refused,
        registry=parts.metrics.registry,
    )


def _add_simulators(
    app: web.Application,
    settings: Settings,
    parts: SiteParts,
    thumbnails: Thumbnails,
) -> None:
    simulators = simulators_of(settings)
    if not simulators:
        return

    async def busy(chat: str) -> bool:
        return await parts.engine.run(has_work, chat)

    gateway = SimulatedGateway(
        folder=settings.data / "simulator",
        webhook={name: one.webhook for name, one in simulators.items()},
        client=parts.client,
        clock=parts.clock,
        busy=busy,
    )
    gateway.add_routes(app)
    watch = Watch(
        gateway=gateway,
        engine=parts.engine,
        photos=parts.photos,
        thumbnails=thumbnails,
        clock=parts.clock,
        attempts=settings.media.attempts,
    )
    watch.add_routes(app)
    SimulatorPages(
        simulators=simulators,
        gateway=gateway,
        watch=watch,
        library=parts.library,
        clock=parts.clock,
        restart=kill_and_restart,
    ).add_routes(app)
