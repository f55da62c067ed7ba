"""One play of a scenario, killed as planned, and how it differs from one unkilled."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from bot.crashtest.bot import CrashedBot
from bot.crashtest.cast import cast, settings_of, webhook
from bot.crashtest.ears import Ears, Sayings, without_tokens
from bot.crashtest.gateway import Gateway
from bot.crashtest.kills import Kill
from bot.crashtest.lives import BrokeDown, Lives
from bot.crashtest.server import Server
from bot.dialogue.scenarios import Scenario
from bot.keeper import LONGEST_SLEEP_SECONDS
from bot.scenario.play import play_with
from bot.scenario.report import Difference, Played, line
from bot.scenario.stage import Stage
from storage.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    What came of a play.

    Attributes:
        played: Whether it went as written.
        said: Every reply to each number, in order, each once.
        left: What it left behind; None if it did not get that far.
        faults: What its gateway saw that should never happen.
        steps: What its lives made durable, in order, as far as they could tell.
        replies: How many replies the gateway was given.
        kills: How often its server was killed.
        doubled: How many replies were said once more after a kill.
        seconds: How long it took once the server listened, by the machine's clock.
    """

    played: Played
    said: Mapping[str, tuple[str, ...]]
    left: Evidence | None
    faults: tuple[str, ...]
    steps: tuple[str, ...]
    replies: int
    kills: int
    doubled: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """
    How to play one scenario again and again.

    Attributes:
        stage: How the bot is run.
        scenario: What is played.
        sayings: The texts of its flow.
        fresh: A database in which nothing has happened.
    """

    stage: Stage
    scenario: Scenario
    sayings: Sayings
    fresh: Path

    async def play(self, lives: Lives, plan: Iterator[Kill]) -> Trial:
        """
        Play it, with servers of *lives* that are killed as *plan* says.

        Whatever goes wrong with the server is a difference.
        """
        with TemporaryDirectory(dir=self.stage.folder, prefix="play-") as folder:
            return await self._play(lives, plan, Path(folder))

    async def _play(self, lives: Lives, plan: Iterator[Kill], folder: Path) -> Trial:
        tenant = self.stage.tenant(self.scenario.flow)
        [people] = cast(tenant, self.scenario, 1)
        zone = self.stage.settings.tenants[tenant].zone
        begin = self.scenario.now.replace(tzinfo=zone).timestamp()
        ears = Ears(self.sayings, self.scenario, people)
        shutil.copy(self.fresh, folder / "bot.db")
        async with Gateway(lambda: server.time or begin) as gateway:
            server = Server(
                settings_of(self.stage, self.scenario, [people], folder),
                lives=lives,
                gateway=gateway,
                webhook=webhook(tenant),
                time=begin,
            )
            bot = CrashedBot(
                people,
                server=server,
                gateway=gateway,
                ears=ears,
                initial=self.stage.flow(self.scenario.flow).initial,
            )
            played, left, seconds = await self._through(bot, server, plan)
            lives.kill()
            await lives.end()
        return Trial(
            played=played,
            said={number: tuple(texts) for number, texts in ears.said.items()},
            left=left,
            faults=tuple(gateway.faults),
            steps=tuple(server.steps),
            replies=gateway.taken,
            kills=server.kills,
            doubled=gateway.doubled,
            seconds=seconds,
        )

    async def _through(
        self, bot: CrashedBot, server: Server, plan: Iterator[Kill]
    ) -> tuple[Played, Evidence | None, float]:
        """Play to the end; how it went, what it left behind, and how long it took."""
        began = monotonic()
        try:
            await server.start(plan)
            began = monotonic()
            played = await play_with(bot, self.scenario)
            # A start deletes drafts at once whose time is over, else it takes this.
            await bot.advance(LONGEST_SLEEP_SECONDS)
            await bot.heard()
            await server.stop()
        except BrokeDown as error:
            return _broken(self.scenario, error), None, monotonic() - began
        return played, server.left_behind(), monotonic() - began


def difference(reference: Trial, trial: Trial) -> Difference | None:
    """How *trial* ended otherwise than *reference*; None if it did not."""
    if trial.played.difference is not None:
        return trial.played.difference
    if trial.faults:
        return _at_end(trial, None, line("reply", trial.faults[0]))
    for number, expected in reference.said.items():
        said = trial.said.get(number, ())
        if said != expected:
            return _replies(trial, expected, said)
    if reference.left is None or trial.left is None:
        return _at_end(trial, line("end", "what was left behind"), None)
    return _left(trial, reference.left, trial.left)


def _left(trial: Trial, expected: Evidence, left: Evidence) -> Difference | None:
    tables: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        ("session", _sessions(expected), _sessions(left)),
        ("item", expected.items, left.items),
        ("photo", _contents(expected), _contents(left)),
    )
    for what, there, here in tables:
        for name in sorted({*there, *here}):
            if there.get(name) != here.get(name):
                return _at_end(
                    trial,
                    line(what, f"{name}: {there[name]}") if name in there else None,
                    line(what, f"{name}: {here[name]}") if name in here else None,
                )
    if (expected.parked, expected.unfinished) != (left.parked, left.unfinished):
        return _at_end(
            trial,
            line("left", f"{expected.parked} parked, {expected.unfinished} not done"),
            line("left", f"{left.parked} parked, {left.unfinished} not done"),
        )
    return None


def _sessions(left: Evidence) -> dict[str, tuple[str, ...]]:
    """Where each session stands, and with what; the tokens of its links are chance."""
    return {
        name: tuple(map(without_tokens, told)) for name, told in left.sessions.items()
    }


def _contents(left: Evidence) -> dict[str, list[str]]:
    """
    What is in each photo, by its folder and its message.

    Its name begins with the time it was sent, which may be later after a kill: who
    waits for a photo that never comes waits anew.
    """
    found: dict[str, list[str]] = {}
    for file, content in left.photos.items():
        folder, _, name = file.rpartition("/")
        found.setdefault(f"{folder}/{name.partition('-')[2]}", []).append(content)
    return found


def _replies(
    trial: Trial, expected: tuple[str, ...], said: tuple[str, ...]
) -> Difference:
    longer = max(len(expected), len(said))
    place = next(n for n in range(longer) if expected[n : n + 1] != said[n : n + 1])
    return _at_end(
        trial,
        line("reply", expected[place]) if place < len(expected) else None,
        line("reply", said[place]) if place < len(said) else None,
    )


def _at_end(trial: Trial, expected: str | None, heard: str | None) -> Difference:
    end = trial.played.scenario.end
    return Difference(place=end, expected=expected, heard=heard)


def _broken(scenario: Scenario, error: BrokeDown) -> Played:
    broke = line("broken", str(error))
    ended = Difference(place=scenario.end, expected=None, heard=broke)
    return Played(scenario=scenario, went=(), difference=ended)
