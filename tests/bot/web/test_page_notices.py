"""Whoever opens a page that cannot be shown is told so in a page."""

import pytest

from tests.bot.web.shop import ADDRESS, FREED, FRONT, Browser, Shop, see


@pytest.mark.parametrize(
    "address",
    [
        "/cars/unknown-3f9a1c",
        "/houses/honda-freed-2012-3f9a1c",
        "/catalog/nobody",
        "/catalog/..%2Fx",
        "/nowhere",
        "/cars/<script>",
        "/cars/..%2F..%2Fetc",
        "/CARS/honda-freed-2012-3f9a1c",
        "/whatsapp:+6281200000011/1761600000000-0a1b2c3d",
        f"/cars/{'a' * 5000}%00",
    ],
)
async def test_an_unknown_address_gets_a_page_that_says_so(
    shop: Shop, browser: Browser, address: str
) -> None:
    shop.add(FREED)

    page = await see(browser, address, status=404)

    assert "Halaman tidak ditemukan" in page.words
    assert page.all("script") == []


async def test_a_program_that_asks_for_no_page_gets_the_bare_status(
    browser: Browser,
) -> None:
    answer = await browser.get("/nowhere", headers={"Accept": "application/json"})

    assert (answer.status, answer.content_type) == (404, "text/plain")


async def test_a_store_that_does_not_answer_is_told_as_503(
    shop: Shop, browser: Browser
) -> None:
    shop.down = True

    page = await see(browser, ADDRESS, status=503)
    picture = await browser.get(
        f"{ADDRESS}/photos/{FRONT}", headers={"Accept": "image/*"}
    )

    assert "Silakan coba lagi" in page.words
    assert picture.status == 503
