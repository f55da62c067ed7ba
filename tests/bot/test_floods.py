"""One person sends far too much: the others do not notice."""

import time

import pytest

from tests import sale
from tests.house import PICTURE, STAFF, open_house

BEGIN = "jual Avanza 145000000"
BEGUN = "mulai Avanza Rp 145.000.000"
HOUR = 3_600
FLOOD = 400
OTHERS = [f"+62813000{number:05}" for number in range(20)]
SHARED = {
    **sale.FILES,
    "flows/sale/flow.yaml": sale.FLOW.replace(
        "photos: {max: 3}\nitems: cars\n", "photos: {max: 3, scope: chat}\n"
    ).replace("on_enter: [clear_photos, ", "on_enter: ["),
}


async def test_a_flood_of_texts_holds_up_nobody_else(tmp_path):
    async with open_house(tmp_path, roles={"staff": [STAFF, *OTHERS]}) as house:
        await house.hears(BEGIN)
        before = len(house.gateway.sent)
        flood = [house.message(f"apa {number}?") for number in range(FLOOD)]
        others = [house.message(BEGIN, phone=phone) for phone in OTHERS]

        await house.bot.inbox.add(flood)
        await house.bot.inbox.add(others)
        await house.settle()

        said = house.gateway.sent[before:]
        theirs = [at for at, one in enumerate(said) if one.text == BEGUN]
        assert len(theirs) == len(OTHERS)
        assert max(theirs) < 5 * len(OTHERS)
        assert len(said) == FLOOD + len(OTHERS)


async def test_a_flood_of_photos_is_told_to_be_too_many_and_not_fetched(house):
    await house.hears(BEGIN)
    sent = [
        house.message(photo=house.brings(f"photo {number}")) for number in range(100)
    ]

    await house.hears_at_once(*sent)
    await house.passes(10)

    assert len(house.stored()) == 3
    assert len(house.gateway.asked) == 3
    assert await house.ask("SELECT count(*) FROM inbox WHERE done_at IS NULL") == [(0,)]


async def test_ten_thousand_photos_of_one_person_slow_no_turn(tmp_path):
    async with open_house(tmp_path, files=SHARED) as house:
        folder = house.settings.photo_root / f"shop/whatsapp:{STAFF}"
        folder.mkdir(parents=True)
        for number in range(10_000):
            name = f"{1_761_642_000_000 + number}-{number:016x}.jpg"
            (folder / name).write_bytes(PICTURE)
        await house.hears(BEGIN)
        house.said()

        begun = time.process_time()
        await house.hears("selesai")
        taken = time.process_time() - begun

        assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 10000"]
        assert taken < 0.1


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_is_delivered_again_hours_later_changes_nothing(house, restarted):
    word = house.message(BEGIN, id="word")
    photo = house.message(photo=house.brings("front"), id="photo")
    await house.hears_at_once(word, photo)
    await house.passes(3 * HOUR)
    house.said()
    if restarted:
        await house.restart()

    await house.hears_at_once(word, photo, word)
    await house.passes(3 * HOUR)

    assert house.said() == []
    assert await house.state() is None
    assert len(house.gateway.asked["front"]) == 1
