"""When a person says nothing: a reminder, then the end; nothing else brings either."""

from tests.house import open_house

MINUTE = 60.0
BEGIN = "jual Avanza 145000000"


async def collecting(house):
    await house.hears(BEGIN)
    house.said()


async def test_silence_brings_a_reminder_once_and_then_the_end(house):
    await collecting(house)
    await house.passes(25 * MINUTE - 1)
    early = house.said()
    await house.passes(1)
    reminded = house.said()
    await house.passes(5 * MINUTE - 1)
    before = house.said()

    await house.passes(1)

    assert (early, reminded, before) == ([], ["masih di sana?"], [])
    assert house.said() == ["habis waktu"]
    assert await house.state() is None


async def test_whatever_a_person_says_breaks_the_silence(house):
    await collecting(house)
    await house.passes(20 * MINUTE)
    await house.hears("apa?")
    house.said()

    await house.passes(25 * MINUTE - 1)
    early = house.said()
    await house.passes(1)

    assert early == []
    assert house.said() == ["masih di sana?"]


async def test_a_state_reminds_once_for_each_visit(house):
    await collecting(house)
    await house.passes(25 * MINUTE)
    await house.hears("apa?")
    house.said()

    await house.passes(30 * MINUTE - 1)
    early = house.said()
    await house.passes(1)

    assert early == []
    assert house.said() == ["habis waktu"]


async def test_photos_that_arrive_do_not_break_the_silence(house):
    await collecting(house)
    await house.hears(photo="never")
    house.said()

    await house.passes(25 * MINUTE)

    assert house.said() == ["1 foto gagal", "masih di sana?"]


async def test_a_new_state_has_a_silence_of_its_own(house):
    await collecting(house)
    await house.passes(20 * MINUTE)
    await house.hears("lewati")
    house.said()

    await house.passes(30 * MINUTE - 1)
    early = house.said()
    await house.passes(1)

    assert early == []
    assert house.said() == ["habis waktu"]


async def test_a_silence_survives_a_restart(house):
    await collecting(house)
    await house.passes(24 * MINUTE)

    await house.restart()
    await house.passes(MINUTE)

    assert house.said() == ["masih di sana?"]


async def test_a_silence_that_ended_while_the_bot_was_down_ends_at_the_start(house):
    await collecting(house)
    await house.crash()
    house.clock.move_to(house.clock.now() + 40 * MINUTE)

    await house.start()
    at_once = house.said()
    await house.passes(5 * MINUTE)

    assert at_once == ["masih di sana?"]
    assert house.said() == ["habis waktu"]


async def test_a_silence_that_somebody_broke_meanwhile_means_nothing(house):
    await collecting(house)
    await house.halt()
    await house.bot.inbox.add([house.message("apa?")])
    house.clock.move_to(house.clock.now() + 40 * MINUTE)

    await house.restart()

    assert house.said() == ["tidak paham"]
    await house.passes(25 * MINUTE)
    assert house.said() == ["masih di sana?"]


async def test_silences_of_many_chats_end_together(tmp_path):
    phones = [f"+62813000{n:05}" for n in range(100)]
    async with open_house(tmp_path, roles={"staff": phones}) as house:
        await house.hears_at_once(*(house.message(BEGIN, phone=p) for p in phones))
        house.gateway.sent.clear()

        await house.passes(25 * MINUTE)

        said = [reply.text for reply in house.gateway.sent]
        assert said == ["masih di sana?"] * 100
