"""
Plays scenarios again and again, each time with other kills.

First nobody is killed: that play has to go as written, and what it leaves behind is
what all others are compared with. Then one play for each step of it, and for each
reply, or plays that are killed at several moments, whatever the server is doing.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.crashtest.crowd import crowd
from bot.crashtest.ears import Sayings
from bot.crashtest.kills import Kill, at_moments
from bot.crashtest.lives import Lives
from bot.crashtest.report import Crashed, Failure, Result
from bot.crashtest.trial import Trial, Trials, difference
from bot.dialogue.steps import Says
from bot.messages import Kind
from bot.scenario.play import read_all, with_all
from bot.scenario.stage import Stage, set_stage
from bot.settings import Settings
from storage.engine import open_engine

MOMENTS = 5
"""How many kills at moments of chance one play has at most."""

START_SECONDS = 0.1
"""How long a life takes to listen, about; it is killed then, too."""

SLACK = 3
"""How many plays may be over before their kill, for each that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What is to be done to each scenario.

    Attributes:
        scenario: The name of the only one; None: all.
        every_step: Whether it is killed after each of its steps and replies.
        moments: How many kills at moments of chance it gets.
        seed: What chance begins with.
        chats: How many chats play one scenario at once, again and again, until the
            server was killed *moments* times; 0: each scenario for itself.
    """

    scenario: str | None = None
    every_step: bool = False
    moments: int = 0
    seed: int = 0
    chats: int = 0


class Pool:
    """
    Nurseries, each of which serves one play at a time.

    Attributes:
        size: How many.
    """

    def __init__(self, lives: Sequence[Lives]) -> None:
        self.size = len(lives)
        self._free: asyncio.Queue[Lives] = asyncio.Queue()
        for one in lives:
            self._free.put_nowait(one)

    async def play(self, trials: Trials, plan: Iterator[Kill]) -> Trial:
        """Play with whichever is free."""
        lives = await self._free.get()
        try:
            return await trials.play(lives, plan)
        finally:
            self._free.put_nowait(lives)

    async def crowd(
        self, trials: Trials, wish: Wish, progress: Callable[[int, int], None]
    ) -> Crashed:
        """Let a crowd play with whichever is free."""
        lives = await self._free.get()
        try:
            return await crowd(
                trials,
                lives,
                chats=wish.chats,
                kills=wish.moments,
                seed=wish.seed,
                progress=progress,
            )
        finally:
            self._free.put_nowait(lives)


async def crash_flows(
    settings: Settings,
    flows: Sequence[str],
    wish: Wish,
    tell: Callable[[Crashed], None],
    progress: Callable[[int, int], None],
) -> Result:
    """
    Play the scenarios of *flows* with kills.

    Args:
        settings: How the bot is run; see ``bot.scenario.play.play_flows``.
        flows: Which; each is there.
        wish: What is to be done.
        tell: Called for each scenario, in order, as soon as it is known.
        progress: Called with how much is done, and of how much.

    Returns:
        What came of it; nothing was played if no scenario has the wished-for name.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
        StorageError: If there is no place to play them.
    """
    async with open_pool(settings, flows) as (stage, fresh, pool):
        scenarios, findings = read_all(stage, flows)
        sayings = {flow: Sayings(stage, flow) for flow in flows}
        wanted = [
            Trials(stage=stage, scenario=one, sayings=sayings[one.flow], fresh=fresh)
            for one in scenarios
            if wish.scenario in {None, one.name}
        ]
        crashed = []
        async for one in _crash_all(wanted, pool, wish, progress):
            crashed.append(one)
            tell(one)
    return Result(crashed=tuple(crashed), findings=tuple(findings))


async def _crash_all(
    wanted: Sequence[Trials],
    pool: Pool,
    wish: Wish,
    progress: Callable[[int, int], None],
) -> AsyncIterator[Crashed]:
    if wish.chats:
        async for crashed in _crowd_one(wanted, pool, wish, progress):
            yield crashed
        return
    at_once = asyncio.Semaphore(pool.size)
    async with asyncio.TaskGroup() as group:
        begun = [
            group.create_task(_in_turn(trials, pool, wish, at_once))
            for trials in wanted
        ]
        for done, task in enumerate(begun, start=1):
            yield await task
            progress(done, len(begun))


async def _crowd_one(
    wanted: Sequence[Trials],
    pool: Pool,
    wish: Wish,
    progress: Callable[[int, int], None],
) -> AsyncIterator[Crashed]:
    """Let a crowd play the first scenario that many can play at once."""
    left = sum(not _left_out(trials) for trials in wanted)
    for trials in wanted:
        if why := _left_out(trials):
            yield Crashed(scenario=trials.scenario, left_out=why)
            continue
        left -= 1
        crashed = await pool.crowd(trials, wish, progress)
        if not crashed.alone or not left:
            yield crashed
            return
        why = "many at once hear something else, even without a kill"
        yield Crashed(scenario=trials.scenario, left_out=why)


async def _in_turn(
    trials: Trials, pool: Pool, wish: Wish, at_once: asyncio.Semaphore
) -> Crashed:
    async with at_once:
        return await crash(trials, pool, wish)


@asynccontextmanager
async def open_pool(
    settings: Settings, flows: Sequence[str]
) -> AsyncIterator[tuple[Stage, Path, Pool]]:
    """
    Open what plays are made with: the stage, an empty database, and nurseries.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
        StorageError: If there is no place for it.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="alur-")))
        stage = await set_stage(with_all(settings, flows), folder)
        stack.push_async_callback(stage.database.close)
        fresh = folder / "fresh.db"
        await (await open_engine(fresh)).close()
        count = max(2, os.cpu_count() or 1)
        lives = [await stack.enter_async_context(Lives()) for _ in range(count)]
        yield stage, fresh, Pool(lives)


