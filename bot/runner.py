"""
Runs effects: what talks to the outside, after the turn that asked for it is kept.

An effect is tried again until it succeeds or its tries are over; what came of it
returns through the inbox, in order, as ``done`` or ``failed``. After a crash it runs
again under the same key, so a second run has to change nothing.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clock import Clock, limit
from bot.dialogue.library import Dialogue, Library
from bot.effect import Check, Effect, Item, Messages
from bot.errors import BotError, EffectFailed
from bot.llm import Llm
from bot.messages import digest
from bot.metrics import Metrics
from bot.outcome import chat_of, session_of
from bot.session import Session
from bot.settings import Tenant
from bot.tenantstock import TenantStock
from storage.effects import Due, DueEffect, Ran, due, finish
from storage.engine import Engine
from storage.errors import StorageError
from storage.items import ItemRow, publish
from storage.photos import PhotoStore

log = structlog.get_logger(__name__)

PAUSES_SECONDS = (1.0, 4.0, 15.0, 40.0)
"""Between the five tries; with ``TRY_SECONDS`` each they end within two minutes."""

TRY_SECONDS = 12.0
PAUSE_SECONDS = 1.0
"""How long to wait when the database does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """
    What an effect may reach; a ``bot.effect.Workbench``.

    Attributes:
        engine: The database.
        store: The photos.
        dialogue: The dialogue that asked for the effect.
        session: Its session.
        tenant: Whose it is.
        public_url: What links begin with.
        clock: Tells when an item is published.
        library: Every dialogue of the tenant.
        effect: The key of the effect.
        now: By the tenant's clock, timezone-aware.
        llm: The language model; None if there is none.
    """

    engine: Engine
    store: PhotoStore
    dialogue: Dialogue
    session: Session
    tenant: str
    public_url: str
    clock: Clock
    library: Library
    effect: str
    now: datetime
    llm: Llm | None = None

    @property
    def stock(self) -> TenantStock:
        """
        The items of the tenant that have the flow's word.

        Raises:
            EffectFailed: If the flow names no items.
        """
        return TenantStock(
            engine=self.engine,
            store=self.store,
            library=self.library,
            effect=self.effect,
            session=self.session,
            tenant=self.tenant,
            word=self._word,
            public_url=self.public_url,
            clock=self.clock,
            now=self.now,
        )

    async def photos(self) -> tuple[str, ...]:
        """The names in the listing of the session's folder, in order of arrival."""
        listings = await self.store.listings([self.session.folder])
        return listings[self.session.folder]

    async def publish(self, item: Item) -> str:
        """
        Publish *item* with every photo of the session; the link to its page.

        The session points to the item's folder before anything moves, so a photo
        that lands meanwhile follows.
        """
        word = self._word
        folder = f"{self.tenant}/{word}/{item.slug}"
        row = ItemRow(
            tenant=self.tenant,
            word=word,
            slug=item.slug,
            flow=self.dialogue.flow.name,
            session=self.session.id,
            folder=folder,
            title=item.title,
            data=json.dumps(dict(item.data)),
            description=item.description,
            created_at=self.clock.now(),
        )
        home = await self.engine.run(publish, row)
        if home != folder:
            await self.store.move(home, folder)
        self.session.folder = folder
        return f"{self.public_url}/{word}/{item.slug}"

    def text(self, key: str, **values: str) -> str:
        """The text *key* of the flow in the session's language."""
        return self.dialogue.speaker.text(key, self.session.language, values)

    async def complete(self, messages: Messages, *, check: Check) -> str | None:
        """What the language model answers to *messages*; None if it has no answer."""
        return await self.llm.complete(messages, check=check) if self.llm else None

    def label(self, name: str) -> str:
        """What the field or choice *name* is called in the session's language."""
        return self.dialogue.speaker.label(name, self.session.language)

    @property
    def _word(self) -> str:
        word = self.dialogue.flow.items
        if word is None:
            raise EffectFailed("the flow names no items, so it has none")
        return word


