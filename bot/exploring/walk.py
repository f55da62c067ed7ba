"""
One conversation with the real bot, from the first message on.

It is played as a scenario is, on the clock that stands still, and written down as
one: what breaks a rule can be kept among the scenarios of the flow.
"""

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.dialogue.definition import Flow
from bot.dialogue.scenarios import CUSTOMER, USUAL_TIME, Scenario
from bot.dialogue.stepreader import KINDS
from bot.dialogue.steps import Says, Sends
from bot.exploring.moves import PERSON, Move, Spot, Until
from bot.exploring.trail import Trail
from bot.findings import Place
from bot.messages import Kind, Message, PhotoRef
from bot.outcome import session_of
from bot.scenario.bot import PlayedBot
from bot.scenario.channel import SOUND_FILE, PlayedFile, picture
from bot.scenario.stage import Stage
from bot.scenario.stillclock import StillClock
from storage.emptying import Rows, copied, put_back
from storage.files import FilePhotoStore
from storage.standing import Standing, standings

BETWEEN_SECONDS = 0.01
"""What passes before somebody sends something: no two sessions begin at once."""

LONGEST_SECONDS = 300.0
"""How long photos and effects are waited for; they are given up long before."""

MOST_SILENCES = 3
"""How often silence is waited for in one state: a reminder, then the time-out."""

_NAMES = {kind: name for name, kind in KINDS.items()}

Step = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """
    A conversation at rest, to go on with: nothing of it is on its way.

    Attributes:
        time: When it was kept, in seconds since 1970.
        rows: Of the database.
        photos: Every file in the folder of photos, by its path there.
        chat: What was said and heard.
        tries: For each effect what became of its tries.
        messages: How many were sent.
    """

    time: float
    rows: Rows
    photos: Mapping[Path, bytes]
    chat: tuple[Step, ...]
    tries: Mapping[str, Sequence[str]]
    messages: int


class Walk:
    """
    One conversation.

    Attributes:
        chat: What was said and heard, as the steps of a scenario.
        standing: Where the person stands now.
        spot: The same, as it is told from others.
        count: How many photos the session has.
    """

    def __init__(self, bot: PlayedBot, stage: Stage, folder: Path, flow: Flow) -> None:
        self.chat: list[Step] = []
        self.standing: Standing
        self.spot = Spot()
        self.count = 0
        self._bot = bot
        self._stage = stage
        self._folder = folder
        self._photos = FilePhotoStore(folder)
        self._flow = flow
        self._messages = 0

    async def take(self, move: Move, trail: Trail) -> list[str]:
        """
        Do what *move* says, and wait until nothing but time or a person is missing.

        Returns:
            The keys of what was heard.

        Raises:
            Exception: Whatever ended the bot by itself.
        """
        heard = len(self.chat)
        trail.clear()
        trail.succeeds = move.until is Until.DONE
        for step in move.steps:
            await self._do(step)
        await self.look()
        began = self._bot.clock.now()
        while self._unsettled(move) and self._bot.clock.now() < began + LONGEST_SECONDS:
            await self._wait()
        if move.until is Until.SILENCE:
            await self._be_silent()
        trail.succeeds = False
        return [step["bot"] for step in self.chat[heard:] if "bot" in step]

    async def keep(self, trail: Trail) -> Kept | None:
        """The conversation as it is now; None while anything is on its way."""
        if self.standing.running or self.standing.coming or self.standing.unanswered:
            return None
        engine = await self._stage.database.open()
        found = (path for path in self._folder.rglob("*") if path.is_file())
        return Kept(
            time=self._bot.clock.now(),
            rows=await engine.run(copied, None),
            photos={
                path.relative_to(self._folder): path.read_bytes() for path in found
            },
            chat=tuple(dict(step) for step in self.chat),
            tries={name: tuple(tries) for name, tries in trail.tries.items()},
            messages=self._messages,
        )

    async def resume(self, kept: Kept) -> None:
        """Be where the conversation was when it was *kept*."""
        engine = await self._stage.database.open()
        await engine.run(put_back, kept.rows)
        for path, content in kept.photos.items():
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_bytes(content)
        self.chat = [dict(step) for step in kept.chat]
        self._messages = kept.messages

    async def look(self) -> None:
        """See where the person stands."""
        engine = await self._stage.database.open()
        key = self._bot.people[PERSON].key
        self.standing = await engine.run(standings, key)
        row, draft = self.standing.session, self.standing.draft
        if row is None:
            self.count = 0
            self.spot = Spot(draft=session_of(draft).left or "" if draft else "")
            return
        listings = await self._photos.listings([row.folder])
        self.count = len(listings[row.folder]) + self.standing.coming
        most = self._flow.photos.maximum if self._flow.photos else 0
        some = "full" if most and self.count >= most else "some"
        self.spot = Spot(
            state=row.state,
            fields=frozenset(session_of(row).data).intersection(self._flow.fields),
            photos=some if self.count else "none",
            running=self.standing.running > 0,
        )

    def _unsettled(self, move: Move) -> bool:
        waits = move.until in {Until.DONE, Until.FAILED} and self.standing.running
        return bool(waits or self.standing.coming or self.standing.unanswered)

    async def _wait(self, seconds: float = 0.0) -> None:
        """Wait *seconds*, or until the next time that something happens."""
        due, now = self._bot.clock.due(), self._bot.clock.now()
        if not seconds:
            seconds = max(1.0, math.ceil(due - now)) if due is not None else 1.0
        last = self.chat[-1] if self.chat else {}
        if "wait" in last:
            seconds_before = int(last["wait"].split()[0])
            last["wait"] = f"{seconds_before + int(seconds)} seconds"
        else:
            self.chat.append({"wait": f"{int(seconds)} seconds"})
        await self._bot.clock.advance(seconds)
        await self._rest()
        await self.look()

    async def _be_silent(self) -> None:
        state = self.spot.state
        for _ in range(MOST_SILENCES):
            row = self.standing.session
            if row is None or row.wake_at is None or row.state != state:
                return
            await self._wait(max(1.0, math.ceil(row.wake_at - self._bot.clock.now())))

    async def _do(self, step: Says | Sends) -> None:
        await self._bot.clock.advance(BETWEEN_SECONDS)
        if isinstance(step, Says):
            given: Any = step.text if step.kind is Kind.TEXT else True
            self.chat.append({_NAMES[step.kind]: given})
            await self._post([self._message(step.kind, step.text)])
        else:
            self.chat.append({"photos": _told(step)})
            await self._post([self._photo(step, one) for one in range(step.count)])
        await self._rest()

    async def _post(self, messages: Sequence[Message]) -> None:
        await self._bot.post(messages, {})

    async def _rest(self) -> None:
        await self._bot.rest()
        for reply in self._bot.channel.taken():
            key = self._bot.keys.find(reply.chat.key, reply.text)
            self.chat.append({"bot": key})

    def _message(
        self, kind: Kind, text: str, *, photo: PhotoRef | None = None, after: int = 0
    ) -> Message:
        self._messages += 1
        return Message(
            id=photo.locator if photo else f"message-{self._messages}",
            chat=self._bot.people[PERSON],
            kind=kind,
            sent_ms=int(self._bot.clock.now() * 1000) + after,
            text=text,
            photo=photo,
            voice=PhotoRef(locator=SOUND_FILE) if kind is Kind.VOICE else None,
        )

    def _photo(self, step: Sends, number: int) -> Message:
        self._messages += 1
        name, whole = f"message-{self._messages}", picture()
        if not step.missing:
            since = self._bot.clock.now() + step.late_seconds
            self._bot.channel.files[name] = PlayedFile(data=whole, since=since)
        ref = PhotoRef(locator=name, size_bytes=len(whole))
        text = step.caption if number == 0 else ""
        return self._message(Kind.PHOTO, text, photo=ref, after=number)


