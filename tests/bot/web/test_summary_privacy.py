"""Nobody sees a summary but those who have its link, and only while it opens."""

import pytest

from tests import sale, salon
from tests.bot.web.salonsite import FOLDER, below, open_salon, shown, site, status
from tests.bot.web.shop import see
from tests.salon import CLIENT, EMAIL, STYLIST, picture, sends

PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive, noimageindex",
}
ANOTHER = "+6281200000077"


@pytest.fixture
async def house(tmp_path):
    async with open_salon(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser(house, aiohttp_client):
    return await aiohttp_client(site(house))


@pytest.mark.parametrize("what", ["", "/photos/{name}", "/voices/{name}"])
async def test_whatever_does_not_open_is_answered_in_the_same_way(house, browser, what):
    link = await sends(house, picture(0))
    [name] = [path.rpartition("/")[2] for path in house.stored()]
    what = what.format(name=name)
    expired, revoked = below(link), below(await sends(house))
    await house.ask(
        "DELETE FROM links WHERE created_at = (SELECT max(created_at) FROM links)"
    )
    house.clock.move_to(house.clock.now() + 31 * 86_400)

    told = []
    for path in (expired, revoked, "/s/" + "A" * 32):
        answer = await browser.get(path + what)
        told.append((answer.status, await answer.text()))
        assert {key: answer.headers[key] for key in PRIVATE} == PRIVATE

    assert told == [told[0]] * 3
    assert told[0][0] == 404


async def test_every_answer_is_kept_from_caches_and_search_engines(house, browser):
    link = await sends(house, picture(0))
    [name] = [path.rpartition("/")[2] for path in house.stored()]

    for what in ("", f"/photos/{name}", f"/photos/{name}?w=480"):
        answer = await browser.get(below(link) + what)

        assert {key: answer.headers[key] for key in PRIVATE} == PRIVATE
    page = await see(browser, below(link))
    assert "noindex" in page.meta("robots")
    assert page.all("script") == []


async def test_the_page_names_no_number(house, browser):
    link = await sends(house, picture(0))

    said = await (await browser.get(below(link))).text()

    for secret in (CLIENT[1:], STYLIST[1:], EMAIL, "whatsapp:"):
        assert secret not in said


async def test_what_people_wrote_is_no_markup(house, browser):
    await house.hears("mulai", phone=CLIENT)
    await house.hears("<script>alert(1)</script> & lain", phone=CLIENT)
    await house.hears("kirim", phone=CLIENT)
    link = house.said(CLIENT)[-1].split()[1]

    page = await see(browser, below(link))

    assert page.all("script") == []
    assert "<script>alert(1)</script> & lain" in page.words


async def test_the_same_client_of_two_businesses_shows_neither_the_other(
    house, browser
):
    here = await sends(house, picture(0))
    there = await sends(house, picture(1), tenant="other")
    names = {path.partition("/")[0]: path.rpartition("/")[2] for path in house.stored()}

    assert shown(await see(browser, below(here))) == [names["shop"]]
    assert shown(await see(browser, below(there))) == [names["other"]]
    assert "Salon Ayu" not in (await see(browser, below(there))).words
    assert await status(browser, f"{below(here)}/photos/{names['other']}") == 404
    assert await status(browser, f"{below(there)}/photos/{names['shop']}") == 404


async def test_another_client_of_the_same_business_is_not_shown(house, browser):
    mine = await sends(house, picture(0))
    theirs = await sends(house, picture(1), phone=ANOTHER)
    by_phone = {path.split("/")[1]: path.rpartition("/")[2] for path in house.stored()}

    assert shown(await see(browser, below(mine))) == [by_phone[f"whatsapp:{CLIENT}"]]
    assert shown(await see(browser, below(theirs))) == [by_phone[f"whatsapp:{ANOTHER}"]]


async def test_who_is_staff_and_client_keeps_the_two_apart(tmp_path, aiohttp_client):
    both = {**sale.FILES, **salon.FILES}
    async with open_salon(tmp_path, both) as house:
        browser = await aiohttp_client(site(house))
        await house.hears("jual Avanza 145000000", phone=CLIENT)
        await house.hears(photo=house.brings("car", picture(0)), phone=CLIENT)
        [car] = house.stored()
        await house.hears("selesai", phone=CLIENT)
        await house.hears("ya", phone=CLIENT)
        [published] = house.stored()

        link = await sends(house, picture(1))

        [hair] = [path for path in house.stored() if path != published]
        page = await see(browser, below(link))
        assert shown(page) == [hair.rpartition("/")[2]]
        assert "Avanza" not in page.words
        for path in (car, published):
            name = path.rpartition("/")[2]
            assert await status(browser, f"{below(link)}/photos/{name}") == 404


async def test_photos_of_a_session_of_its_own_are_not_in_the_persons_folder(
    tmp_path, aiohttp_client
):
    both = {**sale.FILES, **salon.FILES}
    async with open_salon(tmp_path, both) as house:
        browser = await aiohttp_client(site(house))
        link = await sends(house, picture(1))
        [hair] = house.stored()
        await house.hears("jual Avanza 145000000", phone=CLIENT)
        await house.hears(photo=house.brings("car", picture(0)), phone=CLIENT)
        [car] = set(house.stored()) - {hair}

        assert shown(await see(browser, below(link))) == [hair.rpartition("/")[2]]
        name = car.rpartition("/")[2]
        assert await status(browser, f"{below(link)}/photos/{name}") == 404


@pytest.mark.parametrize(
    "path",
    [
        "/shop/whatsapp:{phone}/{name}",
        "/shop/whatsapp:{phone}/photos/{name}",
        "/photos/{name}",
        "/s/photos/{name}",
        "/s/..%2Fshop%2Fwhatsapp:{phone}/photos/{name}",
        "{link}/photos/..%2F..%2F{name}",
        "{link}/photos/{folder}%2F{name}",
        "{link}/voices/{name}",
    ],
)
async def test_no_other_address_leads_to_a_photo(house, browser, path):
    link = await sends(house, picture(0))
    [stored] = house.stored()

    asked = path.format(
        phone=CLIENT, name=stored.rpartition("/")[2], link=below(link), folder=FOLDER
    )

    assert await status(browser, asked) == 404


async def test_a_purged_folder_closes_its_links(house, browser):
    link = await sends(house, picture(0))

    await house.hears("mulai", phone=CLIENT)
    await house.hears("batal", phone=CLIENT)

    assert await status(browser, below(link)) == 404
