"""A clock that stands still: time passes when it is told to, and in order."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenario.stillclock import NeverAtRest, StillClock

NOON = 1_761_646_020.0


class Sleepers:
    """Tasks that sleep, and what they did when."""

    def __init__(self) -> None:
        self.clock = StillClock(NOON)
        self.woke: list[tuple[str, float]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def begin(self, name: str, *pauses: float) -> None:
        self.tasks.append(asyncio.create_task(self._sleep(name, pauses)))

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _sleep(self, name, pauses):
        for seconds in pauses:
            await self.clock.sleep(seconds)
            self.woke.append((name, self.clock.now() - NOON))


async def test_it_stands_still_by_itself():
    clock = StillClock(NOON)

    await clock.rest()

    assert clock.now() == NOON


async def test_nobody_wakes_before_their_time():
    sleepers = Sleepers()
    sleepers.begin("a", 10)

    await sleepers.clock.advance(9.5)

    assert sleepers.woke == []
    assert sleepers.clock.now() == NOON + 9.5
    await sleepers.end()


async def test_a_sleeper_sees_the_time_it_waited_for():
    sleepers = Sleepers()
    sleepers.begin("a", 10)

    await sleepers.clock.advance(25)

    assert sleepers.woke == [("a", 10)]
    assert sleepers.clock.now() == NOON + 25


async def test_sleepers_wake_in_the_order_of_their_times():
    sleepers = Sleepers()
    sleepers.begin("late", 30)
    sleepers.begin("often", 5, 5, 5)
    sleepers.begin("early", 7)

    await sleepers.clock.advance(30)

    assert sleepers.woke == [
        ("often", 5),
        ("early", 7),
        ("often", 10),
        ("often", 15),
        ("late", 30),
    ]


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=4), max_size=6))
def test_time_never_runs_backwards_whoever_sleeps(pauses):
    async def sleep() -> list[tuple[str, float]]:
        sleepers = Sleepers()
        for number, each in enumerate(pauses):
            sleepers.begin(str(number), *each)
        await sleepers.clock.advance(300)
        return sleepers.woke

    woke = asyncio.run(sleep())

    assert [at for _, at in woke] == sorted(at for _, at in woke)
    assert len(woke) == sum(map(len, pauses))


async def test_of_two_with_the_same_time_the_first_is_done_before_the_second_wakes():
    clock, done = StillClock(NOON), []

    async def work(name: str) -> None:
        await clock.sleep(5)
        done.append(f"{name} woke")
        await asyncio.to_thread(random.random)
        done.append(f"{name} is done")

    tasks = [asyncio.create_task(work(name)) for name in ("first", "second")]
    await clock.advance(5)

    assert done == ["first woke", "first is done", "second woke", "second is done"]
    await asyncio.gather(*tasks)


async def test_an_event_wakes_who_waits_for_it_without_any_time():
    clock, event, woke = StillClock(NOON), asyncio.Event(), []

    async def wait() -> None:
        await clock.wait(event, NOON + 60)
        woke.append(clock.now())

    task = asyncio.create_task(wait())
    await clock.rest()
    event.set()
    await clock.rest()

    assert woke == [NOON]
    await task


async def test_an_event_that_never_comes_ends_the_waiting_at_its_time():
    clock, event, woke = StillClock(NOON), asyncio.Event(), []

    async def wait() -> None:
        await clock.wait(event, NOON + 60)
        woke.append(clock.now())

    task = asyncio.create_task(wait())
    await clock.advance(3600)

    assert woke == [NOON + 60]
    assert not event.is_set()
    await task


async def test_a_time_that_is_over_is_not_waited_for():
    clock = StillClock(NOON)

    await clock.wait(asyncio.Event(), NOON - 1)

    assert clock.now() == NOON


async def test_rest_waits_for_threads():
    clock = StillClock(NOON)
    done: list[int] = []

    async def work() -> None:
        for number in range(5):
            await asyncio.to_thread(done.append, number)
        await clock.sleep(60)

    task = asyncio.create_task(work())
    await clock.rest()

    assert done == [0, 1, 2, 3, 4]
    task.cancel()


async def test_skipping_goes_to_the_next_time_and_no_further():
    sleepers = Sleepers()
    sleepers.begin("a", 10, 10)
    sleepers.begin("b", 15)

    skipped = await sleepers.clock.skip()

    assert skipped
    assert sleepers.woke == [("a", 10)]
    await sleepers.end()


async def test_there_is_nothing_to_skip_to_when_nobody_waits_for_a_time():
    clock = StillClock(NOON)
    task = asyncio.create_task(clock.wait(asyncio.Event(), None))

    skipped = await clock.skip()

    assert not skipped
    assert clock.now() == NOON
    task.cancel()


async def test_whoever_is_cancelled_is_waited_for_no_longer():
    clock = StillClock(NOON)
    task = asyncio.create_task(clock.sleep(5))
    await clock.rest()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert clock.due() is None


async def test_a_task_that_is_stuck_elsewhere_is_named():
    clock = StillClock(NOON, patience_seconds=0.0)
    task = asyncio.create_task(asyncio.Event().wait(), name="the stuck one")

    with pytest.raises(NeverAtRest, match="the stuck one"):
        await clock.rest()
    task.cancel()
