"""
Many chats at once play one scenario again and again, on a clock that runs.

The server is killed at moments of chance, over and over; whoever plays waits for it.
Once it was killed often enough, the plays begun are played to their ends, and what is
left behind has to be what one play leaves behind, as many times as it was played.
"""

import asyncio
import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.crashtest.cast import Cast, cast, settings_of, webhook
from bot.crashtest.deliveries import Deliveries
from bot.crashtest.ears import Ears
from bot.crashtest.gateway import Gateway
from bot.crashtest.kills import Kill, at_moments
from bot.crashtest.lives import BrokeDown, Lives
from bot.crashtest.remains import ended, unlike
from bot.crashtest.report import Crashed, Failure
from bot.crashtest.server import Server
from bot.crashtest.trial import Trial, Trials
from bot.messages import Message
from bot.scenario.channel import PlayedFile
from bot.scenario.play import play_with
from bot.scenario.playable import Heard
from bot.scenario.report import Played, line
from storage.evidence import state_of, works

WITHIN_SECONDS = 1.5
"""How long a life lasts at most, its start included, until there were enough."""

LISTEN_SECONDS = 1.0
"""How often somebody who waits for a reply asks whether there is anything to come."""


class CrowdBot:
    """
    One cast of many, and a server whose clock runs; a ``Playable``.

    Attributes:
        people: The cast.
    """

    def __init__(
        self,
        people: Cast,
        *,
        server: Server,
        gateway: Gateway,
        deliveries: Deliveries,
        ears: Ears,
        initial: str,
    ) -> None:
        self.people = people
        self._server = server
        self._gateway = gateway
        self._ears = ears
        self._initial = initial
        self._deliveries = deliveries

    def now(self) -> float:
        """See ``Playable``."""
        return time.time()

    async def advance(self, seconds: float) -> None:
        """See ``Playable``."""
        await asyncio.sleep(seconds)

    async def go_on(self) -> bool:
        """See ``Playable``."""
        file, people = self._server.database, self.people.values()
        if any(works(file, chat.key) for chat in people):
            await self._gateway.hears(self._ears.numbers, LISTEN_SECONDS)
            return True
        return self._gateway.any_unheard(self._ears.numbers)

    async def post(
        self, messages: Sequence[Message], files: Mapping[str, PlayedFile]
    ) -> None:
        """See ``Playable``."""
        self._gateway.files.update(files)
        for message in messages:
            await self._server.post(self._deliveries.of(message))

    async def heard(self) -> list[Heard]:
        """See ``Playable``."""
        found = [
            self._ears.hear(number, text, killed=True)
            for number, text in self._gateway.unheard(self._ears.numbers)
        ]
        return [one for one in found if one is not None]

    async def restart(self) -> None:
        """Do nothing: the server is killed all the time."""

    async def state(self, person: str) -> str:
        """See ``Playable``."""
        found = state_of(self._server.database, self.people[person].key)
        return found or self._initial


class Crowd:
    """
    The chats, and what they have played.

    Attributes:
        takes: The takes that were played to their ends, by name.
        failed: The first play that did not go as written; None if all did.
    """

    def __init__(self, trials: Trials, server: Server, gateway: Gateway) -> None:
        self.takes: list[str] = []
        self.failed: Played | None = None
        self._trials = trials
        self._server = server
        self._gateway = gateway
        self._deliveries = Deliveries()  # one for all plays: it tells texts apart

    async def attend(self, kills: int, progress: Callable[[int, int], None]) -> None:
        """Revive the server whenever it was killed, until cancelled."""
        while True:
            await self._server.revived()
            progress(min(self._server.kills, kills), kills)

    async def play(self, people: Cast, name: str, plays: int, kills: int) -> None:
        """Let *people* play *plays* times, and until there were *kills* kills."""
        trials, number = self._trials, 0
        while self.failed is None:
            if number >= plays and self._server.kills >= kills:
                return
            number += 1
            bot = CrowdBot(
                people,
                server=self._server,
                gateway=self._gateway,
                deliveries=self._deliveries,
                ears=Ears(trials.sayings, trials.scenario, people),
                initial=trials.stage.flow(trials.scenario.flow).initial,
            )
            take = f"{name}.{number}."
            played = await play_with(bot, trials.scenario, take=take)
            if not played.passed:
                self.failed = played
                return
            self.takes.append(take)


