"""The machine's time is set, ahead by days or back by hours: nothing is harmed."""

import pytest

from bot.errors import ChannelUnavailable, MediaUnavailable
from tests import sale
from tests.house import OTHER_STAFF, PICTURE, STAFF, open_house

MINUTE = 60
HOUR = 3_600
DAY = 24 * HOUR
BEGIN = "jual Avanza 145000000"
BEGUN = "mulai Avanza Rp 145.000.000"
ADDRESS = "6281200000011@s.whatsapp.net"
NOT_THERE = MediaUnavailable("404", status=404)


async def leaps(house, seconds):
    house.clock.leap(seconds)
    await house.settle()


async def restarts_set_back(house, seconds):
    await house.crash()
    house.clock.leap(-seconds)
    await house.start()


async def test_set_ahead_every_silence_that_is_over_ends_once_and_in_order(house):
    await house.hears(BEGIN)
    await house.passes(MINUTE)
    await house.hears(BEGIN, phone=OTHER_STAFF)
    house.said()

    await leaps(house, 3 * DAY)
    await house.passes(HOUR)

    told = [(one.chat.phone, one.text) for one in house.gateway.sent[2:]]
    assert told == [
        (STAFF, "masih di sana?"),
        (OTHER_STAFF, "masih di sana?"),
        (STAFF, "habis waktu"),
        (OTHER_STAFF, "habis waktu"),
    ]


async def test_set_ahead_a_photo_on_its_way_keeps_its_patience(house):
    await house.hears(BEGIN)
    house.brings("front", *[NOT_THERE] * 6, PICTURE)
    await house.hears(photo="front")
    await house.passes(8)

    await leaps(house, 3 * DAY)
    await house.passes(30)

    assert len(house.stored()) == 1


async def test_set_ahead_a_reply_that_waits_is_tried_and_its_pauses_go_on(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 3
    await house.hears(BEGIN)

    await leaps(house, 3 * DAY)
    await house.passes(7)

    assert house.said()[0] == BEGUN


async def test_set_ahead_a_word_that_waits_for_photos_still_counts_them(house):
    await house.hears(BEGIN)
    house.brings("front", NOT_THERE, NOT_THERE, PICTURE)
    await house.hears(photo="front")
    await house.hears("selesai")

    await leaps(house, 3 * DAY)
    await house.passes(10)

    assert "ringkasan Avanza Rp 145.000.000, foto 1" in house.said()


async def test_set_ahead_a_pause_of_a_channel_goes_on(tmp_path):
    channels = {"wa": {"type": "simulator", "rate": 0.1}}
    async with open_house(tmp_path, channels=channels) as house:
        await house.hears(BEGIN)

        await leaps(house, 3 * DAY)
        await house.hears(BEGIN, phone=OTHER_STAFF)

        assert len(house.gateway.sent) == 1
        await house.passes(10)
        assert len(house.gateway.sent) == 2


async def test_set_back_before_a_start_a_reply_that_waits_is_tried_at_once(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 6
    await house.hears(BEGIN)
    await house.passes(20)

    await restarts_set_back(house, 3 * HOUR)
    await house.passes(60)

    assert house.said() == [BEGUN]


async def test_set_back_before_a_start_an_effect_that_waits_is_tried_at_once(house):
    await house.hears(BEGIN)
    house.brings("front")
    await house.hears(photo="front")
    await house.hears("selesai")
    house.outside["fails"] = 2
    await house.hears("ya")
    house.said()

    await restarts_set_back(house, 3 * HOUR)
    await house.passes(5)

    assert house.said()[-1].startswith("tayang")


async def test_set_back_before_a_start_a_word_that_waits_is_answered(tmp_path):
    settling = {
        **sale.FILES,
        "flows/sale/flow.yaml": sale.FLOW.replace(
            "photos: {max: 3}", "photos: {max: 3, settle: 2 seconds}"
        ),
    }
    async with open_house(tmp_path, files=settling) as house:
        await house.hears(BEGIN)
        await house.hears("lewati")
        house.said()

        await restarts_set_back(house, 3 * HOUR)
        await house.passes(5)

        assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 0"]


async def test_set_back_before_a_start_the_end_of_a_burst_is_told(house):
    await house.hears(BEGIN)
    house.brings("front", NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE)
    await house.hears(photo="front")
    await house.passes(61)
    house.said()

    await restarts_set_back(house, 3 * HOUR)
    await house.passes(5)

    assert any("1 foto" in one for one in house.said())


async def test_set_back_before_a_start_silence_ends_when_it_would_have(house):
    await house.hears(BEGIN)
    house.said()
    await house.passes(10 * MINUTE)
    await house.hears("apa?", phone=OTHER_STAFF)

    await restarts_set_back(house, 3 * HOUR)
    await house.passes(15 * MINUTE - 1)
    early = house.said()
    await house.passes(1)

    assert (early, house.said()) == ([], ["masih di sana?"])


async def test_set_back_again_and_again_nothing_is_said_twice(house):
    await house.hears(BEGIN)
    for _ in range(3):
        await restarts_set_back(house, 3 * HOUR)
        await house.passes(MINUTE)

    await house.passes(2 * HOUR)

    assert house.said() == [BEGUN, "masih di sana?", "habis waktu"]


async def test_set_ahead_and_then_back_at_a_start_the_dialogue_goes_on(house):
    await house.hears(BEGIN)
    await leaps(house, 10 * MINUTE)
    await house.hears("apa?")
    house.said()

    await restarts_set_back(house, 10 * MINUTE)
    await house.passes(25 * MINUTE - 1)
    early = house.said()
    await house.passes(2)

    assert (early, house.said()) == ([], ["masih di sana?"])


@pytest.mark.parametrize("seconds", [3 * DAY, -3 * HOUR])
async def test_a_restart_after_the_time_was_set_loses_no_reply(house, seconds):
    await house.halt()
    await house.bot.inbox.add([house.message(BEGIN)])
    await house.bot.engine.close()
    house.clock.leap(seconds)

    await house.start()

    assert house.said() == [BEGUN]
