"""
A showroom: the whole bot with the shipped upload dialogue, and a clock that stands.

Whatever happens is cut into moments: one thing is done, or the clock goes on to the
next alarm, and the bot comes to rest. What was true before, what is true after, and
what was said in between is kept of each.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select

from bot import settings
from bot.dialogue.scenarios import USUAL_TIME, Scenario
from bot.findings import Place
from bot.folders import Folders
from bot.keeper import Keeper
from bot.messages import Kind, Message, PhotoRef
from bot.scenario.bot import PlayedBot
from bot.scenario.channel import PlayedFile, picture
from bot.scenario.stage import Stage, set_stage
from bot.scenario.stillclock import StillClock
from storage.files import FilePhotoStore
from storage.overview import parked
from storage.photos import VOICE
from storage.tables import downloads, inbox, sessions
from tests.flows.upload.moments import Dialogue, Heard, Moment, Standing

BETWEEN_SECONDS = 0.01
"""What passes before somebody does something."""

SETTLED_SECONDS = 300.0
"""Within this everything is done that was begun: photos, effects, what follows."""

LATE = {"ok": 0.0, "late": 4.0, "very late": 30.0}
"""Files that arrive whole, by how many seconds after their message; others do not."""

PLACE = Place(file="", line=1, column=1, end_line=1, end_column=1)


class Showroom:
    """
    People of a showroom, and its bot.

    Attributes:
        bot: It runs.
        photos: Its photo store.
        root: The folder of all photos.
        moments: All there were since it was opened.
        now: Where everybody stands.
    """

    def __init__(self, stage: Stage, scenario: Scenario, folder: Path) -> None:
        zone = stage.settings.tenants[stage.tenant("upload")].zone
        clock = StillClock(scenario.now.replace(tzinfo=zone).timestamp())
        self.bot = PlayedBot(stage, scenario, folder, clock)
        self.photos = FilePhotoStore(folder)
        self.root = folder
        self.moments: list[Moment] = []
        self.now: Mapping[str, Standing]
        self._people = tuple(scenario.people)
        self._names = {self.bot.people[name].key: name for name in self._people}
        self._database = stage.database
        self._ids = 0

    async def open(self) -> None:
        """Let the bot begin, with nothing in its tables."""
        await self._database.empty()
        await self.bot.start()
        await self.bot.rest()
        self.now = await self._standings()

    def text(self, person: str, text: str, kind: Kind = Kind.TEXT) -> Message:
        """A message of *person*; nobody sent it yet."""
        self._ids += 1
        return Message(
            id=f"message-{self._ids}",
            chat=self.bot.people[person],
            kind=kind,
            sent_ms=int((self.bot.clock.now() + BETWEEN_SECONDS) * 1000),
            text=text,
        )

    def photo(self, person: str, file: str, caption: str = "") -> Message:
        """A photo of *person*, whose *file* is in ``LATE``, ``broken`` or ``never``."""
        self._ids += 1
        name, whole, now = f"photo-{self._ids}", picture(), self.bot.clock.now()
        if file != "never":
            data = whole if file in LATE else whole[: len(whole) // 2]
            self.bot.channel.files[name] = PlayedFile(
                data=data, since=now + LATE.get(file, 0.0)
            )
        return Message(
            id=name,
            chat=self.bot.people[person],
            kind=Kind.PHOTO,
            sent_ms=int((now + BETWEEN_SECONDS) * 1000),
            text=caption,
            photo=PhotoRef(locator=name, size_bytes=len(whole)),
        )

    async def hears(self, *messages: Message, killed: bool = False) -> list[Heard]:
        """
        Deliver *messages*, all at once, and come to rest.

        Args:
            messages: What was sent.
            killed: Whether the bot is killed before it can answer, and restarted.

        Returns:
            What was said then.
        """
        await self.bot.post(messages, {})
        if killed:
            await self.bot.restart()
        return await self._moment()

    async def passes(self, seconds: float) -> list[Heard]:
        """Let *seconds* pass; what was said meanwhile."""
        clock = self.bot.clock
        end, said = clock.now() + seconds, list[Heard]()
        while (due := clock.due()) is not None and due <= end:
            await clock.skip()
            said += await self._moment()
        await clock.advance(end - clock.now())
        return said

    async def settles(self) -> list[Heard]:
        """Let time pass until nothing is left to be done; what was said meanwhile."""
        end, said = self.bot.clock.now() + SETTLED_SECONDS, list[Heard]()
        while await self.bot.has_work() and await self.bot.clock.skip():
            said += await self._moment()
            assert self.bot.clock.now() <= end, "something is never done"
        return said

    async def restarts(self) -> list[Heard]:
        """Kill the bot, and start it on the same data."""
        await self.bot.restart()
        return await self._moment()

    async def keeps(self) -> None:
        """Let the bot delete the drafts whose time is over."""
        engine = await self._database.open()
        voices = FilePhotoStore(self.root.with_name("voices"), VOICE)
        folders = Folders(engine=engine, photos=self.photos, voices=voices)
        keeper = Keeper(engine=engine, folders=folders, clock=self.bot.clock)
        await keeper.keep()
        await self._moment()

    def files(self) -> list[str]:
        """Every photo there is, by its path below the root of photos."""
        root = self.root
        return sorted(str(file.relative_to(root)) for file in root.rglob("*.jpg"))

    async def parked(self) -> int:
        """How much was set aside for the operator."""
        engine = await self._database.open()
        return len(await engine.run(parked, None))

    async def _moment(self) -> list[Heard]:
        await self.bot.rest()
        said = [
            Heard(
                person=self._names[reply.chat.key],
                key=self.bot.keys.find(reply.chat.key, reply.text),
                text=reply.text,
            )
            for reply in self.bot.channel.taken()
        ]
        before, self.now = self.now, await self._standings()
        self.moments.append(
            Moment(
                before=before,
                after=self.now,
                said=tuple(said),
                time=self.bot.clock.now(),
            )
        )
        return said

    async def _standings(self) -> Mapping[str, Standing]:
        engine = await self._database.open()
        keys = [self.bot.people[name].key for name in self._people]
        found = [await engine.run(_rows, key) for key in keys]
        folders = {folder for rows, _ in found for folder, *_ in rows.values()}
        listings = await self.photos.listings(sorted(folders)) if folders else {}
        return {
            name: Standing(
                dialogues={
                    key: Dialogue(
                        state=state,
                        ended=ended is not None,
                        kept_until=kept_until,
                        listed=tuple(listings[folder]),
                        coming=coming,
                    )
                    for key, (folder, state, ended, kept_until, coming) in rows.items()
                },
                waiting=waiting,
            )
            for name, (rows, waiting) in zip(self._people, found, strict=True)
        }


_Rows = Mapping[str, tuple[str, str, float | None, float | None, int]]


def _rows(connection: Connection, keys: Sequence[str]) -> list[tuple[_Rows, int]]:
    """The sessions of each of the chats *keys*, and how many messages wait."""
    found: list[tuple[_Rows, int]] = []
    for key in keys:
        coming = (
            select(func.count())
            .where(
                downloads.c.session == sessions.c.id, downloads.c.settled_at.is_(None)
            )
            .scalar_subquery()
        )
        rows = connection.execute(
            select(
                sessions.c.id,
                sessions.c.folder,
                sessions.c.state,
                sessions.c.ended_at,
                sessions.c.resumable_until,
                coming,
            )
            .where(sessions.c.chat == key)
            .order_by(sessions.c.id)
        )
        waiting = connection.execute(
            select(func.count()).where(
                inbox.c.chat == key, inbox.c.done_at.is_(None), inbox.c.not_before == 0
            )
        ).scalar_one()
        found.append(({row[0]: tuple(row[1:]) for row in rows}, waiting))
    return found


@contextmanager
def open_stage(folder: Path) -> Iterator[tuple[asyncio.Runner, Stage]]:
    """The shipped dialogues, read once, and the event loop they are played in."""
    with asyncio.Runner() as runner:
        stage = runner.run(set_stage(settings.load(None, environ={}), folder))
        try:
            yield runner, stage
        finally:
            runner.run(stage.database.close())


@contextmanager
def open_showroom(
    runner: asyncio.Runner,
    stage: Stage,
    people: Mapping[str, tuple[str, ...]],
    publishing: Sequence[str] = (),
) -> Iterator[Showroom]:
    """
    A showroom with *people*, each with roles.

    Args:
        runner: Of the event loop in which *stage* was set.
        stage: The dialogues; one showroom at a time is on it.
        people: Who may speak.
        publishing: What becomes of the first tries to publish: ``fail`` or ``ok``.
    """
    scenario = Scenario(
        flow="upload",
        name="",
        group="",
        now=USUAL_TIME,
        people=people,
        person=next(iter(people)),
        unknown=None,
        given={"publish_car": tuple(publishing)},
        steps=(),
        state=None,
        place=PLACE,
        end=PLACE,
    )

    async def opened(folder: Path) -> Showroom:
        showroom = Showroom(stage, scenario, folder)
        await showroom.open()
        return showroom

    with TemporaryDirectory(dir=stage.folder) as folder:
        showroom = runner.run(opened(Path(folder)))
        try:
            yield showroom
        finally:
            runner.run(showroom.bot.stop())
