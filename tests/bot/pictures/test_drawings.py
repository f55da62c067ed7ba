"""A flow as SVG and PNG: whole, readable at 1280 pixels, and nothing from outside."""

import io
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from bot.pictures.layout import layout
from bot.pictures.lettering import drawable, font, width, wrapped
from bot.pictures.png import SCALE, png
from bot.pictures.sketch import sketch
from bot.pictures.svg import svg

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def placed(upload):
    return layout(sketch(upload))


def test_the_flow_that_ships_fits_a_screen_of_1280_pixels(placed):
    assert placed.width <= 1280


def test_no_box_covers_another(placed):
    for one, other in combinations(placed.boxes, 2):
        apart = (
            one.left + one.width <= other.left
            or other.left + other.width <= one.left
            or one.top + one.height <= other.top
            or other.top + other.height <= one.top
        )
        assert apart, (one.lines[0], other.lines[0])


def test_everything_stands_inside_the_picture(placed):
    for box in placed.boxes:
        assert 0 <= box.left <= box.left + box.width <= placed.width
        assert 0 <= box.top <= box.top + box.height <= placed.height
    for arrow in placed.arrows:
        for x, y in (arrow.tip, *arrow.curve):
            assert 0 <= x <= placed.width
            assert 0 <= y <= placed.height


def test_an_arrow_ends_at_the_box_it_leads_to(placed):
    places = dict(
        zip([box.key for box in placed.sketch.boxes], placed.boxes, strict=True)
    )
    for arrow, drawn in zip(placed.sketch.arrows, placed.arrows, strict=True):
        box = places[arrow.target]
        x, y = drawn.tip
        assert box.left - 3 <= x <= box.left + box.width + 3
        assert box.top - 3 <= y <= box.top + box.height + 3


def test_the_svg_holds_every_word_and_asks_nobody_for_anything(placed):
    drawn = svg(placed)

    words = [each.text for each in ET.fromstring(drawn).iter() if each.text]  # noqa: S314 - it is our own
    for box in placed.boxes:
        assert {line.text for line in box.lines} <= set(words)
    assert not re.search(r"(?:href|src|url\(|@import|<script)", drawn)


def test_the_png_shows_the_same_picture_at_twice_the_size(placed):
    image = Image.open(io.BytesIO(png(placed)))

    assert image.size == (int(placed.width * SCALE), int(placed.height * SCALE))
    assert image.convert("RGB").getcolors(1) is None


def test_a_flow_of_two_states_can_be_drawn(tell):
    flow = tell()

    assert svg(layout(sketch(flow))).startswith("<svg ")


def test_a_font_lacks_no_letter_that_is_drawn():
    used = font(12)

    assert drawable("Harga: Rp 145.000", used) == "Harga: Rp 145.000"
    assert drawable("a\U000f1235b", used) == "ab"


def test_words_are_broken_at_blanks_and_the_rest_is_told_to_be_left_out():
    lines = wrapped("satu dua tiga empat lima enam", 12, within=60, lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith(" …")
    assert all(width(line, 12) <= 60 for line in lines)


def test_a_word_that_is_too_long_stands_alone():
    assert wrapped("a " + "b" * 50, 12, within=60) == ("a", "b" * 50)


def test_without_graphviz_a_picture_is_refused_and_mermaid_is_not():
    script = (
        "import sys; sys.modules['pygraphviz'] = None;from bot.cli import main; main()"
    )

    refused, drawn = (
        subprocess.run(
            [sys.executable, "-c", script, "graph", "upload", "--format", kind],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        for kind in ("svg", "mermaid")
    )

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "pip install 'alur[pictures]'" in refused.stderr
    assert (drawn.returncode, drawn.stderr) == (0, "")
