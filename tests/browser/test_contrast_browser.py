"""Whatever the colour of a showroom, its pages can be read, by day and by night."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import free_port
from tests.browser.showroom import DESK, FREED, PHONE, Showroom, street_photo


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#ffee00", "#000"])
async def test_words_can_be_told_from_what_they_stand_on(
    chromium: Browser, tmp_path: Path, scheme: Any, accent: str
) -> None:
    showroom = Showroom(tmp_path, port=free_port(), accent=accent)
    car = showroom.add("car", photos=[street_photo(0)], state="booked")
    showroom.add("sold", data={**FREED, "brand": "Toyota"}, state="sold")
    searched = f"{showroom.catalog}?year_from=2000&price_from=1"
    async with showroom.open():
        for address in (car, f"{showroom.url}/cars/sold", showroom.catalog, searched):
            for screen in (PHONE, DESK):
                page = await chromium.new_page(color_scheme=scheme, **screen)
                await page.goto(address)

                assert await page.evaluate(FAINT) == [], address
                await page.close()


FAINT = """
() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const alpha = parts(colour)[3];
      if (alpha === undefined || alpha > 0.7) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    if (element.closest(".unseen, .skip, option, script, noscript")) continue;
    const [one, other] = [getComputedStyle(element).color, ground(element)].map(light);
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faint.push(`${node.data.trim()}: ${contrast.toFixed(2)}`);
  }
  return faint;
}
"""
"""The words on a page that cannot be told from their ground, as WCAG AA counts."""
