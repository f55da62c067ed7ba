"""The page of a summary shows what the folder holds, whenever it is opened."""

from io import BytesIO

import pytest
from PIL import Image

from bot.messages import Kind
from tests import salon
from tests.bot.web.salonsite import (
    FOLDER,
    below,
    open_salon,
    shown,
    site,
    status,
    voices,
)
from tests.bot.web.shop import see
from tests.salon import CLIENT, picture, sends


@pytest.fixture
async def house(tmp_path):
    async with open_salon(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser(house, aiohttp_client):
    return await aiohttp_client(site(house))


async def test_shows_the_answers_the_photos_and_whose_it_is(house, browser):
    link = await sends(house, picture(0), picture(1))

    page = await see(browser, below(link))

    assert "Salon Ayu" in page.words
    assert "Konsultasi rambut" in page.words
    assert "Perawatankeramas tiap hari" in page.words.replace(" keramas", "keramas")
    assert shown(page) == [path.rpartition("/")[2] for path in house.stored()]


async def test_the_conversation_is_told_as_bubbles_of_both_sides(house, browser):
    link = await sends(house, picture(0))

    page = await see(browser, below(link))

    sides = [one.get("class", "") for one in page.all("li")]
    assert sides.count("bubble theirs") == 4
    assert sides.count("bubble ours") == 3
    assert "kirim foto, lalu ceritakan perawatan Anda" in page.words


async def test_another_session_of_the_chat_is_not_told(house, browser):
    await house.hears("mulai", phone=CLIENT)
    await house.hears("rahasia lain", phone=CLIENT)
    await house.hears("batal", phone=CLIENT)
    link = await sends(house)

    page = await see(browser, below(link))

    assert "rahasia lain" not in page.words
    assert "keramas tiap hari" in page.words


async def test_every_link_of_the_text_opens_its_photo(house, browser):
    colours = [picture(0), picture(1), picture(2)]
    await sends(house, *colours)

    [line] = [one for one in salon.letter(house).splitlines() if "Foto: " in one]
    answers = [
        await browser.get(below(link))
        for link in line.removeprefix("Foto: ").split(" | ")
    ]

    files = [house.settings.photo_root / path for path in house.stored()]
    assert [one.status for one in answers] == [200, 200, 200]
    assert [await one.read() for one in answers] == [f.read_bytes() for f in files]


async def test_a_thumbnail_is_smaller_and_kept_nowhere(house, browser):
    big = BytesIO()
    Image.new("RGB", (1200, 1600), (90, 60, 40)).save(big, "JPEG")
    link = await sends(house, big.getvalue())
    [name] = [path.rpartition("/")[2] for path in house.stored()]

    answer = await browser.get(f"{below(link)}/photos/{name}?w=480")

    assert Image.open(BytesIO(await answer.read())).width == 480
    assert not (house.root / "thumbnails").exists()


async def test_a_width_that_no_thumbnail_has_is_refused(house, browser):
    link = await sends(house, picture(0))
    [name] = [path.rpartition("/")[2] for path in house.stored()]

    assert await status(browser, f"{below(link)}/photos/{name}?w=481") == 400


async def test_a_photo_removed_by_hand_is_gone_with_the_next_load(house, browser):
    link = await sends(house, picture(0), picture(1))
    gone, kept = house.stored()

    (house.settings.photo_root / gone).unlink()

    page = await see(browser, below(link))
    name = gone.rpartition("/")[2]
    assert shown(page) == [kept.rpartition("/")[2]]
    assert "Foto ini sudah tidak ada" in page.words
    assert await status(browser, f"{below(link)}/photos/{name}") == 404


async def test_a_photo_added_by_hand_is_there_with_the_next_load(house, browser):
    link = await sends(house, picture(0))
    name = "9000000000000-0123456789abcdef.jpg"

    (house.settings.photo_root / FOLDER / name).write_bytes(picture(1))

    assert shown(await see(browser, below(link)))[-1] == name
    assert await status(browser, f"{below(link)}/photos/{name}") == 200


async def test_a_voice_note_can_be_heard_whole_or_from_the_middle(house, browser):
    await house.hears("mulai", phone=CLIENT)
    store = voices(house)
    name = "1761646000000-0123456789abcdef.ogg"
    await store.put(FOLDER, name, b"OggS0123456789")
    await house.settle()
    link = await sends(house)

    page = await see(browser, below(link))
    whole = await browser.get(f"{below(link)}/voices/{name}")
    part = await browser.get(
        f"{below(link)}/voices/{name}", headers={"Range": "bytes=4-7"}
    )
    beyond = await browser.get(
        f"{below(link)}/voices/{name}", headers={"Range": "bytes=99-"}
    )

    assert [one["src"] for one in page.all("audio")] == [f"{below(link)}/voices/{name}"]
    assert (whole.status, await whole.read()) == (200, b"OggS0123456789")
    assert whole.content_type == "audio/ogg"
    assert (part.status, await part.read()) == (206, b"0123")
    assert part.headers["Content-Range"] == "bytes 4-7/14"
    assert beyond.status == 416


async def test_a_voice_note_stands_in_the_bubble_of_its_message(house, browser):
    await house.hears("mulai", phone=CLIENT)
    voice = house.message(phone=CLIENT, kind=Kind.VOICE)
    await house.hears_at_once(voice)
    await voices(house).put(FOLDER, f"1761646000000-{voice.key}.ogg", b"OggS")
    await house.hears("keramas", phone=CLIENT)
    await house.hears("kirim", phone=CLIENT)
    link = house.said(CLIENT)[-1].split()[1]

    page = await see(browser, below(link))

    assert len(page.all("audio")) == 2
