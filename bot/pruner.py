"""
Forgets what is long over: messages that were answered, and all that came of them.

It does so a hundred rows at a time and pauses in between, so nobody waits for it. A
message may come again under the id that is forgotten; ``bot.inbox`` does not take it,
because it was sent too long ago.
"""

import structlog

from bot.clock import Clock
from bot.expiry import Expiry
from bot.inbox import FURTHEST_AHEAD_MS
from bot.settings import Settings
from storage.engine import Engine
from storage.errors import StorageError
from storage.links import forget_expired
from storage.pruning import Place, prune

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.1
"""Between two transactions, for whoever waits; so at most a thousand rows a second."""

LONGEST_SLEEP_SECONDS = 60.0
"""How long to sleep when nothing is left; nothing wakes this loop."""

EXPIRED_EVERY_SECONDS = 3600.0
"""How late a photo may be deleted."""

MARGIN_SECONDS = FURTHEST_AHEAD_MS / 1000
"""A message whose sender's clock is ahead is not too old to be taken until later."""


class Pruner:
    """
    Forgets what is over for longer than *settings* say.

    Args:
        engine: The database.
        settings: For how long each tenant keeps what is over.
        expiry: Deletes photos and voice notes that are too old.
        clock: Tells the time.
    """

    def __init__(
        self, *, engine: Engine, settings: Settings, expiry: Expiry, clock: Clock
    ) -> None:
        self._engine = engine
        self._expiry = expiry
        self._clock = clock
        self._expire_at = 0.0
        self._tenants = frozenset(settings.tenants)
        self._groups: dict[float, list[str]] = {}
        for tenant in settings.tenants:
            kept_seconds = settings.retention_of(tenant).messages_seconds
            self._groups.setdefault(kept_seconds + MARGIN_SECONDS, []).append(tenant)

    async def run(self) -> None:
        """Prune, until cancelled."""
        while True:
            try:
                await self.prune()
                await self._expire()
            except StorageError as error:
                log.error("history.postponed", error=str(error))
            await self._clock.sleep(LONGEST_SLEEP_SECONDS)

    async def prune(self) -> int:
        """
        Forget all that is over for long enough now; how many rows that were.

        Raises:
            StorageError: If the database cannot be worked on.
        """
        await self._forget_links()
        rows = 0
        for kept_seconds, tenants in self._groups.items():
            others = self._tenants.difference(tenants)
            before = self._clock.now() - kept_seconds
            rows += await self._prune(Place(before=before, passed=others))
        if rows:
            log.info("history.pruned", rows=rows)
        return rows

    async def _prune(self, place: Place | None) -> int:
        rows = 0
        while place is not None:
            pruned = await self._engine.run(prune, place)
            rows += pruned.rows
            place = pruned.following
            if place is not None:
                await self._clock.sleep(PAUSE_SECONDS)
        return rows

    async def _expire(self) -> None:
        """Look for what is too old, but not each time: it lists every folder."""
        if self._clock.now() >= self._expire_at:
            await self._expiry.expire()
            self._expire_at = self._clock.now() + EXPIRED_EVERY_SECONDS

    async def _forget_links(self) -> None:
        """Forget summary links that have expired, and the answers with them."""
        forgotten = 0
        while found := await self._engine.run(forget_expired, self._clock.now()):
            forgotten += found
            await self._clock.sleep(PAUSE_SECONDS)
        if forgotten:
            log.info("links.expired", links=forgotten)
