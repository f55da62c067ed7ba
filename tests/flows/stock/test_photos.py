"""The photos of an item are those of its folder, whoever added or removed them."""

from bot.errors import MediaUnavailable
from tests.flows.stock.shop import as_if_cut_off, publish, tells
from tests.house import OTHER_STAFF, PICTURE


def of_item(shop, address):
    prefix = f"shop/{address}/"
    return [name for name in shop.stored() if name.startswith(prefix)]


async def test_photos_are_the_items_once_they_are_saved(shop):
    address = await publish(shop, photos=2)
    before = of_item(shop, address)
    await tells(shop, "tambah foto freed")
    await shop.hears(photo=shop.brings("new"))
    assert of_item(shop, address) == before

    said = await tells(shop, "selesai")

    assert "Total foto: 3" in said
    assert of_item(shop, address)[:2] == before
    assert shop.stored() == of_item(shop, address)


async def test_the_photos_that_were_marked_are_deleted_and_no_others(shop):
    address = await publish(shop, photos=4)
    first, second, third, fourth = of_item(shop, address)
    await tells(shop, "ubah foto freed")

    await tells(shop, "hapus 2, 4")
    assert of_item(shop, address) == [first, second, third, fourth]
    await tells(shop, "selesai")

    assert of_item(shop, address) == [first, third]


async def test_cancelling_changes_nothing_and_keeps_nothing_that_was_sent(shop):
    address = await publish(shop, photos=2)
    before = shop.stored()
    await tells(shop, "ubah foto freed")
    await shop.hears(photo=shop.brings("new"))
    await tells(shop, "hapus 1")

    await tells(shop, "batal")
    await shop.passes(120)

    assert of_item(shop, address) == before == shop.stored()


async def test_a_photo_that_lands_after_the_end_is_the_items(shop):
    address = await publish(shop, photos=1)
    await tells(shop, "tambah foto freed")
    late = MediaUnavailable("not yet")
    await shop.hears(photo=shop.brings("late", late, late, late, late, PICTURE))

    await shop.hears("selesai")
    await shop.passes(60)

    assert len(of_item(shop, address)) == 2
    assert shop.stored() == of_item(shop, address)


async def test_cancelling_never_deletes_the_photos_of_the_item(shop):
    address = await publish(shop, photos=2)
    await tells(shop, "ubah foto freed")
    # As it is after a save that was given up when the photos were on their way.
    await shop.ask(
        "UPDATE sessions SET folder = (SELECT folder FROM items)"
        " WHERE state = 'arranging'"
    )

    await tells(shop, "batal")
    await shop.passes(120)

    assert len(of_item(shop, address)) == 2


async def test_two_who_add_photos_at_once_stay_below_the_limit(shop):
    address = await publish(shop, photos=8)
    for phone in (None, OTHER_STAFF):
        who = {"phone": phone} if phone else {}
        await tells(shop, "tambah foto freed", **who)
        for number in range(2):
            await shop.hears(photo=shop.brings(f"{phone} {number}"), **who)

    await shop.hears("selesai")
    await shop.hears("selesai", phone=OTHER_STAFF)
    await shop.passes(10)

    assert len(of_item(shop, address)) == 10
    assert shop.stored() == of_item(shop, address)


async def test_there_is_no_room_after_a_restart_if_there_was_none_before(shop):
    address = await publish(shop, photos=10)
    await tells(shop, "tambah foto freed")

    await shop.restart()
    await shop.hears(photo=shop.brings("one more"))

    assert "sudah penuh" in "\n".join(shop.said())
    assert len(shop.stored()) == len(of_item(shop, address)) == 10


async def test_a_removed_photo_makes_room_for_another(shop):
    address = await publish(shop, photos=10)
    await tells(shop, "ubah foto freed")
    await tells(shop, "hapus 10")

    await shop.hears(photo=shop.brings("better"))
    await tells(shop, "selesai")

    assert len(of_item(shop, address)) == 10


async def test_saving_run_twice_after_a_crash_changes_nothing(shop):
    address = await publish(shop, photos=3)
    await tells(shop, "ubah foto freed")
    await shop.hears(photo=shop.brings("new"))
    await tells(shop, "hapus 1")
    await tells(shop, "selesai")
    before = of_item(shop, address)

    await as_if_cut_off(shop, "save_photos")

    assert of_item(shop, address) == before
    assert shop.said() == []
