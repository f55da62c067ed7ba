"""
Plays scenarios: says what people say, and compares what they hear.

Steps happen while the clock stands still. It goes on by itself only where something
is not done yet and a reply is still expected, or nothing more is to be heard: a photo
is late, an effect is tried again. Every reply has to be listed, in order for each
person; the first difference ends the scenario.

    steps --> messages --> PlayedChannel --> the real bot --> replies --> compared
"""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.dialogue.scenarios import Scenario, read_scenarios
from bot.dialogue.steps import Hears, Restarts, Says, Sends, Step, Waits
from bot.findings import Finding, Place
from bot.messages import Kind, Message, PhotoRef
from bot.scenario.bot import open_played
from bot.scenario.channel import SOUND_FILE, PlayedFile, picture
from bot.scenario.playable import Heard, Playable
from bot.scenario.report import Difference, Played, Result, heard, line, written
from bot.scenario.stage import Stage, set_stage
from bot.settings import Settings

log = structlog.get_logger(__name__)

BETWEEN_SECONDS = 0.01
"""What passes before somebody sends something: no two sessions begin at once."""

LONGEST_SECONDS = 600.0
"""How far the clock goes on by itself at one step."""


async def play_flows(
    settings: Settings, flows: Sequence[str], tell: Callable[[Played], None]
) -> Result:
    """
    Play every scenario of *flows*.

    Args:
        settings: How the bot is run; a flow is played by the first tenant that has
            it, and by the first of all if none has.
        flows: Which; each is there.
        tell: Called for each scenario as soon as it was played.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
        StorageError: If there is no place to play them.
    """
    played = []
    with TemporaryDirectory(prefix="alur-") as folder:
        stage = await set_stage(with_all(settings, flows), Path(folder))
        try:
            scenarios, findings = read_all(stage, flows)
            for scenario in scenarios:
                played.append(await play(stage, scenario))
                tell(played[-1])
        finally:
            await stage.database.close()
    return Result(played=tuple(played), findings=tuple(findings))


def read_all(
    stage: Stage, flows: Sequence[str]
) -> tuple[list[Scenario], list[Finding]]:
    """
    Read the scenarios of *flows*.

    Returns:
        Those without mistakes, and every mistake.

    Raises:
        KeyError: If no tenant has one of *flows*.
    """
    scenarios: list[Scenario] = []
    findings: list[Finding] = []
    for name in flows:
        folder = _as_typed(stage.settings.flows / name)
        read, found = read_scenarios(folder, stage.flow(name), keys=stage.keys(name))
        scenarios += read
        findings += found
    return scenarios, findings


async def play(stage: Stage, scenario: Scenario) -> Played:
    """
    Play *scenario*.

    Whatever ends the bot by itself is a difference, too, and is logged.

    Raises:
        StorageError: If there is no place to play it.
    """
    async with open_played(stage, scenario) as bot:
        return await play_with(bot, scenario)


async def play_with(bot: Playable, scenario: Scenario, *, take: str = "") -> Played:
    """
    Play *scenario* with *bot*, which is open.

    Args:
        bot: Whatever ends it by itself is a difference, and is logged.
        scenario: What is played.
        take: Sets the messages of this time apart from those of another with the
            same bot.
    """
    player = _Player(scenario, bot, take)
    try:
        difference = await player.play()
    except Exception as error:
        log.exception("scenario.broken")
        place = player.at.place if player.at else scenario.place
        broke = line("broken", repr(error))
        difference = Difference(place=place, expected=None, heard=broke, broken=True)
    return Played(scenario=scenario, went=tuple(player.went), difference=difference)


