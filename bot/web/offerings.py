"""What may be looked for in a catalog, remembered for a moment."""

from bot.clock import Clock
from storage.catalogue import Offered, Question, offered
from storage.engine import Engine

FRESH_SECONDS = 30.0
"""
How long it may take until a new value can be chosen in the form.

To tell which values there are takes a look at every item, and the answer hardly ever
changes; what is found is never remembered.
"""


class Offerings:
    """The values that a form offers."""

    def __init__(self, *, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._known: dict[Question, tuple[float, Offered]] = {}

    async def of(self, asked: Question) -> Offered:
        """
        The values that *asked* is about, as they were half a minute ago at most.

        Raises:
            StorageUnavailable: If the database does not answer.
        """
        now = self._clock.steady()
        at, known = self._known.get(asked, (now, None))
        if known is None or now - at >= FRESH_SECONDS:
            known = await self._engine.run(offered, asked)
            self._known[asked] = (now, known)
        return known