class Runner:
    """Runs what is due, many side by side."""

    def __init__(
        self,
        *,
        engine: Engine,
        photos: PhotoStore,
        library: Library,
        tenants: Mapping[str, Tenant],
        public_url: str,
        wake: asyncio.Event,
        finished: asyncio.Event,
        clock: Clock,
        metrics: Metrics,
        llm: Llm | None = None,
    ) -> None:
        self._engine = engine
        self._photos = photos
        self._library = library
        self._tenants = tenants
        self._public_url = public_url
        self._wake = wake
        self._finished = finished
        self._clock = clock
        self._metrics = metrics
        self._llm = llm
        self._busy: set[str] = set()

    async def run(self) -> None:
        """Run effects until cancelled; what was begun is run again after a restart."""
        async with asyncio.TaskGroup() as runs:
            while True:
                self._wake.clear()
                try:
                    following = await self._begin(runs)
                except StorageError as error:
                    log.error("effect.postponed", error=str(error))
                    following = self._clock.now() + PAUSE_SECONDS
                await self._clock.wait(self._wake, following)

    async def _begin(self, runs: asyncio.TaskGroup) -> float | None:
        question = Due(now=self._clock.now(), busy=frozenset(self._busy))
        found, following = await self._engine.run(due, question)
        for one in found:
            self._busy.add(one.key)
            runs.create_task(self._run(one))
        return following

    async def _run(self, one: DueEffect) -> None:
        try:
            with structlog.contextvars.bound_contextvars(
                effect=one.name, session=digest(one.session.id)
            ):
                await self._keep(await self._try(one))
        finally:
            self._busy.discard(one.key)
            self._wake.set()
            self._finished.set()

    async def _keep(self, came: Ran) -> None:
        """Keep what *came* of a run, however long the database takes to answer."""
        while True:
            try:
                await self._engine.run(finish, came)
            except StorageError as error:
                log.error("effect.postponed", error=str(error))
                await self._clock.sleep(PAUSE_SECONDS)
            else:
                return

    async def _try(self, one: DueEffect) -> Ran:
        try:
            async with limit(self._clock, TRY_SECONDS):
                values = _plain(await self._effect(one))
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            return self._failed(one, error)  # it cancelled itself
        except Exception as error:  # noqa: BLE001 - whatever an effect raises is tried again
            return self._failed(one, error)
        self._metrics.effects.labels(one.name, "done").inc()
        log.info("effect.done", attempt=one.attempts + 1)
        return Ran(key=one.key, now=self._clock.now(), values=values)

    async def _effect(self, one: DueEffect) -> Mapping[str, str]:
        chat, session = chat_of(one.chat), session_of(one.session)
        dialogue = self._library.find(chat.tenant, session.flow, session.version)
        if dialogue is None or one.name not in dialogue.flow.code.effects:
            raise EffectFailed(f"no flow has the effect {one.name} any more")
        zone = self._tenants[chat.tenant].zone
        now = datetime.fromtimestamp(self._clock.now(), zone)
        effect = Effect(
            key=one.key,
            session=session.id,
            chat=chat,
            data=session.data,
            now=now,
            said=dict(session.values),
            bench=Bench(
                engine=self._engine,
                store=self._photos,
                dialogue=dialogue,
                session=session,
                tenant=chat.tenant,
                public_url=self._public_url,
                clock=self._clock,
                library=self._library,
                effect=one.key,
                now=now,
                llm=self._llm,
            ),
        )
        await dialogue.flow.code.effects[one.name](effect)
        return effect.values

    def _failed(self, one: DueEffect, error: BaseException) -> Ran:
        now = self._clock.now()
        over = one.attempts >= len(PAUSES_SECONDS)
        pause = None if over else PAUSES_SECONDS[one.attempts]
        expected = isinstance(error, BotError | StorageError)
        self._metrics.effects.labels(one.name, "given_up" if over else "failed").inc()
        log.warning(
            "effect.given_up" if over else "effect.failed",
            attempt=one.attempts + 1,
            wait_seconds=pause,
            error=str(error) if expected else type(error).__name__,
            exc_info=None if expected else error,
        )
        return Ran(
            key=one.key,
            now=now,
            error=repr(error),
            next_at=None if pause is None else now + pause,
        )


def _plain(values: Mapping[str, object]) -> dict[str, str]:
    """*values* as texts, which is all that the inbox and templates can hold."""
    return {str(name): str(value) for name, value in values.items()}
