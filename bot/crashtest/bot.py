"""A bot whose server is killed and comes back; who plays with it does not notice."""

from collections.abc import Mapping, Sequence

from bot.crashtest.cast import Cast
from bot.crashtest.deliveries import Deliveries
from bot.crashtest.ears import Ears
from bot.crashtest.gateway import Gateway
from bot.crashtest.server import Server
from bot.messages import Message
from bot.scenario.channel import PlayedFile
from bot.scenario.playable import Heard
from storage.evidence import state_of, works


class CrashedBot:
    """
    One cast and a server whose clock stands still; a ``Playable``.

    Attributes:
        people: The cast.
    """

    def __init__(
        self,
        people: Cast,
        *,
        server: Server,
        gateway: Gateway,
        ears: Ears,
        initial: str,
    ) -> None:
        self.people = people
        self._server = server
        self._gateway = gateway
        self._ears = ears
        self._initial = initial
        self._deliveries = Deliveries()

    def now(self) -> float:
        """See ``Playable``."""
        return self._server.time or 0.0

    async def advance(self, seconds: float) -> None:
        """See ``Playable``."""
        end = self.now() + seconds
        # From one time that matters to the next: a life that is killed on the way is
        # followed by one that begins there, and not after all of it.
        while self.now() < end:
            due = self._server.due
            await self._server.go_to(
                end if due is None else min(max(due, self.now()), end)
            )
            if due is None or due > end:
                break
        await self._server.go_to(end)

    async def go_on(self) -> bool:
        """See ``Playable``."""
        due = self._server.due
        if due is None or not self._has_work():
            return False
        await self._server.go_to(max(due, self.now()))
        return True

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """See ``Playable``. One after the other, as a gateway does."""
        self._gateway.files.update(files)
        for message in messages:
            await self._server.post(self._deliveries.of(message))
            await self._server.go_to(self.now())

    async def heard(self) -> list[Heard]:
        """See ``Playable``."""
        await self._server.go_to(self.now())
        killed = self._server.kills > 0
        found = [
            self._ears.hear(number, text, killed=killed)
            for number, text in self._gateway.unheard(self._ears.numbers)
        ]
        return [one for one in found if one is not None]

    async def restart(self) -> None:
        """See ``Playable``."""
        await self._server.restart()

    async def state(self, person: str) -> str:
        """See ``Playable``."""
        found = state_of(self._server.database, self.people[person].key)
        return found or self._initial

    def _has_work(self) -> bool:
        keys = (chat.key for chat in self.people.values())
        return any(works(self._server.database, key) for key in keys)
