"""A gateway that is down for minutes loses nothing and mixes nothing up."""

from itertools import pairwise

from bot.errors import ChannelUnavailable
from bot.sender import LONGEST_PAUSE_SECONDS
from tests.house import OTHER_STAFF, STAFF

MINUTE = 60
SAID = [
    "mulai Avanza Rp 145.000.000",
    "tidak paham",
    "ringkasan Avanza Rp 145.000.000, foto 0",
]


def goes_down(house, phone):
    """Let the gateway refuse what is for *phone* for a little more than ten minutes."""
    address = f"{phone.removeprefix('+')}@s.whatsapp.net"
    house.gateway.answers[address] = [ChannelUnavailable("not asked")] * 17


async def talks(house, phone):
    for words in ("jual Avanza 145000000", "apa?", "lewati"):
        await house.hears(words, phone=phone)
        await house.passes(MINUTE)


async def test_after_ten_minutes_each_chat_hears_everything_in_order(house):
    goes_down(house, STAFF)
    await talks(house, STAFF)
    await house.passes(7 * MINUTE)
    before = house.said()

    await house.passes(5 * MINUTE)

    assert before == []
    assert house.said() == SAID


async def test_one_that_is_down_through_a_restart_hears_everything_too(house):
    goes_down(house, STAFF)
    await talks(house, STAFF)
    await house.restart()
    await house.passes(12 * MINUTE)

    assert house.said() == SAID


async def test_meanwhile_it_is_asked_once_a_minute_and_not_for_each_reply(house):
    goes_down(house, STAFF)
    await talks(house, STAFF)
    await house.passes(12 * MINUTE)

    asked = [at for _, at in house.gateway.tried]
    pauses = [later - sooner for sooner, later in pairwise(asked)]
    assert max(pauses) == LONGEST_PAUSE_SECONDS
    assert len(asked) == 17 + len(SAID)


async def test_others_hear_at_once_what_is_for_them(house):
    goes_down(house, STAFF)

    await talks(house, STAFF)
    await talks(house, OTHER_STAFF)

    assert house.said(OTHER_STAFF) == SAID
