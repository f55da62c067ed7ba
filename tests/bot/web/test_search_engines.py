"""Search engines find every item, and are told what it is."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

from bot.web.catalog import Fact
from tests.bot.web.shop import ADDRESS, FREED, FRONT, Browser, Shop, see

HERE = f"https://bot.example/alur{ADDRESS}"
PLATE = "B 1234 XYZ"
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


async def test_the_sitemap_lists_every_catalog_and_item(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    answer = await browser.get("/sitemap.xml")

    text = await answer.text()
    listed = [found.text for found in ET.fromstring(text).iter(LOCATION)]  # noqa: S314 - our own
    assert answer.content_type == "application/xml"
    assert listed == ["https://bot.example/alur/catalog/lumiku", HERE]
    assert "<lastmod>2025-10-28</lastmod>" in text


async def test_robots_are_told_what_is_for_people(browser: Browser) -> None:
    answer = await browser.get("/robots.txt")

    text = await answer.text()
    assert answer.content_type == "text/plain"
    assert "Sitemap: https://bot.example/alur/sitemap.xml" in text
    assert "Disallow: /alur/webhook" in text


async def test_an_item_tells_machines_its_price_and_photos(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT])

    [told] = (await see(browser, ADDRESS)).told

    said = json.loads(told)
    assert (said["@type"], said["name"]) == ("Product", "Honda Freed 2012")
    assert said["image"] == [f"{HERE}/photos/{FRONT}"]
    assert said["offers"]["price"] == 145_000_000
    assert said["offers"]["availability"] == "https://schema.org/InStock"


async def test_a_car_is_told_as_a_car_and_its_plate_to_nobody(
    shop: Shop, browser: Browser
) -> None:
    stored: dict[str, str | int] = {
        "brand": "Honda",
        "model": "Freed",
        "year": 2012,
        "price": 145_000_000,
        "km": 145_515,
        "plate": PLATE,
    }
    shop.add(
        replace(
            FREED,
            template="upload/item.html",
            facts=(*FREED.facts, Fact(name="plate", label="Plat", value=PLATE)),
            stored=stored,
            state="sold",
        ),
        photos=[FRONT],
    )

    page = await see(browser, ADDRESS)

    said = json.loads(page.told[0])
    assert (said["@type"], said["brand"]["name"]) == ("Car", "Honda")
    assert said["vehicleModelDate"] == "2012"
    assert said["mileageFromOdometer"]["value"] == 145_515
    assert said["offers"]["availability"] == "https://schema.org/SoldOut"
    assert "color" not in said
    assert PLATE not in page.markup
