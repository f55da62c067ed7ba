"""The book of a flow in a real browser: on a phone, in the dark, on paper."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def book(tmp_path):
    file = tmp_path / "upload.html"
    subprocess.run(
        [sys.executable, "-m", "bot", "book", "upload", "-o", str(file)],
        cwd=ROOT,
        env={**os.environ, "BOT_DATA": str(tmp_path / "data")},
        check=True,
        capture_output=True,
    )
    return file.as_uri()


@pytest.mark.parametrize("width", [360, 1280])
async def test_nothing_but_picture_and_tables_is_wider_than_the_screen(
    chromium, book, width
):
    page = await chromium.new_page(viewport={"width": width, "height": 800})
    await page.goto(book)

    wide = await page.evaluate("document.documentElement.scrollWidth")
    boxes = await page.locator(".picture svg g > rect").count()

    assert wide == width
    assert boxes > 10
    await page.close()


async def test_the_languages_stand_side_by_side_on_a_wide_screen(chromium, book):
    tops = {}
    for width in (1280, 360):
        page = await chromium.new_page(viewport={"width": width, "height": 800})
        await page.goto(book)
        bubbles = page.locator(".bubbles").first.locator(".bubble")
        places = [await bubbles.nth(n).bounding_box() for n in range(2)]
        tops[width] = [place["y"] for place in places if place]
        await page.close()

    assert tops[1280][0] == tops[1280][1]
    assert tops[360][0] < tops[360][1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_can_be_told_from_what_they_stand_on(chromium, book, scheme):
    page = await chromium.new_page(color_scheme=scheme)
    await page.goto(book)

    for words, ground in (
        (".bubble p", ".bubble"),
        (".kind", "section"),
        (".picture .title", ".picture rect"),
    ):
        assert await page.evaluate(CONTRAST, [words, ground]) >= 4.5, words
    await page.close()


async def test_nobody_is_asked_for_anything_and_no_script_runs(chromium, book):
    page = await chromium.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))

    await page.goto(book)

    assert asked == [book]
    assert complaints == []
    await page.close()


async def test_it_can_be_printed(chromium, book):
    page = await chromium.new_page()
    await page.goto(book)
    await page.emulate_media(media="print")

    printed = await page.pdf(format="A4")

    assert printed.startswith(b"%PDF")
    assert not await page.locator("nav").is_visible()
    await page.close()


CONTRAST = """
([words, ground]) => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const svg = (selector) => selector.startsWith(".picture");
  const front = light(svg(words) ? style(words).fill : style(words).color);
  const back = light(svg(ground) ? style(ground).fill : style(ground).backgroundColor);
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}
"""
"""How much two colours differ, as WCAG counts."""
