"""
The whole bot in one test: real database, real files, a clock that stands still.

Nothing sleeps. ``settle`` returns when every task waits for the clock or for
somebody outside, and ``passes`` moves the clock from one alarm to the next.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.bot import Bot
from bot.joining import join
from bot.logs import hide_figures, tell_where
from bot.media import Media
from bot.messages import Chat, Kind, Message, PhotoRef
from bot.metrics import Metrics
from bot.opening import open_library
from bot.retention import Retention
from bot.settings import Settings
from bot.wakes import Wakes
from storage.engine import open_engine
from storage.files import FilePhotoStore
from storage.overview import whereabouts
from storage.photos import VOICE
from storage.setback import bring_near
from tests import sale
from tests.clock import ManualClock
from tests.gateway import Gateway
from tests.pictures import jpeg
from tests.quiet import Quiet

STAFF = "+6281200000011"
OTHER_STAFF = "+6281200000012"
STRANGER = "+6281200000099"
PICTURE = jpeg(16, 12)


class House:
    """
    A bot and the world around it.

    Attributes:
        root: The folder of everything.
        clock: Stands still unless ``passes`` moves it.
        gateway: The channel ``shop/wa``; what others are given is kept there, too.
        mail: What e-mails go out by, if the settings name a server.
        settings: How the bot is run.
        logs: Every event that was logged, as it is written.
    """

    def __init__(
        self, root: Path, settings: Settings, logs: list[MutableMapping[str, Any]]
    ) -> None:
        self.root = root
        self.logs = logs
        self.settings = settings
        self.clock = ManualClock()
        self.gateway = Gateway(self.clock)
        self.mail = Gateway(self.clock)
        self._quiet = Quiet()
        self._told = 0
        self._ids = 0

    async def start(self) -> None:
        """Open the data and begin to work."""
        engine = await open_engine(self.settings.data / "bot.db")
        await engine.run(bring_near, self.clock.now())
        self.metrics, self.wakes, self.stop = Metrics(), Wakes(), asyncio.Event()
        photos = FilePhotoStore(self.settings.photo_root)
        library = await open_library(self.settings, engine)
        loops = join(
            self.settings,
            engine=engine,
            photos=photos,
            voices=FilePhotoStore(self.settings.data / "voices", VOICE),
            library=library,
            channels=self._channels(),
            wakes=self.wakes,
            clock=self.clock,
            metrics=self.metrics,
            mail=self.mail if self.settings.smtp else None,
        )
        self.bot = Bot(
            url=self.settings.url,
            engine=engine,
            photos=photos,
            library=library,
            inbox=loops.inbox,
            worker=loops.worker,
            fetcher=loops.fetcher,
            runner=loops.runner,
            sender=loops.sender,
            courtesy=loops.courtesy,
            keeper=loops.keeper,
            pruner=loops.pruner,
        )
        self.running = asyncio.create_task(self.bot.run(self.stop))
        await self.settle()

    def _channels(self) -> dict[str, Gateway]:
        channels: dict[str, Gateway] = {}
        for tenant, business in self.settings.tenants.items():
            for name, given in business.channels.items():
                one = copy(self.gateway) if channels else self.gateway
                one.rate = given.get("rate")
                channels[f"{tenant}/{name}"] = one
        return channels

    async def halt(self) -> None:
        """Stop working in the middle of everything; the inbox still takes messages."""
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.running

    async def crash(self) -> None:
        """Stop in the middle of everything."""
        await self.halt()
        await self.bot.engine.close()

    async def restart(self) -> None:
        """Crash, and start on the same data."""
        await self.crash()
        await self.start()

    async def settle(self) -> None:
        """Wait until there is nothing to do before the clock moves."""
        await self._quiet.settle()
        if self.running.done() and not self.running.cancelled():
            self.running.result()

    async def passes(self, seconds: float) -> None:
        """Let *seconds* pass, waking whoever sleeps one after the other."""
        await self.settle()
        end = self.clock.now() + seconds
        while (due := self.clock.next_due()) is not None and due <= end:
            self.clock.move_to(due)
            await self.settle()
        self.clock.move_to(end)
        await self.settle()

    def message(
        self,
        text: str = "",
        *,
        tenant: str = "shop",
        channel: str = "wa",
        phone: str | None = STAFF,
        address: str | None = None,
        photo: str | None = None,
        voice: str | None = None,
        kind: Kind | None = None,
        id: str | None = None,  # noqa: A002 - the field's name
        sent_ms: int | None = None,
        **more: Any,
    ) -> Message:
        """A message of *phone*; *photo* and *voice* are locators of their files."""
        self._ids += 1
        chat = Chat(
            tenant=tenant,
            channel=channel,
            address=address or f"{(phone or '').removeprefix('+')}@s.whatsapp.net",
            phone=phone,
        )
        return Message(
            id=id or f"m{self._ids}",
            chat=chat,
            kind=Kind(kind or (photo and "photo") or (voice and "voice") or "text"),
            sent_ms=int(self.clock.now() * 1000) if sent_ms is None else sent_ms,
            text=text,
            photo=PhotoRef(locator=photo) if photo else None,
            voice=PhotoRef(locator=voice) if voice else None,
            **more,
        )

    async def hears(self, text: str = "", **how: Any) -> None:
        """A person says *text* or sends a photo; see ``message``."""
        await self.bot.inbox.add([self.message(text, **how)])
        await self.settle()

    async def hears_at_once(self, *messages: Message) -> None:
        """Several messages come before the first is answered."""
        await self.bot.inbox.add(messages)
        await self.settle()

    def said(self, phone: str | None = STAFF) -> list[str]:
        """What was delivered to *phone* since everybody was last asked about."""
        new, self._told = self.gateway.sent[self._told :], len(self.gateway.sent)
        return [reply.text for reply in new if reply.chat.phone == phone]

    def brings(self, locator: str, *meets: bytes | Exception | None) -> str:
        """What the attempts at a photo meet; the picture by default."""
        self.gateway.photos[locator] = list(meets or (PICTURE,))
        return locator

    def logged(self, event: str) -> list[MutableMapping[str, Any]]:
        """What was logged as *event*."""
        return [log for log in self.logs if log["event"] == event]

    async def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of the database that *sql* names; none if it changes something."""

        def rows(connection: Connection, _: object) -> list[list[tuple[Any, ...]]]:
            found = connection.exec_driver_sql(sql)
            return [[tuple(row) for row in found] if found.returns_rows else []]

        found: list[tuple[Any, ...]] = await self.bot.engine.run(rows, None)
        await self.settle()
        return found

    async def refuse(self, what: str, table: str) -> None:
        """Let the database refuse to *what* a row of *table*, until ``allow``."""
        refusal = "BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        await self.ask(f"CREATE TRIGGER refused BEFORE {what} ON {table} {refusal}")

    async def allow(self) -> None:
        """Take back what ``refuse`` did."""
        await self.ask("DROP TRIGGER refused")

    async def state(self, phone: str = STAFF) -> str | None:
        """Where the chat of *phone* stands; None outside any dialogue."""
        chats = await self.bot.engine.run(whereabouts, None)
        await self.settle()
        return next((one.state for one in chats if one.phone == phone), None)

    def stored(self) -> list[str]:
        """Every photo there is, by its path below the root of photos."""
        root = self.settings.photo_root
        return sorted(str(file.relative_to(root)) for file in root.rglob("*.jpg"))

    @property
    def outside(self) -> dict[str, Any]:
        """What the effect of the sale meets, and how often it ran."""
        [dialogue] = self.bot.library.of_tenant("shop")
        publish: Any = dialogue.flow.code.effects["publish"]
        return cast("dict[str, Any]", publish.__globals__["OUTSIDE"])