@asynccontextmanager
async def begin_walk(
    stage: Stage, flow: Flow, trail: Trail, kept: Kept | None = None
) -> AsyncIterator[Walk]:
    """
    Begin a conversation that nobody had before it, or go on with one that was *kept*.

    Raises:
        StorageError: If its folder cannot be written to.
    """
    zone = stage.settings.tenants[stage.tenant(flow.name)].zone
    begun = USUAL_TIME.replace(tzinfo=zone).timestamp()
    clock = StillClock(kept.time if kept else begun)
    trail.begin(kept.tries if kept else {})
    await stage.database.empty()
    with TemporaryDirectory(dir=stage.folder, prefix="photos-") as name:
        folder = Path(name)
        bot = PlayedBot(stage, _scenario(flow), folder, clock)
        walk = Walk(bot, stage, folder, flow)
        try:
            if kept is not None:
                await walk.resume(kept)
            await bot.start()
            await bot.rest()
            await walk.look()
            yield walk
        finally:
            await bot.stop()


def _scenario(flow: Flow) -> Scenario:
    nowhere = Place(file="", line=0, column=0, end_line=0, end_column=0)
    return Scenario(
        flow=flow.name,
        name="",
        group="",
        now=USUAL_TIME,
        people={PERSON: flow.allow or ()},
        person=PERSON,
        unknown=None,
        given={},
        steps=(),
        state=None,
        place=nowhere,
        end=nowhere,
    )


def speaker_of(flow: Flow) -> str:
    """Who of the people that every scenario has may start *flow*."""
    return flow.allow[0] if flow.allow else CUSTOMER


def _told(step: Sends) -> Any:
    """What stands behind ``photos`` for *step*."""
    more: Step = {}
    if step.missing:
        more["missing"] = step.missing
    if step.late_seconds:
        more["late"] = f"{step.late_seconds:g} seconds"
    if step.caption:
        more["caption"] = step.caption
    return {"count": step.count, **more} if more else step.count
