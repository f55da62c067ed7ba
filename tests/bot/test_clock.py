"""Time is waited for, cut off, and in tests moved by hand."""

import asyncio
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.clock import SystemClock, limit
from tests.clock import START, ManualClock
from tests.quiet import Quiet

HOUR = 3_600
DAY = 24 * HOUR


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


class Machine:
    """A machine whose time a test sets."""

    def __init__(self):
        self.wall = START
        self.uptime = 50.0

    def goes_on(self, seconds):
        self.wall += seconds
        self.uptime += seconds

    @property
    def clock(self):
        return SystemClock(wall=lambda: self.wall, steady=lambda: self.uptime)


def test_the_machine_clock_goes_on_with_the_machine():
    machine = Machine()
    clock = machine.clock

    machine.goes_on(10)

    assert (clock.now(), clock.steady()) == (START + 10, 60)


def test_a_machine_set_ahead_is_followed_at_once():
    machine = Machine()
    clock = machine.clock

    machine.wall += 3 * DAY

    assert (clock.now(), clock.steady()) == (START + 3 * DAY, 50)


def test_a_machine_set_back_is_not_followed():
    machine = Machine()
    clock = machine.clock

    machine.wall -= 3 * HOUR
    machine.goes_on(10)

    assert (clock.now(), clock.steady()) == (START + 10, 60)


def test_a_machine_that_comes_up_with_the_clock_again_leads_it():
    machine = Machine()
    clock = machine.clock
    machine.wall -= 3 * HOUR
    clock.now()

    machine.wall += 4 * HOUR

    assert clock.now() == START + HOUR


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (3 * DAY, [("clock.set_ahead", 3 * DAY)]),
        (-3 * HOUR, [("clock.set_back", 3 * HOUR)]),
        (2, []),
        (-2, []),
    ],
)
def test_a_machine_that_is_set_is_told_of_once(seconds, told):
    machine = Machine()
    clock = machine.clock

    with capture_logs() as logs:
        machine.wall += seconds
        for _ in range(100):
            clock.now()
            machine.goes_on(0.5)

    assert [(log["event"], log["seconds"]) for log in logs] == told


async def test_a_wait_ends_in_time_although_the_machine_is_set_back():
    machine = Machine()
    clock = SystemClock(wall=lambda: machine.wall)
    until = clock.now() + 0.01
    machine.wall -= 3 * HOUR

    async with asyncio.timeout(5):
        await clock.wait(asyncio.Event(), until)

    assert clock.now() >= until


async def test_a_leap_wakes_who_waits_for_a_time_and_nobody_who_sleeps():
    clock, quiet, woken = ManualClock(), Quiet(), []

    async def sleeper():
        await clock.sleep(5)
        woken.append("slept")

    async def waiter():
        await clock.wait(asyncio.Event(), START + DAY)
        woken.append("waited")

    tasks = [asyncio.create_task(one()) for one in (sleeper, waiter)]
    await quiet.settle()

    clock.leap(3 * DAY)
    await quiet.settle()
    at_once = list(woken)
    clock.move_to(START + 3 * DAY + 5)
    await asyncio.gather(*tasks)

    assert (at_once, woken) == (["waited"], ["waited", "slept"])
    assert clock.steady() == START + 5
