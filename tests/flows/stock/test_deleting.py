"""What is deleted is shown nowhere, comes back for a day, and then is gone."""

import pytest

from storage.items import at
from tests.flows.stock.shop import AVANZA, as_if_cut_off, item, publish, tells
from tests.house import OTHER_STAFF
from tests.storage.rows import items_of

DAY = 24 * 3600


async def delete(shop, which="freed"):
    await tells(shop, f"hapus {which}")
    return await tells(shop, "ya")


async def test_what_is_deleted_is_shown_nowhere_and_keeps_its_photos(shop):
    address = await publish(shop, photos=3)
    stored = shop.stored()

    said = await delete(shop)

    assert "24 jam" in said
    assert await shop.bot.engine.run(at, tuple(address.split("/"))) is None
    assert await items_of(shop.bot.engine, "shop") == []
    assert shop.stored() == stored


async def test_undo_brings_back_the_same_address_with_all_photos(shop):
    address = await publish(shop, photos=3)
    stored, before = shop.stored(), await item(shop, address)
    await delete(shop)

    said = await tells(shop, "urungkan")

    assert f"https://shop.example/{address}" in said
    assert await item(shop, address) == before
    assert shop.stored() == stored


async def test_undo_alone_means_what_was_deleted_last(shop):
    freed = await publish(shop)
    avanza = await publish(shop, AVANZA)
    await delete(shop, "avanza")
    await shop.passes(60)
    await delete(shop, "freed")

    await tells(shop, "urungkan")

    assert (await item(shop, freed))["deleted_at"] is None
    assert (await item(shop, avanza))["deleted_at"] is not None


async def test_a_day_later_it_is_gone_with_its_photos(shop):
    await publish(shop, photos=2)
    await delete(shop)

    await shop.passes(DAY + 120)

    assert await shop.ask("SELECT slug FROM items") == []
    assert shop.stored() == []
    assert "Tidak ada mobil terhapus" in await tells(shop, "urungkan")


async def test_until_then_it_is_kept(shop):
    address = await publish(shop, photos=2)
    await delete(shop)

    await shop.passes(DAY - 120)
    await tells(shop, "urungkan")
    await shop.passes(DAY)

    assert (await item(shop, address))["deleted_at"] is None
    assert len(shop.stored()) == 2


async def test_a_crash_between_photos_and_row_deletes_the_rest_later(shop):
    await publish(shop, photos=2)
    await delete(shop)
    await shop.refuse("DELETE", "items")
    await shop.passes(DAY + 120)
    assert shop.stored() == []

    await shop.allow()
    await shop.restart()
    await shop.passes(120)

    assert await shop.ask("SELECT slug FROM items") == []


@pytest.mark.parametrize("answer", ["tidak", "batal"])
async def test_without_a_yes_nothing_is_deleted(shop, answer):
    address = await publish(shop)
    await tells(shop, "hapus freed")

    await tells(shop, answer)

    assert (await item(shop, address))["deleted_at"] is None


async def test_a_deletion_run_twice_does_not_take_back_the_undo(shop):
    address = await publish(shop)
    await delete(shop)
    await tells(shop, "urungkan", phone=OTHER_STAFF)

    await as_if_cut_off(shop, "change_item")

    assert (await item(shop, address))["deleted_at"] is None
