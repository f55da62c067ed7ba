"""The phones in the browser, as a person uses them."""

import asyncio
import re

from playwright.async_api import FileChooser, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.simulator_page import Simulator

FREED = "/upload Honda Freed PSD Matic tahun 2012 KM 145515 harga 145jt"


async def test_three_photos_whose_files_come_late_end_on_a_page_with_three_photos(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")
    await simulator.type("staff", FREED)
    await simulator.hears("staff", "Data Mobil Berhasil Diproses")

    await staff.locator("[name=late]").fill("3")
    await simulator.drop("staff", 3)
    await simulator.type("staff", "selesai")
    await staff.locator(".coming .trying", has_text="404").nth(2).wait_for()
    await expect(staff.locator(".waits")).to_contain_text("pesan menunggu foto")
    summary = await simulator.hears("staff", "Ringkasan Upload")
    await expect(summary).to_contain_text("Foto: 3")
    await simulator.type("staff", "ya")
    published = await simulator.hears("staff", "Mobil Berhasil Diupload")

    await expect(staff.locator(".theirs", has_text="Foto pertama")).to_have_count(1)
    async with simulator.page.context.expect_page() as opened:
        await published.get_by_role("link").click()
    item = await opened.value
    await expect(item.locator(".strip img")).to_have_count(3)
    await expect(staff.locator(".thumbs img")).to_have_count(3)
    await expect(staff.locator(".pill")).to_have_text("published")


async def test_a_server_that_is_killed_in_the_middle_loses_nothing(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")
    await simulator.type("staff", FREED)
    await simulator.hears("staff", "Data Mobil Berhasil Diproses")
    await staff.locator("[name=late]").fill("4")
    await simulator.drop("staff", 3)
    await staff.locator(".coming .trying").nth(2).wait_for()

    await simulator.page.get_by_role("button", name="Matikan paksa server").click()
    await simulator.type("staff", "selesai")

    await simulator.started_again()
    await staff.locator(".event", has_text="dimatikan paksa").wait_for()
    summary = await simulator.hears("staff", "Ringkasan Upload")
    await expect(summary).to_contain_text("Foto: 3")
    await expect(staff.locator(".row.mine")).to_have_count(3)
    await expect(staff.locator('.row.mine[data-tick="read"]')).to_have_count(3)
    await expect(staff.locator(".theirs", has_text="Foto pertama")).to_have_count(1)
    assert len(simulator.stored()) == 3
    assert simulator.process.returncode is None


async def test_words_sent_while_the_gateway_is_down_have_one_grey_tick(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")
    await staff.locator("[name=seconds]").fill("60")
    await staff.get_by_role("button", name="Matikan").click()
    await expect(staff.locator(".status")).to_contain_text("gateway mati")

    await simulator.type("staff", "bantuan")
    await staff.locator('.mine[data-tick="sent"]').wait_for()
    await expect(staff.locator(".theirs")).to_have_count(0)
    await staff.get_by_role("button", name="Nyalakan").click()

    await staff.locator('.mine[data-tick="read"]').wait_for()
    await simulator.hears("staff", "menambah mobil")


async def test_pasted_photos_stand_side_by_side_in_one_bubble_with_their_caption(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")
    await simulator.paste("staff", 3)
    await expect(staff.locator(".tray img")).to_have_count(3)
    await staff.get_by_role("button", name="Buang 0.jpg").click()

    await simulator.type("staff", "depan dan belakang")

    bubble = staff.locator(".mine .bubble")
    await expect(bubble.locator("img")).to_have_count(2)
    await expect(bubble.locator(".words")).to_have_text("depan dan belakang")
    # At once: while ticks come, bubbles are drawn anew, and one may be gone by then.
    left, right = await bubble.locator("img").evaluate_all(
        "images => images.map(image => image.getBoundingClientRect().toJSON())"
    )
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    await expect(staff.locator(".tray")).to_be_hidden()


async def test_two_phones_do_not_see_each_others_words(simulator: Simulator) -> None:
    staff, customer = simulator.phone("staff"), simulator.phone("customer")
    await simulator.type("customer", "Freed yang kemarin masih ada?")
    await simulator.type("staff", FREED)
    await simulator.drop("staff", 2)

    await simulator.hears("staff", "Foto pertama diterima")
    await customer.locator('.mine[data-tick="read"]').wait_for()

    await expect(staff.locator(".chat")).not_to_contain_text("yang kemarin")
    await expect(customer.locator(".row")).to_have_count(1)
    await expect(customer.locator(".inside img")).to_have_count(0)
    await expect(customer.locator(".state")).to_have_text("di luar dialog")


async def test_what_people_type_is_marked_up_and_never_run(
    simulator: Simulator,
) -> None:
    await simulator.type(
        "customer",
        '*tebal* _miring_ ~coret~ <img src=x onerror="alert(1)"> https://a.id/x_y_z?"b',
    )

    words = simulator.phone("customer").locator(".words")
    await expect(words.locator("b")).to_have_text("tebal")
    await expect(words.locator("i")).to_have_text("miring")
    await expect(words.locator("s")).to_have_text("coret")
    await expect(words.locator("img")).to_have_count(0)
    await expect(words.get_by_role("link")).to_have_attribute(
        "href", "https://a.id/x_y_z"
    )
    await expect(words).to_contain_text('<img src=x onerror="alert(1)">')


async def test_everything_can_be_done_with_the_keyboard(simulator: Simulator) -> None:
    keyboard, staff = simulator.page.keyboard, simulator.phone("staff")
    chosen: asyncio.Future[FileChooser] = asyncio.Future()

    def tell(chooser: FileChooser) -> None:
        chosen.set_result(chooser)

    # At the beginning: in a busy browser a key overtakes the wish to hear of a chooser.
    simulator.page.once("filechooser", tell)
    field = staff.get_by_role("textbox")
    for _ in range(20):
        if await field.evaluate("field => field === document.activeElement"):
            break
        await keyboard.press("Tab")

    await keyboard.type("/upload Honda Freed")
    await keyboard.press("Shift+Enter")
    await keyboard.type("tahun 2012 harga 145jt")
    await keyboard.press("Enter")
    await simulator.hears("staff", "Data Mobil Berhasil Diproses")
    await keyboard.press("Shift+Tab")
    await expect(staff.locator(".attach")).to_be_focused()
    await keyboard.press("Enter")
    assert (await asyncio.wait_for(chosen, PATIENCE_MS / 1000)).is_multiple()

    await expect(staff.locator(".mine .words")).to_have_text(
        re.compile(r"Freed\ntahun", re.MULTILINE), use_inner_text=True
    )
    outline = await staff.locator(".attach").evaluate(
        "button => getComputedStyle(button).outlineStyle"
    )
    assert outline == "solid"
    await expect(staff.get_by_role("log")).to_have_attribute("aria-live", "polite")


async def test_a_phone_shows_one_phone_with_a_switch(simulator: Simulator) -> None:
    page = simulator.page
    await page.set_viewport_size({"width": 390, "height": 844})
    staff, customer = simulator.phone("staff"), simulator.phone("customer")

    await expect(staff.locator(".chat")).to_be_visible()
    await expect(customer).to_be_hidden()
    await page.get_by_role("button", name="Pelanggan").click()
    await expect(customer.locator(".chat")).to_be_visible()
    await expect(staff).to_be_hidden()
    await customer.get_by_role("button", name="Di dalam bot").click()
    await expect(customer.locator(".inside")).to_be_visible()

    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


async def test_what_happened_is_saved_as_a_scenario(simulator: Simulator) -> None:
    await simulator.type("staff", FREED)
    await simulator.hears("staff", "Data Mobil Berhasil Diproses")

    async with simulator.page.expect_download() as saved:
        await (
            simulator.phone("staff").get_by_role("link", name="Simpan skenario").click()
        )
    file = await (await saved.value).path()

    assert "- user: /upload Honda Freed PSD" in file.read_text()
    assert "- bot: data_accepted" in file.read_text()


async def test_a_photo_deleted_on_the_phone_leaves_the_folder(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")
    await simulator.type("staff", FREED)
    await simulator.hears("staff", "Data Mobil Berhasil Diproses")
    await simulator.drop("staff", 2)
    await expect(staff.locator(".thumbs img")).to_have_count(2)
    await staff.locator(".pictured .cell[data-id]").nth(1).hover()

    await staff.locator(".pictured .delete").nth(1).click()

    await expect(staff.locator(".thumbs img")).to_have_count(1)
    await expect(staff.locator(".pictured .cell").nth(1)).to_have_text(
        "Pesan ini dihapus"
    )
    await expect(staff.locator(".pictured img")).to_have_count(1)
    await expect(staff.locator(".coming img")).to_have_count(0)
    await expect(staff.locator(".row.mine")).to_have_count(2)


async def test_a_phone_whose_number_is_hidden_is_a_stranger(
    simulator: Simulator,
) -> None:
    staff = simulator.phone("staff")

    await staff.get_by_label("Nomor disembunyikan").check()
    await simulator.type("staff", FREED)

    await simulator.hears("staff", "belum terdaftar")
    await expect(staff.locator(".state")).to_have_text("di luar dialog")


async def test_what_is_said_in_a_group_gets_no_reply(simulator: Simulator) -> None:
    staff = simulator.phone("staff")
    await staff.get_by_label("Dikirim ke").select_option("grup")
    await simulator.type("staff", "bantuan")
    await staff.locator('.mine[data-tick="read"]').wait_for()

    await staff.get_by_label("Dikirim ke").select_option("percakapan ini")
    await simulator.type("staff", FREED)

    await simulator.hears("staff", "Data Mobil Berhasil Diproses")
    await expect(staff.locator(".theirs")).to_have_count(1)
