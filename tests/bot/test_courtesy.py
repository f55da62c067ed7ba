"""People see that their message was read, where the channel shows it."""

import asyncio

import pytest

from bot.errors import ChannelUnavailable
from tests.gateway import Gateway
from tests.house import open_house

BEGIN = "jual Avanza 145000000"


class Ticking(Gateway):
    """A channel that shows read ticks and a typing sign."""

    ticks = True

    def __init__(self, clock):
        super().__init__(clock)
        self.signs = []
        self.fails = None

    async def show_read(self, message):
        await self._show("read", message)

    async def show_typing(self, message):
        await self._show("typing", message)

    async def _show(self, sign, message):
        self.signs.append((sign, message.id))
        if self.fails is None:
            return
        await self.fails()


@pytest.fixture
async def house(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.house.Gateway", Ticking)
    async with open_house(tmp_path) as one:
        yield one


async def test_a_message_that_is_kept_is_shown_as_read(house):
    await house.hears(BEGIN, id="one")

    assert house.gateway.signs == [("read", "one")]


async def test_a_word_that_waits_for_photos_is_shown_as_being_answered_once(house):
    await house.hears(BEGIN, id="one")
    await house.hears(photo=house.brings("a", OSError(), OSError(), b""), id="two")
    house.gateway.signs.clear()

    await house.hears("selesai", id="three")
    await house.passes(3)

    assert house.gateway.signs == [("read", "three"), ("typing", "three")]


async def test_a_sign_that_fails_harms_nothing(house):
    async def down():
        raise ChannelUnavailable("down")

    house.gateway.fails = down
    await house.hears(BEGIN)

    assert len(house.said()) == 1
    assert len(house.logged("sign.failed")) == 1


async def test_signs_that_never_come_back_hold_nobody_up(house):
    house.gateway.fails = asyncio.Event().wait
    for _ in range(20):
        await house.hears("apa saja")
    await house.hears(BEGIN)

    assert house.said()[-1] == "mulai Avanza Rp 145.000.000"


async def test_an_operator_who_wants_no_ticks_gets_none(tmp_path, monkeypatch):
    monkeypatch.setattr(Ticking, "ticks", False)
    monkeypatch.setattr("tests.house.Gateway", Ticking)
    async with open_house(tmp_path) as house:
        await house.hears(BEGIN)

        assert vars(house.gateway)["signs"] == []
