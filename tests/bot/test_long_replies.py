"""A reply that is too long for its channel goes out in pieces, each of them once."""

import pytest

from bot.errors import ChannelUnavailable
from tests import sale
from tests.house import STAFF, open_house

BEGIN = "jual Avanza 145000000"
PIECES = ["🚗" * 1_300, "🚕" * 1_300, "🚙" * 1_300]
"""Two of them together are longer than the channel takes: an emoji counts twice."""


@pytest.fixture
async def house(tmp_path):
    path, short = "locales/id/sale.yaml", "mulai {brand} {price}"
    texts = sale.FILES[path].replace(short, "\\n\\n".join(PIECES))
    async with open_house(tmp_path, files={**sale.FILES, path: texts}) as house:
        yield house


async def test_its_pieces_come_in_order(house):
    await house.hears(BEGIN)

    assert house.said() == PIECES


async def test_what_fails_between_them_is_sent_again_and_nothing_else(house):
    address = f"{STAFF.removeprefix('+')}@s.whatsapp.net"
    house.gateway.answers[address] = [None, ChannelUnavailable("busy")]
    await house.hears(BEGIN)
    before = house.said()

    await house.passes(1)

    assert (before, house.said()) == (PIECES[:1], PIECES[1:])


async def test_a_kill_between_them_loses_none_and_says_none_twice(house):
    address = f"{STAFF.removeprefix('+')}@s.whatsapp.net"
    house.gateway.answers[address] = [None, ChannelUnavailable("busy")]
    await house.hears(BEGIN)
    before = house.said()

    await house.restart()
    await house.passes(1)

    assert (before, house.said()) == (PIECES[:1], PIECES[1:])