class _Player:
    """
    Plays one scenario.

    Attributes:
        went: The steps that went as written.
        at: The step that is taken; None before the first.
    """

    def __init__(self, scenario: Scenario, bot: Playable, take: str) -> None:
        self.went: list[str] = []
        self.at: Step | None = None
        self._scenario = scenario
        self._bot = bot
        self._take_name = take
        self._people = {chat.key: name for name, chat in bot.people.items()}
        self._unlisted: deque[Heard] = deque()
        self._messages = 0

    async def play(self) -> Difference | None:
        await self._listen()
        for step in self._scenario.steps:
            self.at = step
            difference = await self._take(step)
            if difference is not None:
                return difference
            self.went.append(written(step, self._scenario.person))
        return await self._end()

    async def _take(self, step: Step) -> Difference | None:
        if isinstance(step, Hears):
            return await self._hears(step)
        if self._unlisted:
            return self._too_much(step.place)
        match step:
            case Says():
                await self._bot.advance(BETWEEN_SECONDS)
                await self._bot.post([self._message(step)] * (1 + step.doubled), {})
            case Sends():
                await self._bot.advance(BETWEEN_SECONDS)
                await self._bot.post(*self._photos(step))
            case Waits():
                await self._bot.advance(step.seconds)
            case Restarts():
                await self._bot.restart()
        await self._listen()
        return None

    async def _hears(self, step: Hears) -> Difference | None:
        began = self._bot.now()
        while (found := self._next_of(step.who)) is None:
            if not await self._go_on(began):
                break
        expected = written(step, self._scenario.person)
        if found is None:
            return Difference(place=step.place, expected=expected, heard=None)
        self._unlisted.remove(found)
        lacks = [part for part in step.contains if part not in found.text]
        if found.key == step.key and not lacks:
            return None
        return Difference(
            place=step.place,
            expected="  ".join([expected, *(f"with {part!r}" for part in lacks)]),
            heard=self._heard(found),
            text=found.text,
        )

    async def _end(self) -> Difference | None:
        began = self._bot.now()
        while not self._unlisted and await self._go_on(began):
            pass
        if self._unlisted:
            return self._too_much(self._scenario.end)
        if self._scenario.state is None:
            return None
        state = await self._bot.state(self._scenario.person)
        if state == self._scenario.state:
            return None
        return Difference(
            place=self._scenario.end,
            expected=line("state", self._scenario.state),
            heard=line("state", state),
        )

    async def _go_on(self, began: float) -> bool:
        """Go on to the next time that matters; False if there is none."""
        if self._bot.now() - began > LONGEST_SECONDS or not await self._bot.go_on():
            return False
        await self._listen()
        return True

    async def _listen(self) -> None:
        heard = await self._bot.heard()
        self._unlisted += [each for each in heard if each.chat in self._people]

    def _next_of(self, who: str) -> Heard | None:
        chat = self._bot.people[who].key
        return next((each for each in self._unlisted if each.chat == chat), None)

    def _too_much(self, place: Place) -> Difference:
        first = self._unlisted[0]
        return Difference(
            place=place, expected=None, heard=self._heard(first), text=first.text
        )

    def _heard(self, reply: Heard) -> str:
        return heard(reply.key, self._people[reply.chat], self._scenario.person)

    def _message(self, step: Says) -> Message:
        return Message(
            id=self._id(),
            chat=self._bot.people[step.who],
            kind=step.kind,
            sent_ms=int(self._bot.now() * 1000),
            text=step.text,
            voice=PhotoRef(locator=SOUND_FILE) if step.kind is Kind.VOICE else None,
        )

    def _photos(self, step: Sends) -> tuple[list[Message], dict[str, PlayedFile]]:
        """The messages of *step*, in the order they are delivered, and their files."""
        now, photos, files = self._bot.now(), [], {}
        for number in range(step.count):
            name = self._id()
            whole = picture(self._messages)
            # The last ones go wrong, so that the first reply is not about them.
            left = step.count - number
            if left > step.missing:
                broken = left <= step.missing + step.broken
                files[name] = PlayedFile(
                    data=whole[: len(whole) // 2] if broken else whole,
                    since=now + step.late_seconds,
                )
            photos.append(
                Message(
                    id=name,
                    chat=self._bot.people[step.who],
                    kind=Kind.PHOTO,
                    sent_ms=int(now * 1000) + number,
                    text=step.caption if number == 0 else "",
                    photo=PhotoRef(locator=name, size_bytes=len(whole)),
                )
            )
        ordered = photos[::-1] if step.reordered else photos
        return [each for each in ordered for _ in range(1 + step.doubled)], files

    def _id(self) -> str:
        self._messages += 1
        return f"message-{self._take_name}{self._messages}"


def with_all(settings: Settings, flows: Sequence[str]) -> Settings:
    """*settings* with those of *flows* that no tenant has given to the first one."""
    had = [tenant.flows for tenant in settings.tenants.values()]
    if None in had:
        return settings
    free = set(flows).difference(*(names or () for names in had))
    name, first = next(iter(settings.tenants.items()))
    more = first.model_copy(update={"flows": (*(first.flows or ()), *sorted(free))})
    return settings.model_copy(update={"tenants": {**settings.tenants, name: more}})


def _as_typed(path: Path) -> Path:
    """*path* from here if it is below, as an operator would type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
