"""A summary in a real browser: on a phone, on a desk, in the dark, on paper."""

from io import BytesIO

import pytest
from aiohttp.test_utils import TestServer
from PIL import Image, ImageFilter

from bot.messages import Kind
from tests.bot.web.salonsite import FOLDER, below, open_salon, site, voices
from tests.salon import CLIENT

TONES = ((176, 110, 84), (86, 60, 48), (205, 170, 125), (120, 74, 60), (64, 44, 40))
WIDTHS = (360, 1280)


def hair(tone, size=(900, 1200)):
    """A picture with light and shade, as a photo has."""
    small = Image.effect_noise((18, 240), 90).resize(size).convert("L")
    shade = small.filter(ImageFilter.GaussianBlur(3))
    picture = Image.composite(
        Image.new("RGB", size, tone),
        Image.new("RGB", size, tuple(part // 3 for part in tone)),
        shade,
    )
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


async def consulted(house):
    """A client who sent photos, a voice note and answers; the link's path."""
    await house.hears("mulai", phone=CLIENT)
    for number, tone in enumerate(TONES):
        photo = house.brings(f"p{number}", hair(tone))
        caption = "Ini dari belakang ya kak" if number == 1 else ""
        await house.hears(caption, photo=photo, phone=CLIENT)
    voice = house.message(phone=CLIENT, kind=Kind.VOICE)
    await house.hears_at_once(voice)
    name = f"1761646000000-{voice.key}.ogg"
    await voices(house).put(FOLDER, name, b"OggS")
    await house.settle()
    await house.hears(
        "Keramas dua hari sekali, pakai sampo biasa.\nKadang pakai vitamin rambut 🙏",
        phone=CLIENT,
    )
    await house.hears("kirim", phone=CLIENT)
    return below(house.said(CLIENT)[-1].split()[1])


@pytest.fixture
async def address(tmp_path):
    async with open_salon(tmp_path) as house, TestServer(site(house)) as server:
        yield str(server.make_url(await consulted(house)))


async def opened(chromium, address, width, **how):
    page = await chromium.new_page(viewport={"width": width, "height": 900}, **how)
    await page.goto(address, wait_until="networkidle")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_everything_fits_the_screen_and_every_photo_is_seen(
    chromium, address, width, scheme, tmp_path
):
    page = await opened(chromium, address, width, color_scheme=scheme)

    wide = await page.evaluate("document.documentElement.scrollWidth")
    frames = page.locator(".sheet img")
    widths = await frames.evaluate_all("all => all.map(one => one.naturalWidth)")
    await page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)

    assert wide == width
    assert len(widths) == len(TONES)
    assert all(found > 0 for found in widths)
    await page.close()


async def test_the_two_sides_of_the_conversation_stand_apart(chromium, address):
    page = await opened(chromium, address, 360)

    theirs = await page.locator(".bubble.theirs").first.bounding_box()
    ours = await page.locator(".bubble.ours").first.bounding_box()

    assert theirs is not None
    assert ours is not None
    assert theirs["x"] < 40
    assert ours["x"] + ours["width"] > 320
    assert theirs["width"] < 330
    await page.close()


async def test_it_needs_no_script_and_asks_no_other_host(chromium, address):
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    await page.goto(address, wait_until="networkidle")

    host = address.partition("/s/")[0]
    assert await page.locator(".sheet a").count() == len(TONES)
    assert all(url.startswith(host) for url in asked)
    await context.close()


async def test_a_photo_opens_whole_and_is_told_nothing_of_where_from(chromium, address):
    page = await opened(chromium, address, 1280)
    link = page.locator(".sheet a").first

    async with page.expect_response(lambda answer: "/photos/" in answer.url) as waited:
        await link.click()
    answer = await waited.value

    assert answer.status == 200
    assert "referer" not in await answer.request.all_headers()
    await page.close()


async def test_on_paper_there_are_photos_and_words_and_nothing_to_press(
    chromium, address, tmp_path
):
    page = await opened(chromium, address, 1280, color_scheme="dark")
    await page.emulate_media(media="print", color_scheme="light")

    players = await page.locator("audio").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).length"
    )
    notes = await page.locator(".on-paper").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).length"
    )
    paper = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    pdf = await page.pdf(path=tmp_path / "summary.pdf", format="A4")

    assert (players, notes) == (0, 1)
    assert paper == "rgb(255, 255, 255)"
    assert pdf.startswith(b"%PDF")
    await page.close()
