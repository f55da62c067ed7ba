"""What pages load: photos, thumbnails and style sheets of ours, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.bot.web.shop import ADDRESS, BACK, FREED, FRONT, Browser, Seen, Shop, see


async def test_a_photo_is_handed_out_as_it_was_stored(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT])

    answer = await browser.get(f"{ADDRESS}/photos/{FRONT}")

    stored = shop.root / "cars" / FREED.slug / FRONT
    assert await answer.read() == stored.read_bytes()
    assert answer.content_type == "image/jpeg"


@pytest.mark.parametrize("query", ["", "?w=480"])
async def test_a_photo_is_not_sent_again_to_who_has_it(
    shop: Shop, browser: Browser, query: str
) -> None:
    shop.add(FREED, photos=[FRONT])
    address = f"{ADDRESS}/photos/{FRONT}{query}"
    first = await browser.get(address)

    again = await browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
    other = await browser.get(address, headers={"If-None-Match": '"another"'})

    assert (again.status, await again.read()) == (304, b"")
    assert (other.status, await other.read()) == (200, await first.read())


@pytest.mark.parametrize("width", [320, 480, 640, 960])
async def test_a_thumbnail_has_the_width_that_was_asked_for(
    shop: Shop, browser: Browser, tmp_path: Path, width: int
) -> None:
    shop.add(FREED, photos=[FRONT])

    answer = await browser.get(f"{ADDRESS}/photos/{FRONT}?w={width}")

    got = tmp_path / "got.jpg"
    got.write_bytes(await answer.read())
    with Image.open(got) as image:
        assert image.size == (width, width * 3 // 4)
    assert answer.content_type == "image/jpeg"
    assert shop.listing("cars", FREED.slug) == (FRONT,)


async def test_a_photo_that_cannot_be_made_smaller_is_handed_out_as_it_is(
    shop: Shop, browser: Browser
) -> None:
    shop.add(FREED, photos=[FRONT])
    (shop.root / "cars" / FREED.slug / FRONT).write_bytes(b"no picture")

    answer = await browser.get(f"{ADDRESS}/photos/{FRONT}?w=480")

    assert (answer.status, await answer.read()) == (200, b"no picture")


@pytest.mark.parametrize("width", ["481", "0480", "", "-1", "a", "480.0", "٤٨٠"])
async def test_no_other_width_is_made(shop: Shop, browser: Browser, width: str) -> None:
    shop.add(FREED, photos=[FRONT])

    answer = await browser.get(f"{ADDRESS}/photos/{FRONT}", params={"w": width})

    assert answer.status == 400


@pytest.mark.parametrize(
    "name",
    [
        BACK,
        "secret.jpg",
        "..%2Fsecret.jpg",
        "%2e%2e%2f%2e%2e%2fsecret.jpg",
        f".{FRONT}",
        f"{FRONT}%00",
        f"{FRONT}%0A",
        FRONT.upper(),
    ],
)
async def test_no_other_file_is_handed_out(
    shop: Shop, browser: Browser, name: str
) -> None:
    shop.add(FREED, photos=[FRONT, "secret.jpg", f".{FRONT}"])
    (shop.root / "secret.jpg").write_bytes(b"secret")

    answer = await browser.get(f"{ADDRESS}/photos/{name}")

    assert answer.status == 404


@pytest.mark.parametrize(
    "folder",
    [
        "/whatsapp:+6281200000011/1761600000000-0a1b2c3d",
        "/whatsapp%3A%2B6281200000011/1761600000000-0a1b2c3d",
    ],
)
async def test_no_address_leads_to_photos_that_are_not_published(
    shop: Shop, browser: Browser, folder: str
) -> None:
    person = "whatsapp:+6281200000011"
    shop.add(
        replace(FREED, items=person, slug="1761600000000-0a1b2c3d"), photos=[FRONT]
    )

    assert (await browser.get(folder)).status == 404
    assert (await browser.get(f"{folder}/photos/{FRONT}")).status == 404


@pytest.mark.parametrize("address", ["/", "/catalog/lumiku", ADDRESS, "/nowhere"])
async def test_a_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(
    shop: Shop, browser: Browser, address: str
) -> None:
    shop.add(FREED, photos=[FRONT])

    answer = await browser.get(address)

    page = Seen(await answer.text())
    policy = answer.headers["Content-Security-Policy"]
    loaded = [e.get("src") for e in page.all("img")]
    loaded += [e.get("src") for e in page.all("script") if "type" not in e]
    no_file = {"canonical", "alternate"}
    loaded += [e["href"] for e in page.all("link") if e["rel"] not in no_file]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"
    assert all(address and address.startswith("/alur/") for address in loaded)
    assert page.all("style") == []
    assert not any("style" in attributes for _, attributes in page.elements)


async def test_a_static_file_may_be_kept_for_ever_under_its_address(
    browser: Browser,
) -> None:
    page = await see(browser, "/")

    [style] = [e["href"] for e in page.all("link") if e["rel"] == "stylesheet"]
    answer = await browser.get(style.removeprefix("/alur"))

    assert (answer.status, answer.content_type) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await browser.get("/static/..%2Fpages.py")).status == 404
