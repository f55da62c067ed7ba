"""A tenant's colour is used as near to itself as words in it can be read."""

import colorsys
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.colours import DARK_GROUND, LIGHT_GROUND, Accent, Colours, contrast
from bot.settings import HOME

COLOURS = st.from_regex(r"#([0-9a-f]{3}|[0-9a-f]{6})", fullmatch=True)
STYLE = (HOME / "bot" / "web" / "static" / "pages.css").read_text("utf-8")


def test_contrast_is_counted_as_wcag_does():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#0a7", "#0a7") == 1


@given(COLOURS)
def test_words_in_any_colour_can_be_read_on_both_pages(colour):
    accent = Accent.of(colour)

    assert contrast(accent.light, LIGHT_GROUND) >= 4.5
    assert contrast(accent.dark, DARK_GROUND) >= 4.5


@given(COLOURS)
def test_words_on_a_button_of_any_colour_can_be_read(colour):
    accent = Accent.of(colour)

    assert contrast(accent.light, "#ffffff") >= 4.5
    assert contrast(accent.dark, "#141412") >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert Accent.of("#1d4ed8").light == "#1d4ed8"
    assert Accent.of("#0a7").dark == "#00aa77"


def test_a_colour_keeps_its_hue():
    light = Accent.of("#ffcc00").light
    parts = [int(light[at : at + 2], 16) / 255 for at in (1, 3, 5)]

    assert colorsys.rgb_to_hls(*parts)[0] == pytest.approx(48 / 360, abs=0.02)


@pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "0a7", "#0a7;}", None, 7])
def test_what_is_no_colour_is_refused_with_its_cure(colour):
    with pytest.raises(ValidationError, match='in quotes: "#0a7"'):
        Colours(accent=colour)


@pytest.mark.parametrize(
    ("ground", "names"),
    [(LIGHT_GROUND, "paper card frame"), (DARK_GROUND, "paper card frame")],
)
def test_no_ground_of_the_pages_is_nearer_to_the_accent(ground, names):
    dark = ground == DARK_GROUND
    block = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[dark]
    grounds = [
        found
        for name in names.split()
        for found in re.findall(rf"--{name}: (#\w+);", block)
    ]

    far = "#ffffff" if dark else "#000000"

    assert len(grounds) == 3
    assert min(contrast(one, far) for one in grounds) == contrast(ground, far)
