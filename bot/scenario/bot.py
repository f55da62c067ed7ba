"""
The bot that plays a scenario: the real one, in a folder of its own.

Everything is what ``bot.app`` opens, but the web and the time: the loops, SQLite, the
photos and one channel, on a clock that stands still.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.dialogue.scenarios import Scenario
from bot.joining import Loops, join
from bot.messages import Chat, Message
from bot.metrics import Metrics
from bot.scenario.channel import PlayedChannel, PlayedFile, delivery
from bot.scenario.playable import Heard
from bot.scenario.saidkeys import SaidKeys
from bot.scenario.stage import Stage, library_of
from bot.scenario.stillclock import StillClock
from bot.tenant import Tenant
from bot.wakes import Wakes
from storage.files import FilePhotoStore
from storage.overview import has_work, last_states
from storage.photos import VOICE

CHANNEL = "played"
"""The channel that everybody speaks through."""


class PlayedBot:
    """
    A bot whose people all speak through one channel; a ``Playable``.

    Attributes:
        people: The chat of each, by name.
        clock: Its time.
        channel: What people speak through.
        keys: By which key each reply was said.
    """

    def __init__(
        self, stage: Stage, scenario: Scenario, folder: Path, clock: StillClock
    ) -> None:
        self.clock = clock
        self.channel = PlayedChannel(clock)
        self.keys = SaidKeys()
        self._tenant = stage.tenant(scenario.flow)
        self._phones = {
            name: f"+62812{number:08d}"
            for number, name in enumerate(scenario.people, start=1)
        }
        self.people: Mapping[str, Chat] = {
            name: Chat(tenant=self._tenant, channel=CHANNEL, address=phone, phone=phone)
            for name, phone in self._phones.items()
        }
        self._initial = stage.flow(scenario.flow).initial
        self._library = library_of(stage, scenario, self._tenant, self.keys)
        tenant = self._cast(stage.settings.tenants[self._tenant], scenario)
        self._settings = stage.settings.model_copy(
            update={"tenants": {self._tenant: tenant}}
        )
        self._photos = FilePhotoStore(folder)
        self._voices = FilePhotoStore(folder.with_name(f"{folder.name}-voices"), VOICE)
        self._database = stage.database
        self._loops: Loops | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def now(self) -> float:
        """See ``Playable``."""
        return self.clock.now()

    async def advance(self, seconds: float) -> None:
        """See ``Playable``."""
        await self.clock.advance(seconds)
        await self.rest()

    async def go_on(self) -> bool:
        """See ``Playable``."""
        went = await self.has_work() and await self.clock.skip()
        await self.rest()
        return went

    async def start(self) -> None:
        """
        Open the database and begin to work.

        Raises:
            StorageError: If the database cannot be opened.
        """
        loops = self._loops = join(
            self._settings,
            engine=await self._database.open(),
            photos=self._photos,
            voices=self._voices,
            library=self._library,
            channels={f"{self._tenant}/{CHANNEL}": self.channel},
            wakes=Wakes(),
            clock=self.clock,
            metrics=Metrics(),
        )
        self._tasks = [
            asyncio.create_task(loops.worker.run(), name="worker"),
            asyncio.create_task(loops.sender.run(), name="sender"),
            asyncio.create_task(loops.fetcher.run(), name="fetcher"),
            asyncio.create_task(loops.runner.run(), name="runner"),
        ]

    async def stop(self) -> None:
        """Stop working, whatever is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._loops = None

    async def restart(self) -> None:
        """
        Stop working, close the database, and begin anew.

        Raises:
            StorageError: If the database cannot be opened again.
        """
        await self.stop()
        await self._database.close()
        await self.start()

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """
        Take *messages* in, all at the same time; see ``Playable``.

        Raises:
            StorageError: If they could not be kept.
            RuntimeError: If the bot does not run.
        """
        if self._loops is None:
            raise RuntimeError("the bot was not started")
        inbox = self._loops.inbox
        self.channel.files.update(files)
        deliveries = [delivery(message) for message in messages]
        await asyncio.gather(
            *(inbox.add(self.channel.receive(one).messages) for one in deliveries)
        )

    async def heard(self) -> list[Heard]:
        """See ``Playable``."""
        await self.rest()
        return [
            Heard(
                chat=reply.chat.key,
                key=self.keys.find(reply.chat.key, reply.text),
                text=reply.text,
            )
            for reply in self.channel.taken()
        ]

    async def rest(self) -> None:
        """
        Let the bot do what it can do without time.

        Raises:
            NeverAtRest: If it is stuck.
            Exception: What ended one of its loops; that is a mistake of ours.
        """
        await self.clock.rest()
        for task in self._tasks:
            if task.done():
                task.result()

    async def has_work(self) -> bool:
        """Whether anything of anybody is not done yet: a word, a photo, an effect."""
        engine = await self._database.open()
        keys = [chat.key for chat in self.people.values()]
        return any(await asyncio.gather(*(engine.run(has_work, key) for key in keys)))

    async def state(self, person: str) -> str:
        """See ``Playable``."""
        engine = await self._database.open()
        found = await engine.run(last_states, self.people[person].key)
        return found or self._initial

    def _cast(self, tenant: Tenant, scenario: Scenario) -> Tenant:
        """*tenant* with the people of *scenario* and nobody else."""
        roles: dict[str, tuple[str, ...]] = {}
        for person, of_person in scenario.people.items():
            for role in of_person:
                roles[role] = (*roles.get(role, ()), self._phones[person])
        unknown = scenario.unknown or tenant.unknown
        return tenant.model_copy(update={"roles": roles, "unknown": unknown})


@asynccontextmanager
async def open_played(stage: Stage, scenario: Scenario) -> AsyncIterator[PlayedBot]:
    """
    Open a bot for *scenario*, which begins at its time.

    Raises:
        StorageError: If its folder cannot be written to.
    """
    zone = stage.settings.tenants[stage.tenant(scenario.flow)].zone
    clock = StillClock(scenario.now.replace(tzinfo=zone).timestamp())
    await stage.database.empty()
    with TemporaryDirectory(dir=stage.folder, prefix="photos-") as folder:
        bot = PlayedBot(stage, scenario, Path(folder), clock)
        try:
            await bot.start()
            yield bot
        finally:
            await bot.stop()
