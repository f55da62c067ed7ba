"""Pages show what is published, with every photo of its folder, and nothing else."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from bot.web.catalog import Fact, ItemPage
from bot.web.pages import add_routes
from bot.web.thumbnails import Thumbnails
from tests.bot.web.shop import (
    ADDRESS,
    BACK,
    FREED,
    FRONT,
    LUMIKU,
    OVERVIEW,
    TEXTS,
    Browser,
    Shop,
    see,
)

HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7 * 7 }} {price}"


async def test_an_item_shows_title_price_facts_and_description(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    page = await see(browser, ADDRESS)

    assert page.words.count("Rp 145.000.000") == 1
    for shown in ("Honda Freed 2012", "Tahun", "145.515 km", "Kabin lega."):
        assert shown in page.words


async def test_an_item_shows_every_photo_in_the_order_of_the_listing(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[BACK, FRONT])

    page = await see(browser, ADDRESS)

    assert [image["alt"] for image in page.all("img")] == [
        "Honda Freed 2012, foto 1 dari 2",
        "Honda Freed 2012, foto 2 dari 2",
    ]
    assert [link for link in page.links() if "/photos/" in link] == [
        f"/alur{ADDRESS}/photos/{FRONT}",
        f"/alur{ADDRESS}/photos/{BACK}",
    ]


async def test_a_photo_removed_from_the_folder_is_gone_from_the_next_page(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT, BACK])
    await see(browser, ADDRESS)

    (shop.root / "cars" / FREED.slug / BACK).unlink()

    assert len((await see(browser, ADDRESS)).all("img")) == 1


async def test_photos_keep_their_place_while_they_load_and_come_in_four_widths(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT, BACK])

    first, second = (await see(browser, ADDRESS)).all("img")

    assert {"width", "height", "sizes"} <= first.keys()
    assert re.findall(r"\?w=(\d+) (\d+)w", first["srcset"]) == [
        ("320", "320"),
        ("480", "480"),
        ("640", "640"),
        ("960", "960"),
    ]
    assert "loading" not in first
    assert second["loading"] == "lazy"


async def test_a_chat_finds_absolute_addresses_for_its_preview(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT])

    page = await see(browser, ADDRESS)

    here = f"https://bot.example/alur{ADDRESS}"
    assert page.meta("og:url") == here
    assert page.meta("og:image") == f"{here}/photos/{FRONT}?w=960"
    assert page.meta("og:title") == "Honda Freed 2012 · Rp 145.000.000"
    assert page.meta("og:description") == "Kabin lega. Pajak hidup."


async def test_a_preview_without_description_tells_the_facts(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, description="", facts=FREED.facts[:1]))

    page = await see(browser, ADDRESS)

    assert page.meta("og:description") == "Harga: Rp 145.000.000 · Tahun: 2012"


async def test_a_long_description_is_cut_between_words_in_a_preview(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, description="mobil " * 200))

    summary = (await see(browser, ADDRESS)).meta("og:description")

    assert len(summary) <= 201
    assert summary.endswith("mobil…")


@pytest.mark.parametrize(("locale", "heading"), [("id", "Detail"), ("en", "Details")])
async def test_a_page_speaks_the_language_of_the_tenant(
    shop: Shop, browser: Browser, locale: str, heading: str
) -> None:
    shop.add(replace(FREED, head=replace(LUMIKU, locale=locale, languages=(locale,))))

    page = await see(browser, ADDRESS)

    assert page.all("html") == [{"lang": locale}]
    assert f" {heading} " in page.words


async def test_a_language_without_texts_gets_that_of_the_front_page(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, head=replace(LUMIKU, locale="jv", languages=("jv",))))

    assert (await see(browser, ADDRESS)).all("html") == [{"lang": "id"}]


@pytest.mark.parametrize("template", [None, "upload/item.html"])
async def test_what_people_typed_is_never_markup(
    shop: Shop, browser: Browser, template: str | None
) -> None:
    hostile = Fact(name="km", label=HOSTILE, value=HOSTILE)
    shop.add(
        ItemPage(
            head=replace(LUMIKU, name=HOSTILE, whatsapp="+6281200000099"),
            items="cars",
            slug=FREED.slug,
            title=HOSTILE,
            description=HOSTILE,
            price=replace(hostile, name="price"),
            facts=(hostile, replace(hostile, name="colour")),
            stored={"brand": HOSTILE, "model": "</script>", "km": 1, "price": 2},
            template=template,
        ),
        photos=[FRONT],
    )

    for address in (ADDRESS, "/catalog/lumiku", "/"):
        page = await see(browser, address)

        assert HOSTILE in page.words
        for script in page.all("script"):
            assert script.get("src") or script["type"] == "application/ld+json"
        for told in page.told:
            assert json.loads(told)["name"] == HOSTILE
        assert not any("onload" in attributes for _, attributes in page.elements)


async def test_a_letter_that_cannot_be_encoded_is_replaced(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, title="Freed \ud83d 2012"))

    assert "Freed ? 2012" in (await see(browser, ADDRESS)).words


async def test_a_flow_may_bring_its_own_page(shop: Shop, browser: Browser) -> None:
    shop.add(replace(FREED, template="upload/item.html"))

    page = await see(browser, ADDRESS)

    assert {"class": "highlights"} in page.all("dl")
    assert page.words.count("145.515 km") == 1
    assert "2 kunci" in page.words


async def test_the_page_of_a_flow_reaches_fields_by_name(
    shop: Shop, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    own = tmp_path / "flows" / "rent" / "item.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ data.price }}|{{ data.items }}|{{ data.colour }}|")
    shop.add(replace(FREED, template="rent/item.html"))
    app = web.Application()
    add_routes(
        app,
        catalog=shop,
        thumbnails=Thumbnails(tmp_path / "thumbnails"),
        overview=lambda: OVERVIEW,
        public_url="http://127.0.0.1:8080",
        texts=lambda: TEXTS,
        flows=tmp_path / "flows",
    )

    page = await see(await aiohttp_client(app), ADDRESS)

    assert page.words == "Rp 145.000.000|2 kunci||"


async def test_a_catalog_shows_the_newest_first_with_photo_and_price(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[BACK, FRONT])
    shop.add(replace(FREED, slug="avanza-2020-81bb02", title="Avanza", price=None))

    page = await see(browser, "/catalog/lumiku")

    assert [link for link in page.links() if "/cars/" in link] == [
        "/alur/cars/avanza-2020-81bb02",
        f"/alur{ADDRESS}",
    ]
    [image] = page.all("img")
    assert image["src"] == f"/alur{ADDRESS}/photos/{FRONT}?w=960"
    assert "Belum ada foto Avanza Honda Freed 2012 Rp 145.000.000" in page.words


async def test_an_empty_catalog_says_so(browser: Browser) -> None:
    assert (
        "Belum ada yang ditayangkan." in (await see(browser, "/catalog/lumiku")).words
    )


async def test_the_front_page_tells_what_runs_here_and_how_to_try_it(
    shop: Shop, browser: Browser
) -> None:
    for number in range(6):
        shop.add(replace(FREED, slug=f"freed-{number}"))

    page = await see(browser, "/")

    assert [link for link in page.links() if "/cars/" in link] == [
        f"/alur/cars/freed-{number}" for number in (5, 4, 3, 2)
    ]
    for shown in ("Lumiku Auto", "wa wwapi", "alur chat upload", "/upload"):
        assert shown in page.words
    for address in ("/catalog/lumiku", "/healthz", "/readyz", "/metrics"):
        assert f"/alur{address}" in page.links()
    assert "/alur/simulator" not in page.links()


def test_both_languages_say_the_same_things() -> None:
    places = [
        {key: sorted(place.name for place in text.placeholders) for key, text in told}
        for told in (texts.items() for texts in TEXTS.values())
    ]

    assert places[0] == places[1]
