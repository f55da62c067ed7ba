"""
Makes every part of the bot, joins them, and closes them in reverse.

This is the one place that knows every class. The loops share nothing but the
database and one wake-up event each.
"""

import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from bot.bot import Bot
from bot.channelopening import make_channels, silences
from bot.channels.client import HttpClient
from bot.channels.mail import MailChannel
from bot.checkups import Checkups
from bot.client import SOCKET
from bot.clock import Clock, SystemClock
from bot.data import Data, open_data
from bot.joining import Loops, join
from bot.llm import Llm
from bot.metrics import Metrics
from bot.opening import open_library
from bot.reloader import Reloader, fingerprint, folders_of
from bot.settings import Settings
from bot.wakes import Wakes
from bot.web import control
from bot.web.serving import listen, serve
from bot.web.site import SiteParts, make_site
from bot.workings import Parts
from storage.engine import Engine
from storage.setback import bring_near

log = structlog.get_logger(__name__)

OpenData = Callable[[AsyncExitStack, Settings], Awaitable[Data]]
"""Opens the data until the stack is closed."""


@asynccontextmanager
async def open_bot(
    settings: Settings,
    *,
    clock: Clock | None = None,
    data: OpenData | None = None,
    watched: bool = True,
) -> AsyncIterator[Bot]:
    """
    Open everything that *settings* name.

    Args:
        settings: How the bot is run.
        clock: Tells the time; None: this machine's.
        data: Opens the data; None: as ``open_data`` does.
        watched: Whether changes of flows and texts are taken over while it runs.

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
        opened = await (data or open_data)(stack, settings)
        engine, photos = opened.engine, opened.photos
        metrics, wakes, clock = Metrics(), Wakes(), clock or SystemClock()
        await _bring_near(engine, clock)
        reloader = await _open_reloader(settings, engine, clock, metrics)
        library = await reloader.running()
        client = await stack.enter_async_context(HttpClient())
        channels = make_channels(settings, client)
        loops = join(
            settings,
            engine=engine,
            photos=photos,
            voices=opened.voices,
            library=library,
            channels=channels,
            wakes=wakes,
            clock=clock,
            metrics=metrics,
            llm=Llm(settings.llm, client.session, metrics),
            mail=MailChannel(settings.smtp, clock) if settings.smtp else None,
        )
        parts = SiteParts(
            engine=engine,
            photos=photos,
            voices=opened.voices,
            library=library,
            refused=lambda: reloader.refused,
            inbox=loops.inbox,
            channels=channels,
            checkups=Checkups(channels, silences(settings), clock, metrics),
            client=client.session,
            clock=clock,
            metrics=metrics,
        )
        await serve(stack, make_site(settings, parts=parts), listener)
        controls = _controls(
            settings, opened, reloader, loops, wakes=wakes, clock=clock
        )
        await serve(stack, control.make(controls), settings.data / SOCKET)
        log.info("bot.opened", url=settings.url, tenants=list(settings.tenants))
        yield _bot(loops, parts, settings.url, reloader if watched else None)


def _controls(
    settings: Settings,
    opened: Data,
    reloader: Reloader,
    loops: Loops,
    *,
    wakes: Wakes,
    clock: Clock,
) -> Parts:
    return Parts(
        engine=opened.engine,
        photos=opened.photos,
        voices=opened.voices,
        settings=settings,
        wakes=wakes,
        dialogues=reloader,
        pause=loops.worker.pause,
        clock=clock,
        url=settings.local_url,
    )


async def _bring_near(engine: Engine, clock: Clock) -> None:
    if moved := await engine.run(bring_near, clock.now()):
        log.warning("timers.moved", seconds=round(moved))


async def _open_reloader(
    settings: Settings, engine: Engine, clock: Clock, metrics: Metrics
) -> Reloader:
    """Read the dialogues; what changes while that goes on is read once more later."""
    seen = fingerprint(folders_of(settings))
    library = await open_library(settings, engine)
    return Reloader(
        settings,
        engine=engine,
        library=library,
        clock=clock,
        metrics=metrics,
        seen=seen,
    )


def _bot(loops: Loops, parts: SiteParts, url: str, reloader: Reloader | None) -> Bot:
    return Bot(
        url=url,
        engine=parts.engine,
        photos=parts.photos,
        library=parts.library,
        inbox=loops.inbox,
        worker=loops.worker,
        fetcher=loops.fetcher,
        runner=loops.runner,
        sender=loops.sender,
        courtesy=loops.courtesy,
        keeper=loops.keeper,
        pruner=loops.pruner,
        checkups=parts.checkups,
        reloader=reloader,
    )


def _with_url(settings: Settings, listener: socket.socket) -> Settings:
    """Settle the port, which may have been any free one."""
    return settings.model_copy(update={"port": listener.getsockname()[1]})
