"""A word waits for the photos sent before it, and no longer."""

import asyncio

from bot.errors import MediaGone, MediaUnavailable
from bot.worker import TIMERS_EVERY_SECONDS
from storage.lines import CLAIMED_AT_ONCE
from storage.timers import QUIET_SECONDS
from tests import sale
from tests.house import OTHER_STAFF, PICTURE, STAFF, open_house

BEGIN = "jual Avanza 145000000"
SUMMARY = "ringkasan Avanza Rp 145.000.000, foto"
NOT_YET = MediaUnavailable("not there yet", status=404)


async def collecting(house, phone=STAFF):
    await house.hears(BEGIN, phone=phone)
    house.said(phone)


async def test_a_word_counts_the_photo_that_arrives_while_it_waits(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", NOT_YET, PICTURE))
    await house.hears("selesai")
    waiting = house.said()

    await house.passes(2)

    assert waiting == ["foto pertama"]
    assert house.said() == [f"{SUMMARY} 1"]


async def test_a_word_goes_on_once_the_attempts_are_over(house):
    await collecting(house)
    await house.hears(photo="never")
    await house.hears("selesai")
    await house.passes(4.9)
    before = house.said()

    await house.passes(0.1)

    assert before == ["foto pertama"]
    assert house.said() == [f"{SUMMARY} 0 (1 masih diproses)"]


async def test_a_word_goes_on_at_once_when_its_photo_will_never_come(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", MediaGone("no", status=403)))

    await house.hears("selesai")

    assert house.said() == ["foto pertama", "1 foto gagal", "belum ada foto"]


async def test_a_word_hears_of_the_end_of_its_photos_first(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", NOT_YET, MediaGone("no")))
    await house.hears("selesai")
    house.said()

    await house.passes(2)

    assert house.said() == ["1 foto gagal", "belum ada foto"]


async def test_an_immediate_word_waits_for_nothing(house):
    await collecting(house)
    await house.hears(photo="never")

    await house.hears("bantuan")

    assert house.said() == ["foto pertama", "ketik jual"]


async def test_an_immediate_word_does_not_overtake_a_word_that_waits(house):
    await collecting(house)
    await house.hears(photo="never")
    await house.hears("selesai")
    await house.hears("bantuan")
    before = house.said()

    await house.passes(5)

    assert before == ["foto pertama"]
    assert house.said() == [f"{SUMMARY} 0 (1 masih diproses)", "ketik jual"]


async def test_data_waits_for_photos_like_any_word(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", NOT_YET, PICTURE))

    await house.hears("Avanza 140000000")

    assert house.said() == ["foto pertama"]


async def test_another_photo_waits_for_nothing(house):
    await collecting(house)
    await house.hears(photo="never")

    await house.hears(photo=house.brings("b"))

    assert len(house.stored()) == 1


async def test_after_eight_seconds_it_is_told_once_that_a_word_waits(tmp_path):
    media = {"attempts": 8, "delay": 2.0, "factor": 1.0}
    async with open_house(tmp_path, media=media) as house:
        await collecting(house)
        await house.hears(photo="never")
        await house.hears("selesai")
        house.said()

        await house.passes(7.9)
        early = house.said()
        await house.passes(5)

        assert early == []
        assert house.said() == ["Tunggu sebentar, 1 foto masih diproses."]


async def test_a_restart_does_not_tell_a_second_time_that_a_word_waits(tmp_path):
    media = {"attempts": 8, "delay": 2.0, "factor": 1.0}
    async with open_house(tmp_path, media=media) as house:
        await collecting(house)
        await house.hears(photo="never")
        await house.hears("selesai")
        await house.passes(9)
        house.said()

        await house.restart()
        await house.passes(9)

        assert house.said() == []


async def test_a_word_still_waits_after_a_restart(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", NOT_YET, NOT_YET, PICTURE))
    await house.hears("selesai")
    house.said()

    await house.restart()
    early = house.said()
    await house.passes(2)

    assert early == []
    assert house.said() == [f"{SUMMARY} 1"]


async def test_a_chat_that_waits_stops_no_other(house):
    await collecting(house)
    await collecting(house, OTHER_STAFF)
    await house.hears(photo="never")
    await house.hears("selesai")

    await house.hears("lewati", phone=OTHER_STAFF)

    assert house.said(OTHER_STAFF) == [f"{SUMMARY} 0"]


async def test_a_waiting_word_costs_no_work_until_something_happens(house):
    await collecting(house)
    await house.hears(photo="never")
    await house.hears("selesai")

    await house.passes(TIMERS_EVERY_SECONDS)  # until the timers were looked at, too
    assert house.clock.next_due() == house.clock.now() + 2.0 - TIMERS_EVERY_SECONDS
    await house.passes(0.9)  # would never return if the worker went round and round
    assert house.said() == ["foto pertama"]


async def test_a_waiting_word_that_is_gone_is_not_looked_for_for_ever(house):
    await collecting(house)
    await house.hears(photo="never")
    await house.hears("selesai")
    await house.ask("DELETE FROM inbox WHERE done_at IS NULL")

    await house.passes(65)

    assert house.said() == ["foto pertama", "1 foto gagal"]


async def test_photos_announced_while_a_word_settles_are_counted_by_it(tmp_path):
    flow = sale.FLOW.replace("{max: 3}", "{max: 3, settle: 2 seconds}")
    files = {**sale.FILES, "flows/sale/flow.yaml": flow}
    async with open_house(tmp_path, files=files) as house:
        await collecting(house)
        await house.hears("lewati")
        await house.passes(1)

        await house.hears(photo=house.brings("late"))
        at_once = house.said()
        await house.passes(1)

        assert at_once == ["foto pertama"]
        assert house.said() == [f"{SUMMARY} 1"]


async def test_so_are_they_while_others_are_on_their_way(tmp_path):
    flow = sale.FLOW.replace("{max: 3}", "{max: 3, settle: 2 seconds}")
    files = {**sale.FILES, "flows/sale/flow.yaml": flow}
    async with open_house(tmp_path, files=files) as house:
        await collecting(house)
        await house.hears(photo=house.brings("early", NOT_YET, NOT_YET, PICTURE))
        await house.hears("selesai")
        await house.passes(1)

        await house.hears(photo=house.brings("late"))
        await house.passes(4)

        assert house.said()[-1] == f"{SUMMARY} 2"


async def test_a_flow_may_let_words_wait_for_photos_not_yet_announced(tmp_path):
    flow = sale.FLOW.replace("{max: 3}", "{max: 3, settle: 2 seconds}")
    files = {**sale.FILES, "flows/sale/flow.yaml": flow}
    async with open_house(tmp_path, files=files) as house:
        await collecting(house)
        await house.hears("lewati")
        await house.passes(1.9)
        early = house.said()

        await house.passes(0.1)

        assert early == []
        assert house.said() == [f"{SUMMARY} 0"]


async def test_the_wait_is_counted(house):
    await collecting(house)
    await house.hears(photo=house.brings("a", NOT_YET, PICTURE))
    await house.hears("selesai")

    await house.passes(2)

    waited = house.metrics.registry.get_sample_value("alur_words_waited_seconds_sum")
    assert waited == 2.0


async def test_however_many_wait_for_quiet_nobody_looks_without_a_pause(tmp_path):
    crowd = [f"+62813000{number:05}" for number in range(CLAIMED_AT_ONCE + 6)]
    async with open_house(tmp_path, roles={"staff": crowd}) as house:
        await house.hears_at_once(*(house.message(BEGIN, phone=one) for one in crowd))
        photos = {one: house.brings(f"photo of {one}") for one in crowd}

        async with asyncio.timeout(20):  # would never be quiet
            await house.hears_at_once(
                *(house.message(phone=one, photo=photos[one]) for one in crowd)
            )
        await house.passes(QUIET_SECONDS)

        left = await house.ask("SELECT count(*) FROM inbox WHERE done_at IS NULL")
        assert left == [(0,)]
