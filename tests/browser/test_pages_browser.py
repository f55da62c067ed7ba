"""The pages of a showroom in a real browser: a phone's and a desk's, light and dark."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.conftest import free_port
from tests.browser.showroom import DESK, FREED, PHONE, Showroom, street_photo

SCREENS = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
SLUG = "honda-freed-2012-3f9a1c"
HOSTILE = (
    "<img src=x onerror=\"document.title='taken'\">"
    "</script><script>document.title='taken'</script>"
)
PHOTOS = 10


@pytest.fixture
def showroom(tmp_path: Path) -> Showroom:
    return Showroom(tmp_path, port=free_port())


@pytest.fixture
async def car(showroom: Showroom) -> AsyncIterator[str]:
    address = showroom.add(SLUG, photos=[street_photo(n) for n in range(PHOTOS)])
    async with showroom.open():
        yield address


@pytest.fixture
async def lot(showroom: Showroom) -> AsyncIterator[str]:
    """A catalog of thirty cars, two pages."""
    for number in range(30):
        brand, model = (("Honda", "Brio"), ("Toyota", "Avanza"))[number % 2]
        showroom.add(
            f"car-{number}",
            data={
                **FREED,
                "brand": brand,
                "model": model,
                "year": 2010 + number % 10,
                "price": 90_000_000 + number * 1_000_000,
            },
            photos=[street_photo(number % 3)] if number % 5 else [],
            state=("available", "available", "booked", "sold")[number % 4],
        )
    async with showroom.open():
        yield showroom.catalog


async def look(browser: Browser, address: str, **screen: Any) -> Page:
    page = await browser.new_page(**screen)
    await page.add_init_script(SHIFTS)
    await page.goto(address)
    await page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("screen", SCREENS)
async def test_the_page_of_ten_photos_is_light_before_one_scrolls(
    chromium: Browser, car: str, screen: dict[str, Any]
) -> None:
    page = await chromium.new_page(**screen)
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    taken: list[float] = []
    network.on(
        "Network.loadingFinished",
        lambda event: taken.append(event["encodedDataLength"]),
    )

    await page.goto(car)
    await page.wait_for_load_state("networkidle")

    assert len(street_photo(0)) > 250_000
    assert len(taken) > 4
    assert sum(taken) < 400_000
    await page.close()


@pytest.mark.parametrize("screen", SCREENS)
async def test_nothing_moves_while_a_page_loads(
    chromium: Browser, showroom: Showroom, car: str, screen: dict[str, Any]
) -> None:
    for address in (car, showroom.catalog):
        page = await look(chromium, address, **screen)

        assert await page.evaluate("window.shifted") < 0.01, address
        await page.close()


@pytest.mark.parametrize("screen", SCREENS)
async def test_nothing_is_wider_than_the_screen(
    chromium: Browser, showroom: Showroom, car: str, screen: dict[str, Any]
) -> None:
    for address in (car, showroom.catalog, f"{showroom.catalog}?q=x&brand=y&lang=en"):
        page = await look(chromium, address, **screen)

        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide == screen["viewport"]["width"], address
        await page.close()


async def test_every_photo_of_the_folder_is_on_the_page_as_it_is_now(
    chromium: Browser, showroom: Showroom, car: str
) -> None:
    page = await look(chromium, car, **PHONE)
    before = await photos(page)

    showroom.put_photo(SLUG, 50, street_photo(1))
    await page.reload()
    more = await photos(page)
    for file in sorted(showroom.photos_of(SLUG).iterdir())[:2]:
        file.unlink()
    await page.reload()

    assert len(before) == PHOTOS
    assert more == [*before, more[-1]]
    assert await photos(page) == more[2:]
    assert await page.locator(".count").inner_text() == "9 foto"
    await page.close()


async def test_photos_are_swiped_through_on_a_phone(
    chromium: Browser, car: str
) -> None:
    page = await look(chromium, car, **PHONE)
    strip = page.locator(".strip")

    await strip.evaluate("strip => strip.scrollBy(strip.clientWidth, 0)")
    second = strip.locator("img").nth(1)
    await page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0",
        arg=await second.element_handle(),
    )

    box = await second.bounding_box()
    assert box is not None
    assert abs(box["x"]) < 2
    await page.close()


async def test_photos_fill_the_screen_and_follow_the_keyboard(
    chromium: Browser, car: str
) -> None:
    page = await look(chromium, car, **DESK)
    addresses = await photos(page)

    await page.locator(".strip a").first.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowRight")

    viewer = page.locator("dialog.viewer")
    assert await viewer.locator("p").inner_text() == f"2 / {PHOTOS}"
    assert await viewer.locator("img").get_attribute("src") == addresses[1]
    await page.keyboard.press("Escape")
    assert not await viewer.is_visible()
    await page.wait_for_function(
        "address => document.activeElement.href === address", arg=addresses[1]
    )
    await page.close()


async def test_all_of_it_works_without_javascript(chromium: Browser, lot: str) -> None:
    page = await chromium.new_page(java_script_enabled=False, **PHONE)
    await page.goto(lot)

    await page.locator(".toggle").click()
    await page.locator('select[name="brand"]').select_option("Honda")
    await page.locator('input[name="price_to"]').fill("100.000.000")
    await page.locator('select[name="sort"]').select_option("-price")
    await page.locator(".apply").click()

    assert await page.locator('[role="status"]').inner_text() == "6 unit"
    assert await page.locator(".card-price").first.inner_text() == "Rp 100.000.000"
    await page.locator(".chips a", has_text="Honda").click()
    assert await page.locator('[role="status"]').inner_text() == "11 unit"
    await page.locator(".card a", has=page.locator("img")).first.click()
    await page.wait_for_load_state("load")
    photo = page.locator(".strip a").first
    assert await photo.locator("img").evaluate("image => image.naturalWidth > 0")
    await photo.click()
    assert page.url.endswith(".jpg")
    await page.close()


async def test_a_catalog_is_leafed_through_to_its_end(
    chromium: Browser, lot: str
) -> None:
    page = await look(chromium, lot, **DESK)
    first = await page.locator(".card").count()

    await page.locator('[rel="next"]').click()

    assert (first, await page.locator(".card").count()) == (24, 6)
    assert await page.locator('[rel="next"]').count() == 0
    assert await page.locator(".card.gone").count() == 6
    await page.close()


@pytest.mark.parametrize("screen", SCREENS)
async def test_what_people_typed_runs_nowhere(
    chromium: Browser, showroom: Showroom, screen: dict[str, Any]
) -> None:
    hostile = {**FREED, "brand": HOSTILE, "model": HOSTILE, "colour": HOSTILE}
    address = showroom.add(
        SLUG, data=hostile, title=HOSTILE, description=HOSTILE, photos=[street_photo(0)]
    )
    complaints: list[str] = []
    async with showroom.open():
        for page_address in (address, showroom.catalog, f"{showroom.url}/"):
            page = await chromium.new_page(**screen)
            page.on("console", lambda message: complaints.append(message.text))
            await page.goto(page_address)
            await page.wait_for_load_state("networkidle")

            assert await page.title() != "taken"
            assert await page.locator("img[src='x']").count() == 0
            assert HOSTILE in await page.locator("main").inner_text()
            await page.close()

    assert complaints == []


async def photos(page: Page) -> list[str]:
    """The addresses of the photos in the gallery, whole, in order."""
    found: list[str] = await page.locator(".strip a").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    return found


SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
"""Adds up how much what was shown already has moved."""