async def crash(trials: Trials, pool: Pool, wish: Wish) -> Crashed:
    """Play one scenario as *wish* says."""
    if why := _left_out(trials):
        return Crashed(scenario=trials.scenario, left_out=why)
    reference = await pool.play(trials, iter(()))
    crashed = Crashed(scenario=trials.scenario)
    if (found := difference(reference, reference)) is not None:
        played = replace(reference.played, difference=found)
        failure = Failure(killed="not at all, it fails without", played=played)
        return replace(crashed, failures=(failure,))
    if wish.every_step:
        plans = _after_each(reference)
        plays = [pool.play(trials, iter([kill])) for kill, _ in plans]
        for (_, when), trial in zip(plans, await asyncio.gather(*plays), strict=True):
            crashed = _with(crashed, reference, trial, when)
    chance = random.Random(f"{wish.seed} {trials.scenario.name}")  # noqa: S311 - no secret
    plays_left, made = wish.moments * SLACK, 0
    while made < wish.moments and plays_left > 0:
        plays_left -= 1
        count = min(MOMENTS, wish.moments - made)
        plan = at_moments(
            chance, count=count, within_seconds=START_SECONDS + reference.seconds
        )
        trial = await pool.play(trials, plan)
        made += trial.kills
        crashed = _with(
            crashed, reference, trial, f"at {trial.kills} moments of chance"
        )
    return crashed


def _left_out(trials: Trials) -> str:
    """Why a scenario cannot be played; empty if it can."""
    scenario = trials.scenario
    if scenario.given:
        return "its effects fail on purpose, which a server cannot be told"
    spoken = any(isinstance(s, Says) and s.kind is Kind.VOICE for s in scenario.steps)
    if spoken and trials.stage.flow(scenario.flow).voices is not None:
        return "its voice notes have no sound, since the gateway hands out none"
    return ""


def _after_each(reference: Trial) -> list[tuple[Kill, str]]:
    """A kill after each step and during each reply of *reference*, in words too."""
    steps, replies = len(reference.steps), reference.replies
    after = (
        (Kill(step=number), f"after step {number} of {steps}, {what}")
        for number, what in enumerate(reference.steps, start=1)
    )
    during = (
        (Kill(reply=number), f"during reply {number} of {replies}")
        for number in range(1, replies + 1)
    )
    return list(chain(after, during))


def _with(crashed: Crashed, reference: Trial, trial: Trial, when: str) -> Crashed:
    """*crashed* and what came of one more *trial*."""
    found = difference(reference, trial)
    failures = crashed.failures
    if found is not None:
        played = replace(trial.played, difference=found)
        failures = (*failures, Failure(killed=when, played=played))
    return replace(
        crashed,
        kills=crashed.kills + trial.kills,
        lost=crashed.lost + (trial.kills if found is not None else 0),
        doubled=crashed.doubled + trial.doubled,
        failures=failures,
    )
