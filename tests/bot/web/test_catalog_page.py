"""A catalog can be searched, sorted and leafed through without JavaScript."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.colours import Accent
from tests.bot.web.shop import ADDRESS, FREED, FRONT, LUMIKU, Browser, Shop, see

CATALOG = "/catalog/lumiku"
PHONE = "+6281200000099"


def fill(shop: Shop, count: int) -> None:
    for number in range(count):
        shop.add(replace(FREED, slug=f"freed-{number}"))


async def test_the_form_asks_by_address_and_keeps_what_was_asked(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    page = await see(browser, f"{CATALOG}?q=hidup&brand=Honda&price_to=150000000")

    [form] = page.all("form")
    fields = {field["name"]: field.get("value") for field in page.all("input")[:1]}
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert (form["method"], form["action"]) == ("get", f"/alur{CATALOG}")
    assert fields == {"q": "hidup"}
    assert chosen == ["Honda"]
    assert {"name": "price_to", "value": "150000000"}.items() <= next(
        field for field in page.all("input") if field.get("name") == "price_to"
    ).items()


async def test_the_form_may_be_sent_to_us_alone(shop: Shop, browser: Browser) -> None:
    shop.add(FREED)

    answer = await browser.get(CATALOG)

    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


async def test_what_was_asked_for_can_be_taken_back(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    page = await see(browser, f"{CATALOG}?brand=Honda&year_from=2012")

    assert "Year mulai 2012" in page.words
    assert f"/alur{CATALOG}?year_from=2012" in page.links()
    assert f"/alur{CATALOG}?brand=Honda" in page.links()
    assert page.meta("robots") == "noindex,follow"


async def test_pages_are_leafed_through_with_what_was_asked(
    shop: Shop, browser: Browser
) -> None:
    fill(shop, 60)

    first = await see(browser, f"{CATALOG}?brand=Honda")
    second = await see(browser, f"{CATALOG}?brand=Honda&page=2")

    assert "60 unit" in first.words
    assert "Halaman 1 dari 3" in first.words
    assert len([link for link in first.links() if "/cars/" in link]) == 24
    [on] = [link["href"] for link in first.all("a") if link.get("rel") == "next"]
    [back] = [link["href"] for link in second.all("a") if link.get("rel") == "prev"]
    assert on == f"/alur{CATALOG}?brand=Honda&page=2"
    assert back == f"/alur{CATALOG}?brand=Honda"


async def test_what_was_typed_into_the_form_is_never_markup(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)
    hostile = '"><script>alert(1)</script>'

    page = await see(
        browser, f"{CATALOG}?" + f"q={hostile}&brand={hostile}".replace(">", "%3E")
    )

    assert page.all("script") == []
    assert hostile in page.words


async def test_badges_tell_what_is_booked_and_what_is_sold(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, state="booked"))
    shop.add(replace(FREED, slug="sold", state="sold"))

    catalog = await see(browser, CATALOG)
    item = await see(browser, "/cars/sold")

    assert "Terjual" in catalog.words
    assert "Dibooking" in catalog.words
    assert "Terjual Honda Freed 2012" in item.words


async def test_the_button_opens_a_chat_about_this_very_item(
    shop: Shop, browser: Browser
) -> None:
    shop.add(replace(FREED, head=replace(LUMIKU, whatsapp=PHONE)))

    page = await see(browser, ADDRESS)

    chats = {link for link in page.links() if "wa.me" in link}
    [address] = map(urlsplit, chats)
    assert (address.netloc, address.path) == ("wa.me", "/6281200000099")
    [text] = parse_qs(address.query)["text"]
    assert text == (
        "Halo Lumiku Auto, apakah Honda Freed 2012 masih tersedia? "
        f"https://bot.example/alur{ADDRESS}"
    )


@pytest.mark.parametrize(
    ("state", "asked"), [("sold", "yang serupa?"), ("booked", "tidak jadi diambil")]
)
async def test_nobody_is_made_to_ask_whether_a_sold_item_is_there(
    shop: Shop, browser: Browser, state: str, asked: str
) -> None:
    shop.add(replace(FREED, state=state, head=replace(LUMIKU, whatsapp=PHONE)))

    page = await see(browser, ADDRESS)

    [chat] = {link for link in page.links() if "wa.me" in link}
    assert asked in parse_qs(urlsplit(chat).query)["text"][0]


async def test_a_tenant_without_a_number_has_no_button(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    page = await see(browser, ADDRESS)

    assert not any("wa.me" in link for link in page.links())


async def test_a_page_is_there_in_each_language_of_the_tenant(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT])

    page = await see(browser, f"{ADDRESS}?lang=en")

    others = {
        link["hreflang"]: link["href"]
        for link in page.all("link")
        if link["rel"] == "alternate"
    }
    here = f"https://bot.example/alur{ADDRESS}"
    assert page.all("html") == [{"lang": "en"}]
    assert others == {"id": here, "en": f"{here}?lang=en", "x-default": here}
    assert page.meta("og:url") == f"{here}?lang=en"
    assert f"/alur{CATALOG}?lang=en" in page.links()
    assert f"/alur{ADDRESS}" in page.links()


async def test_a_language_the_tenant_does_not_speak_is_its_own(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    for language in ("fr", "", "%00", "../en"):
        page = await see(browser, f"{CATALOG}?lang={language}")

        assert page.all("html") == [{"lang": "id"}]


async def test_the_language_goes_with_the_form(shop: Shop, browser: Browser) -> None:
    shop.add(FREED)

    page = await see(browser, f"{CATALOG}?lang=en&brand=Honda")

    assert {"type": "hidden", "name": "lang", "value": "en"} in page.all("input")
    assert f"/alur{CATALOG}?brand=Honda" in page.links()


async def test_the_colours_of_a_tenant_are_a_style_sheet_of_its_own(
    shop: Shop, browser: Browser
) -> None:
    shop.letterhead = replace(LUMIKU, accent=Accent.of("#0a7"))
    shop.add(replace(FREED, head=shop.letterhead))

    for address in (CATALOG, ADDRESS):
        sheets = [link["href"] for link in (await see(browser, address)).all("link")]

        assert f"/alur{CATALOG}/colours.css?v=00795500aa77" in sheets
    answer = await browser.get(f"{CATALOG}/colours.css")
    assert answer.content_type == "text/css"
    assert "--accent:#007955" in await answer.text()
    assert "immutable" in answer.headers["Cache-Control"]


async def test_a_tenant_without_colours_has_those_of_the_program(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED)

    sheets = [link["href"] for link in (await see(browser, ADDRESS)).all("link")]

    assert not any("colours.css" in sheet for sheet in sheets)
    assert (await browser.get(f"{CATALOG}/colours.css")).status == 404
    assert (await browser.get("/catalog/nobody/colours.css")).status == 404
