"""
Forgets what is long over: messages that were answered, and all that came of them.

It does so a hundred rows at a time and pauses in between, so nobody waits for it. A
message may come again under the id that is forgotten; ``bot.inbox`` does not take it,
because it was sent too long ago.
"""

import structlog

from bot.clock import Clock
from bot.inbox import FURTHEST_AHEAD_MS
from bot.retention import Retention
from storage.engine import Engine
from storage.errors import StorageError
from storage.pruning import Place, prune

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.1
"""Between two transactions, for whoever waits; so at most a thousand rows a second."""

LONGEST_SLEEP_SECONDS = 60.0
"""How long to sleep when nothing is left; nothing wakes this loop."""

MARGIN_SECONDS = FURTHEST_AHEAD_MS / 1000
"""A message whose sender's clock is ahead is not too old to be taken until later."""


class Pruner:
    """Forgets what was over before the time that *retention* gives."""

    def __init__(self, *, engine: Engine, retention: Retention, clock: Clock) -> None:
        self._engine = engine
        self._kept_seconds = retention.messages_seconds + MARGIN_SECONDS
        self._clock = clock

    async def run(self) -> None:
        """Prune, until cancelled."""
        while True:
            try:
                await self.prune()
            except StorageError as error:
                log.error("history.postponed", error=str(error))
            await self._clock.sleep(LONGEST_SLEEP_SECONDS)

    async def prune(self) -> int:
        """
        Forget all that is over for long enough now; how many rows that were.

        Raises:
            StorageError: If the database cannot be worked on.
        """
        place: Place | None = Place(before=self._clock.now() - self._kept_seconds)
        rows = 0
        while place is not None:
            pruned = await self._engine.run(prune, place)
            rows += pruned.rows
            place = pruned.following
            if place is not None:
                await self._clock.sleep(PAUSE_SECONDS)
        if rows:
            log.info("history.pruned", rows=rows)
        return rows
