"""Every channel is asked how it is, at the start and every minute."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.channel import Health
from bot.checkups import ANSWER_SECONDS, EVERY_SECONDS, Checkups
from bot.metrics import Metrics
from tests.clock import ManualClock
from tests.gateway import Gateway
from tests.quiet import Quiet

WELL = Health(ok=True, detail="version 1")
ILL = Health(ok=False, detail="not paired: scan the code again")


class Patient(Gateway):
    """A channel that says how it is, or raises, or never answers."""

    says: Health | Exception | None = WELL

    async def health(self) -> Health:
        if self.says is None:
            await asyncio.Event().wait()
        if isinstance(self.says, Exception):
            raise self.says
        assert self.says is not None
        return self.says


class Ward:
    """Two channels that are asked, a clock, and what was logged."""

    def __init__(self, clock, logs):
        self.clock, self.logs, self.metrics = clock, logs, Metrics()
        self.wa, self.other = Patient(clock), Patient(clock)
        self.checkups = Checkups(
            {"shop/wa": self.wa, "shop/other": self.other},
            {"shop/wa": 3600.0},
            clock,
            self.metrics,
        )
        self._quiet = Quiet()

    async def passes(self, seconds):
        end = self.clock.now() + seconds
        await self._quiet.settle()
        while (due := self.clock.next_due()) is not None and due <= end:
            self.clock.move_to(due)
            await self._quiet.settle()
        self.clock.move_to(end)
        await self._quiet.settle()

    def events(self):
        return [(log["event"], log["channel"]) for log in self.logs]

    def healthy(self, name):
        found = self.metrics.registry.get_sample_value
        return found("alur_channel_healthy", {"channel": name})


def told_of(*what):
    return [(f"channel.{one}", "shop/wa") for one in what]


@asynccontextmanager
async def opened() -> AsyncIterator[Ward]:
    with capture_logs() as logs:
        ward = Ward(ManualClock(), logs)
        asking = asyncio.create_task(ward.checkups.run())
        try:
            await ward.passes(0)
            yield ward
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)


@pytest.fixture
async def ward():
    async with opened() as one:
        yield one


async def test_a_channel_that_is_well_is_told_as_ok(ward):
    assert ward.checkups.told() == {"shop/wa": "ok", "shop/other": "ok"}
    assert ward.healthy("shop/wa") == 1
    assert ward.events() == []


async def test_a_channel_that_falls_ill_is_told_once_and_its_recovery_too(ward):
    ward.wa.says = ILL
    await ward.passes(3 * EVERY_SECONDS)
    told = ward.checkups.told()["shop/wa"]
    ward.wa.says = WELL
    await ward.passes(EVERY_SECONDS)

    assert told == ILL.detail
    assert ward.events() == [
        ("channel.sick", "shop/wa"),
        ("channel.recovered", "shop/wa"),
    ]


async def test_another_reason_is_told_again(ward):
    ward.wa.says = ILL
    await ward.passes(EVERY_SECONDS)
    ward.wa.says = Health(ok=False, detail="no gateway there")
    await ward.passes(EVERY_SECONDS)

    assert [log["detail"] for log in ward.logs] == [ILL.detail, "no gateway there"]


async def test_the_metric_follows(ward):
    ward.wa.says = ILL
    await ward.passes(EVERY_SECONDS)

    assert (ward.healthy("shop/wa"), ward.healthy("shop/other")) == (0, 1)


async def test_a_channel_that_never_answers_keeps_no_other_from_being_asked(ward):
    ward.wa.says, ward.other.says = None, ILL
    await ward.passes(EVERY_SECONDS + ANSWER_SECONDS)

    assert ward.checkups.told() == {
        "shop/wa": "it does not say how it is",
        "shop/other": ILL.detail,
    }


async def test_an_adapter_that_breaks_counts_as_ill(ward):
    ward.wa.says = RuntimeError("secret")
    await ward.passes(EVERY_SECONDS)

    assert ward.checkups.told()["shop/wa"] == "RuntimeError"


async def test_a_channel_that_delivers_nothing_for_long_is_told_until_it_does(ward):
    ward.checkups.heard("shop/wa")
    ward.checkups.heard("shop/other")
    await ward.passes(3600.0 + EVERY_SECONDS)
    silent = ward.checkups.told()
    ward.checkups.heard("shop/wa")

    assert silent == {"shop/wa": "silent for long", "shop/other": "ok"}
    assert ward.checkups.told()["shop/wa"] == "ok"
    assert ward.events() == [
        ("channel.silent", "shop/wa"),
        ("channel.heard", "shop/wa"),
    ]


async def test_a_channel_that_never_delivered_anything_is_not_silent(ward):
    await ward.passes(7200.0)

    assert ward.checkups.told()["shop/wa"] == "ok"
