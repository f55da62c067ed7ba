"""
Runs effects: what talks to the outside, after the turn that asked for it is kept.

An effect is tried again until it succeeds or its tries are over; what came of it
returns through the inbox, in order, as ``done`` or ``failed``. After a crash it runs
again under the same key, so a second run has to change nothing.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.bench import Bench, Outside
from bot.clock import Clock, limit
from bot.dialogue.library import Library
from bot.effect import Effect
from bot.errors import BotError, EffectFailed
from bot.messages import digest
from bot.metrics import Metrics
from bot.outcome import chat_of, session_of
from bot.tenant import Tenant
from storage.effects import Due, DueEffect, Ran, due, finish
from storage.engine import Engine
from storage.errors import StorageError

log = structlog.get_logger(__name__)

PAUSES_SECONDS = (1.0, 4.0, 15.0, 40.0)
"""Between the five tries; with ``TRY_SECONDS`` each they end within two minutes."""

TRY_SECONDS = 12.0
PAUSE_SECONDS = 1.0
"""How long to wait when the database does not answer."""


class Runner:
    """Runs what is due, many side by side."""

    def __init__(
        self,
        *,
        engine: Engine,
        outside: Outside,
        library: Library,
        tenants: Mapping[str, Tenant],
        wake: asyncio.Event,
        finished: asyncio.Event,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._outside = outside
        self._library = library
        self._tenants = tenants
        self._wake = wake
        self._finished = finished
        self._clock = clock
        self._metrics = metrics
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
        values: dict[str, str] = {}
        effect = Effect(
            key=one.key,
            session=session.id,
            chat=chat,
            data=session.data,
            now=now,
            said=dict(session.values),
            bench=Bench(
                outside=self._outside,
                dialogue=dialogue,
                session=session,
                home=one.session.home,
                chat=chat,
                tenant=self._tenants[chat.tenant],
                key=one.key,
                now=now,
                values=values,
            ),
            values=values,
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