async def crowd(
    trials: Trials,
    lives: Lives,
    *,
    chats: int,
    kills: int,
    seed: int,
    progress: Callable[[int, int], None],
) -> Crashed:
    """
    Let *chats* casts play at once while their server is killed *kills* times.

    Args:
        trials: What is played; first once by one cast alone, and twice by all of them
            without a kill: what fails then did not fail by a kill.
        lives: What begins the server.
        chats: How many casts.
        kills: How often.
        seed: What chance begins with.
        progress: Called with how many kills there were, and of how many.
    """
    reference = await trials.play(lives, iter(()))
    if not reference.played.passed or reference.left is None:
        failure = Failure(killed="not at all", played=reference.played)
        return Crashed(scenario=trials.scenario, failures=(failure,))
    all_of_them = _Casts(trials, lives, reference, chats)
    rehearsed = await all_of_them.play(iter(()), plays=2, kills=0, progress=progress)
    if rehearsed.failures:
        return rehearsed
    chance = random.Random(seed)  # noqa: S311 - it keeps no secret
    plan = at_moments(chance, count=kills, within_seconds=WITHIN_SECONDS)
    return await all_of_them.play(plan, plays=1, kills=kills, progress=progress)


class _Casts:
    """The casts of a crowd, and the one play that theirs are compared with."""

    def __init__(
        self, trials: Trials, lives: Lives, reference: Trial, chats: int
    ) -> None:
        self._trials = trials
        self._lives = lives
        self._reference = reference
        self._chats = chats

    async def play(
        self,
        plan: Iterator[Kill],
        *,
        plays: int,
        kills: int,
        progress: Callable[[int, int], None],
    ) -> Crashed:
        """Let each play *plays* times or more, until there were *kills* of *plan*."""
        trials, lives, reference = self._trials, self._lives, self._reference
        with TemporaryDirectory(dir=trials.stage.folder, prefix="crowd-") as name:
            folder = Path(name)
            shutil.copy(trials.fresh, folder / "bot.db")
            async with Gateway(time.time) as gateway:
                server, casts = _server(trials, lives, gateway, folder, self._chats)
                playing = Crowd(trials, server, gateway)
                try:
                    await server.start(plan)
                    await _play_all(playing, casts, plays, kills, progress)
                    await server.stop()
                    left = server.left_behind()
                    failed = playing.failed or unlike(reference, left, playing.takes)
                except* BrokeDown as error:
                    told = line("broken", str(error.exceptions[0]))
                    failed = ended(reference, None, told, broken=True)
                finally:
                    lives.kill()
                    await lives.end()
                if failed is None and gateway.faults:
                    told = line("reply", gateway.faults[0])
                    failed = ended(reference, None, told, broken=True)
        return Crashed(
            scenario=trials.scenario,
            kills=server.kills,
            lost=server.kills if failed else 0,
            doubled=gateway.doubled,
            failures=(_failure(failed, server.kills),) if failed else (),
            crowd=f"{self._chats} chats, {len(playing.takes)} plays",
            # What is lost or broken without a kill is no matter of what is heard.
            alone=not server.kills
            and failed is playing.failed
            and _hears_otherwise(failed),
        )


def _server(
    trials: Trials, lives: Lives, gateway: Gateway, folder: Path, chats: int
) -> tuple[Server, list[Cast]]:
    tenant = trials.stage.tenant(trials.scenario.flow)
    casts = cast(tenant, trials.scenario, chats)
    settings = settings_of(trials.stage, trials.scenario, casts, folder)
    server = Server(
        settings, lives=lives, gateway=gateway, webhook=webhook(tenant), time=None
    )
    return server, casts


async def _play_all(
    playing: Crowd,
    casts: Sequence[Cast],
    plays: int,
    kills: int,
    progress: Callable[[int, int], None],
) -> None:
    async with asyncio.TaskGroup() as group:
        attending = group.create_task(playing.attend(kills, progress))
        begun = [
            group.create_task(playing.play(people, f"chat{number}", plays, kills))
            for number, people in enumerate(casts)
        ]
        await asyncio.wait(begun)
        attending.cancel()


def _hears_otherwise(failed: Played | None) -> bool:
    if failed is None or failed.difference is None:
        return False
    return not failed.difference.broken


def _failure(failed: Played, kills: int) -> Failure:
    killed = f"{kills} times" if kills else "not at all, it fails with many at once"
    return Failure(killed=killed, played=failed)
