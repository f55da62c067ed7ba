"""Time is waited for, cut off, and in tests moved by hand."""

import asyncio
from contextlib import suppress

import pytest

from bot.clock import SystemClock, limit
from tests.clock import START, ManualClock
from tests.house import Quiet


@pytest.fixture(params=[SystemClock, ManualClock])
def clock(request):
    return request.param()


async def test_a_wait_ends_with_its_event(clock):
    event = asyncio.Event()
    waiting = asyncio.create_task(clock.wait(event, clock.now() + 3600))
    await asyncio.sleep(0)

    event.set()
    await waiting

    assert event.is_set()


async def test_a_wait_for_a_time_that_is_past_ends_at_once(clock):
    event = asyncio.Event()

    await clock.wait(event, clock.now() - 1)

    assert not event.is_set()


async def test_a_wait_for_an_event_that_is_set_ends_at_once(clock):
    event = asyncio.Event()
    event.set()

    await clock.wait(event, None)

    assert event.is_set()


async def test_a_wait_may_be_cancelled(clock):
    waiting = asyncio.create_task(clock.wait(asyncio.Event(), None))
    await asyncio.sleep(0)

    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    assert waiting.cancelled()


async def test_the_machine_clock_waits_until_its_time():
    clock = SystemClock()
    until = clock.now() + 0.01

    await clock.wait(asyncio.Event(), until)

    assert clock.now() >= until


async def test_what_takes_too_long_is_cut_off():
    clock, quiet = ManualClock(), Quiet()

    async def slow():
        async with limit(clock, 5):
            await asyncio.Event().wait()

    task = asyncio.create_task(slow())
    await quiet.settle()
    clock.move_to(START + 5)

    with pytest.raises(TimeoutError):
        await task


async def test_what_ends_in_time_is_not_cut_off():
    clock, quiet = ManualClock(), Quiet()

    async with limit(clock, 5):
        await asyncio.sleep(0)
    clock.move_to(START + 10)
    await quiet.settle()

    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_an_error_inside_a_limit_is_its_own():
    with pytest.raises(ValueError, match="own"):
        async with limit(ManualClock(), 5):
            raise ValueError("own")


async def test_sleepers_wake_in_the_order_of_their_times():
    clock, quiet, woken = ManualClock(), Quiet(), []

    async def sleeper(name, seconds):
        await clock.sleep(seconds)
        woken.append(name)

    tasks = [
        asyncio.create_task(sleeper(*one))
        for one in [("c", 3), ("a", 1), ("b", 2), ("b too", 2), ("never", 9)]
    ]
    await quiet.settle()

    clock.move_to(START + 3)
    await quiet.settle()

    assert woken == ["a", "b", "b too", "c"]
    assert clock.next_due() == START + 9
    tasks[-1].cancel()
