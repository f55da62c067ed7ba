"""What staff changes is the item's, once, whoever else is at it."""

import json

from storage.items import at
from tests.flows.stock.shop import AVANZA, as_if_cut_off, item, publish, tells
from tests.house import OTHER_STAFF, STAFF


async def price(shop, address):
    return json.loads((await item(shop, address))["data"])["price"]


async def test_staff_sells_what_somebody_else_of_the_shop_published(shop):
    address = await publish(shop)

    said = await tells(shop, "terjual freed", phone=OTHER_STAFF)

    assert "Terjual" in said
    assert f"https://shop.example/{address}" in said
    assert (await item(shop, address))["state"] == "sold"


async def test_the_item_of_another_business_is_neither_seen_nor_changed(shop):
    address = await publish(shop)
    await shop.ask("UPDATE items SET tenant = 'salon'")
    link = f"https://shop.example/{address}"

    said = [
        await tells(shop, words)
        for words in (
            "stok",
            "terjual 1",
            "terjual freed",
            f"hapus {link}",
            "urungkan",
        )
    ]

    assert "Belum ada mobil" in said[0]
    assert all("tidak ditemukan" in one for one in said[1:4])
    assert "Tidak ada mobil terhapus" in said[4]
    assert (await item(shop, address))["state"] == "available"


async def test_a_number_names_a_car_for_good(shop):
    freed = await publish(shop)
    avanza = await publish(shop, AVANZA)

    await tells(shop, "hapus 1")
    await tells(shop, "ya")
    await publish(shop, "Suzuki Ertiga 2019 harga 160jt")
    said = await tells(shop, "stok")

    assert "3. Suzuki Ertiga" in said
    assert "2. Toyota Avanza" in said
    assert "Freed" not in said
    assert (await item(shop, freed))["number"] == 1
    assert (await item(shop, avanza))["number"] == 2


async def test_a_link_names_a_car(shop):
    address = await publish(shop)
    await publish(shop, AVANZA)

    await tells(shop, f"booking https://shop.example/{address}")

    assert (await item(shop, address))["state"] == "booked"


async def test_a_new_price_is_in_the_data_and_in_the_text(shop):
    address = await publish(shop)

    said = await tells(shop, "ubah harga freed 118,5jt")

    assert "Dari Rp 145.000.000 menjadi Rp 118.500.000." in said
    assert await price(shop, address) == 118_500_000
    text = (await item(shop, address))["description"]
    assert "145.000.000" not in text


async def test_the_text_of_the_page_is_what_was_written(shop):
    address = await publish(shop)

    await tells(shop, "ubah teks freed\nIstimewa.\nTangan pertama dari baru.")

    changed = await item(shop, address)
    assert changed["description"] == "Istimewa.\nTangan pertama dari baru."


async def test_two_who_change_different_things_at_once_both_succeed(shop):
    address = await publish(shop)

    await shop.hears_at_once(
        shop.message("ubah teks freed\nIstimewa.", phone=STAFF),
        shop.message("booking freed", phone=OTHER_STAFF),
    )
    await shop.passes(10)

    changed = await item(shop, address)
    assert (changed["description"], changed["state"]) == ("Istimewa.", "booked")


async def test_of_two_prices_at_once_one_stays_and_nothing_is_torn(shop):
    address = await publish(shop)
    await tells(shop, "ubah teks freed\nHanya Rp 145.000.000!")

    await shop.hears_at_once(
        shop.message("ubah harga freed 140jt", phone=STAFF),
        shop.message("ubah harga freed 120jt", phone=OTHER_STAFF),
    )
    await shop.passes(10)

    text = (await item(shop, address))["description"]
    shown = {140_000_000: "Rp 140.000.000", 120_000_000: "Rp 120.000.000"}
    assert text == f"Hanya {shown[await price(shop, address)]}!"


async def test_a_second_run_after_a_crash_undoes_nobody_elses_change(shop):
    address = await publish(shop)
    await tells(shop, "ubah harga freed 140jt")
    await tells(shop, "ubah harga freed 130jt", phone=OTHER_STAFF)

    await as_if_cut_off(shop, "change_item")

    assert await price(shop, address) == 130_000_000


async def test_a_change_that_waits_for_its_turn_survives_a_crash(shop):
    address = await publish(shop)
    await shop.refuse("UPDATE", "items")
    await shop.hears("terjual freed")

    await shop.allow()
    await shop.restart()
    await shop.passes(2)

    assert (await item(shop, address))["state"] == "sold"
    assert len(shop.said()) == 1


async def test_who_changes_what_was_just_deleted_is_told_so(shop):
    address = await publish(shop)
    await tells(shop, "ubah teks freed")
    await tells(shop, "hapus freed", phone=OTHER_STAFF)
    await tells(shop, "ya", phone=OTHER_STAFF)

    said = await tells(shop, "Istimewa.")

    assert "sudah dihapus" in said
    assert await shop.bot.engine.run(at, tuple(address.split("/"))) is None
    assert (await item(shop, address))["description"] != "Istimewa."


async def test_commands_that_come_at_once_are_all_carried_out_in_order(shop):
    addresses = [await publish(shop), await publish(shop, AVANZA)]

    await shop.hears_at_once(
        *(
            shop.message(words)
            for words in ("terjual 1", "booking 2", "ubah harga 1 9jt")
        )
    )
    await shop.passes(10)

    said = shop.said()
    assert [await state_of(shop, one) for one in addresses] == ["sold", "booked"]
    assert ["no. 1" in said[0], "no. 2" in said[1], "no. 1" in said[2]] == [True] * 3


async def test_a_command_waits_while_the_one_before_is_tried_again(shop):
    address = await publish(shop)
    await shop.refuse("UPDATE", "items")
    await shop.hears("terjual 1")

    await shop.hears("booking 1")
    assert shop.said() == []
    await shop.allow()
    await shop.passes(10)

    assert await state_of(shop, address) == "booked"
    assert ["Terjual" in one for one in shop.said()] == [True, False]


async def test_cancel_and_help_do_not_wait(shop):
    await publish(shop)
    await shop.refuse("UPDATE", "items")
    await shop.hears("terjual 1")

    assert "Sedang diproses" in await tells(shop, "batal")
    assert "Sedang diproses" in await tells(shop, "bantuan")
    await shop.allow()


async def state_of(shop, address):
    return (await item(shop, address))["state"]