@asynccontextmanager
async def open_house(
    root: Path,
    *,
    files: Mapping[str, str] = sale.FILES,
    media: Mapping[str, float] | None = None,
    retention: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    **tenant: Any,
) -> AsyncIterator[House]:
    """
    A running bot with the dialogues in *files*.

    Args:
        root: An empty folder.
        files: Flows and texts by path.
        media: What differs in how photos are fetched.
        retention: What differs in how long what is over is kept.
        settings: What else the settings say, other tenants among it.
        tenant: What differs in the settings of the tenant ``shop``.
    """
    sale.write(root, files)
    (root / "data").mkdir()
    else_told = dict(settings or {})
    others = else_told.pop("tenants", {})
    told = Settings(
        **else_told,
        public_url="https://shop.example",
        data=root / "data",
        flows=root / "flows",
        locales=root / "locales",
        media=Media.model_validate(media or {}),
        retention=Retention.model_validate(retention or {}),
        tenants=cast(
            "Any",
            {
                "shop": {
                    "roles": {"staff": [STAFF, OTHER_STAFF]},
                    "channels": {"wa": {"type": "simulator"}},
                    **tenant,
                },
                **others,
            },
        ),
    )
    with capture_logs(processors=[merge_contextvars, tell_where, hide_figures]) as logs:
        house = House(root, told, logs)
        await house.start()
        try:
            yield house
        finally:
            await house.crash()
