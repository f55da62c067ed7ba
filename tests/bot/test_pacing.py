"""Each channel has its pace; chats keep their order, other channels theirs."""

import asyncio
from collections import Counter

import pytest

from bot.errors import ChannelUnavailable
from bot.pacing import AT_ONCE, LONGEST_PAUSE_SECONDS, MOST_AT_HAND
from tests.house import OTHER_STAFF, STAFF, open_house

BEGIN = "jual Avanza 145000000"
SECOND = "ringkasan Avanza Rp 145.000.000, foto 0"
ADDRESS = "6281200000011@s.whatsapp.net"
CROWD = [f"+62813000{number:05}" for number in range(MOST_AT_HAND + 200)]


def paced(rate, phones=(STAFF, OTHER_STAFF)):
    return {
        "roles": {"staff": list(phones)},
        "channels": {
            "wa": {"type": "simulator", "rate": rate},
            "other": {"type": "simulator"},
        },
    }


def times(house):
    begun = house.gateway.tried[0][1]
    return [at - begun for _, at in house.gateway.tried]


async def begin(house, phones, channel="wa"):
    await house.hears_at_once(
        *(house.message(BEGIN, phone=phone, channel=channel) for phone in phones)
    )


async def test_replies_go_out_evenly_at_the_rate_of_their_channel(tmp_path):
    async with open_house(tmp_path, **paced(2, CROWD)) as house:
        await begin(house, CROWD[:5])

        await house.passes(10)

        assert times(house) == pytest.approx([0, 0.5, 1.0, 1.5, 2.0], abs=0.001)


async def test_a_rate_below_one_is_so_many_seconds_between_two(tmp_path):
    async with open_house(tmp_path, **paced(0.1, CROWD)) as house:
        await begin(house, CROWD[:3])

        await house.passes(60)

        assert times(house) == pytest.approx([0, 10, 20], abs=0.001)


async def test_an_hour_of_silence_saves_nothing_up(tmp_path):
    async with open_house(tmp_path, **paced(1, CROWD)) as house:
        await house.passes(3_600)
        await begin(house, CROWD[:3])

        await house.passes(5)

        assert times(house) == pytest.approx([0, 1, 2], abs=0.001)


async def test_a_chat_keeps_its_order_within_the_rate(tmp_path):
    async with open_house(tmp_path, **paced(1)) as house:
        await house.hears_at_once(house.message(BEGIN), house.message("lewati"))
        await begin(house, [OTHER_STAFF])

        await house.passes(5)

        assert house.said()[-1] == SECOND
        assert len(house.gateway.sent) == 3


async def test_a_channel_with_a_rate_slows_no_other(tmp_path):
    async with open_house(tmp_path, **paced(0.1, CROWD)) as house:
        await begin(house, CROWD)

        await begin(house, CROWD[:9], channel="other")

        sent = Counter(reply.chat.channel for reply in house.gateway.sent)
        assert sent == {"wa": 1, "other": 9}


async def test_a_channel_that_hangs_slows_no_other(tmp_path):
    async with open_house(tmp_path, **paced(None, CROWD)) as house:
        house.gateway.hanging.update(f"{phone[1:]}@s.whatsapp.net" for phone in CROWD)
        await begin(house, CROWD)
        house.gateway.hanging.clear()

        await begin(house, CROWD[:9], channel="other")

        assert [reply.chat.channel for reply in house.gateway.sent] == ["other"] * 9


async def test_so_many_are_on_their_way_at_once_and_the_next_when_one_comes_back(
    tmp_path,
):
    async with open_house(tmp_path, **paced(None, CROWD)) as house:
        house.gateway.hanging.update(f"{phone[1:]}@s.whatsapp.net" for phone in CROWD)

        await begin(house, CROWD)

        assert len(house.gateway.tried) == AT_ONCE


async def test_more_than_are_at_hand_at_once_go_out_all(tmp_path):
    async with open_house(tmp_path, **paced(100, CROWD)) as house:
        await begin(house, CROWD)

        await house.passes(60)

        assert len(house.gateway.sent) == len(CROWD)


async def test_a_rate_holds_after_a_restart(tmp_path):
    async with open_house(tmp_path, **paced(1, CROWD)) as house:
        await begin(house, CROWD[:4])
        await house.restart()

        await house.passes(10)

        assert len(house.gateway.sent) == 4


async def test_too_many_pauses_the_whole_channel_for_as_long_as_it_says(tmp_path):
    async with open_house(tmp_path, **paced(None)) as house:
        house.gateway.answers[ADDRESS] = [ChannelUnavailable("429", wait_seconds=30)]
        await house.hears(BEGIN)

        await begin(house, [OTHER_STAFF])
        await house.passes(29)
        before = len(house.gateway.sent)
        await house.passes(2)

        assert before == 0
        assert times(house) == pytest.approx([0, 30, 30], abs=0.001)


async def test_a_pause_of_one_channel_is_none_of_another(tmp_path):
    async with open_house(tmp_path, **paced(None)) as house:
        house.gateway.answers[ADDRESS] = [ChannelUnavailable("429", wait_seconds=30)]
        await house.hears(BEGIN)

        await begin(house, [OTHER_STAFF], channel="other")

        assert house.said(OTHER_STAFF) == ["mulai Avanza Rp 145.000.000"]


async def test_nobody_is_left_alone_for_a_day(tmp_path):
    async with open_house(tmp_path, **paced(None)) as house:
        error = ChannelUnavailable("429", wait_seconds=86_400)
        house.gateway.answers[ADDRESS] = [error]
        await house.hears(BEGIN)

        await house.passes(700)

        assert times(house) == pytest.approx([0, LONGEST_PAUSE_SECONDS], abs=0.001)


async def test_a_pause_is_told_once_for_all_replies_that_met_it(tmp_path):
    async with open_house(tmp_path, **paced(None, CROWD)) as house:
        for phone in CROWD[:9]:
            house.gateway.answers[f"{phone[1:]}@s.whatsapp.net"] = [
                ChannelUnavailable("429", wait_seconds=30)
            ]

        await begin(house, CROWD[:9])

        told = [
            (log["channel"], log["wait_seconds"])
            for log in house.logged("channel.paused")
        ]
        assert told == [("shop/wa", 30)]


async def test_a_stop_does_not_lose_what_waits_for_its_turn(tmp_path):
    async with open_house(tmp_path, **paced(0.1, CROWD)) as house:
        await begin(house, CROWD[:3])
        await house.crash()
        await house.start()

        await asyncio.sleep(0)
        await house.passes(30)

        assert len(house.gateway.sent) == 3
