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
from bot.scenario.bot import PlayedBot, open_played
from bot.scenario.channel import PlayedFile, delivery, picture
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
        stage = await set_stage(_with_all(settings, flows), Path(folder))
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
        player = _Player(scenario, bot)
        try:
            difference = await player.play()
        except Exception as error:
            log.exception("scenario.broken")
            place = player.at.place if player.at else scenario.place
            broke = line("broken", repr(error))
            difference = Difference(place=place, expected=None, heard=broke)
    return Played(scenario=scenario, went=tuple(player.went), difference=difference)


class _Player:
    """
    Plays one scenario.

    Attributes:
        went: The steps that went as written.
        at: The step that is taken; None before the first.
    """

    def __init__(self, scenario: Scenario, bot: PlayedBot) -> None:
        self.went: list[str] = []
        self.at: Step | None = None
        self._scenario = scenario
        self._bot = bot
        self._people = {bot.chat(name).key: name for name in scenario.people}
        self._unlisted: deque[tuple[str, str, str]] = deque()
        self._messages = 0

    async def play(self) -> Difference | None:
        await self._rest()
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
                await self._bot.clock.advance(BETWEEN_SECONDS)
                await self._post([self._message(step)] * (1 + step.doubled))
            case Sends():
                await self._bot.clock.advance(BETWEEN_SECONDS)
                await self._post(self._photos(step))
            case Waits():
                await self._bot.clock.advance(step.seconds)
            case Restarts():
                await self._bot.restart()
        await self._rest()
        return None

    async def _hears(self, step: Hears) -> Difference | None:
        began = self._bot.clock.now()
        while (found := self._next_of(step.who)) is None:
            if not await self._go_on(began):
                break
        expected = written(step, self._scenario.person)
        if found is None:
            return Difference(place=step.place, expected=expected, heard=None)
        self._unlisted.remove(found)
        key, text = found[1:]
        lacks = [part for part in step.contains if part not in text]
        if key == step.key and not lacks:
            return None
        return Difference(
            place=step.place,
            expected="  ".join([expected, *(f"with {part!r}" for part in lacks)]),
            heard=self._heard(found),
            text=text,
        )

    async def _end(self) -> Difference | None:
        began = self._bot.clock.now()
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
        if self._bot.clock.now() - began > LONGEST_SECONDS:
            return False
        if not await self._bot.has_work() or not await self._bot.clock.skip():
            return False
        await self._rest()
        return True

    async def _rest(self) -> None:
        await self._bot.rest()
        for reply in self._bot.channel.taken():
            key = self._bot.keys.find(reply.chat.key, reply.text)
            self._unlisted.append((self._people[reply.chat.key], key, reply.text))

    def _next_of(self, who: str) -> tuple[str, str, str] | None:
        return next((each for each in self._unlisted if each[0] == who), None)

    def _too_much(self, place: Place) -> Difference:
        first = self._unlisted[0]
        return Difference(
            place=place, expected=None, heard=self._heard(first), text=first[2]
        )

    def _heard(self, reply: tuple[str, str, str]) -> str:
        return heard(reply[1], reply[0], self._scenario.person)

    async def _post(self, messages: Sequence[Message]) -> None:
        await self._bot.post([delivery(message) for message in messages])

    def _message(self, step: Says) -> Message:
        return Message(
            id=self._id(),
            chat=self._bot.chat(step.who),
            kind=step.kind,
            sent_ms=int(self._bot.clock.now() * 1000),
            text=step.text,
        )

    def _photos(self, step: Sends) -> list[Message]:
        """The messages of *step*, in the order they are delivered; files are laid."""
        now, whole = self._bot.clock.now(), picture()
        photos = []
        for number in range(step.count):
            name = self._id()
            # The last ones go wrong, so that the first reply is not about them.
            left = step.count - number
            if left > step.missing:
                broken = left <= step.missing + step.broken
                self._bot.channel.files[name] = PlayedFile(
                    data=whole[: len(whole) // 2] if broken else whole,
                    since=now + step.late_seconds,
                )
            photos.append(
                Message(
                    id=name,
                    chat=self._bot.chat(step.who),
                    kind=Kind.PHOTO,
                    sent_ms=int(now * 1000) + number,
                    text=step.caption if number == 0 else "",
                    photo=PhotoRef(locator=name, size_bytes=len(whole)),
                )
            )
        ordered = photos[::-1] if step.reordered else photos
        return [photo for photo in ordered for _ in range(1 + step.doubled)]

    def _id(self) -> str:
        self._messages += 1
        return f"message-{self._messages}"


def _with_all(settings: Settings, flows: Sequence[str]) -> Settings:
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
