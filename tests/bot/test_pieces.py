"""A text that is too long for a channel goes out in pieces that read well."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pieces import pieces

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
CHARACTERS = [*"abc \n", "\n\n", "🚗", "👍🏽", "e\u0301", FAMILY, "🇮🇩"]
TEXTS = st.lists(st.sampled_from(CHARACTERS), min_size=1).map("".join)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", ["halo", " halo ", "x" * 1600, "a\n\nb"])
def test_a_text_that_is_short_enough_is_one_piece_as_it_is(text: str) -> None:
    assert pieces(text, 1600) == (text,)


def test_it_is_cut_between_paragraphs() -> None:
    first, second, third = "a b\n" * 175, "c d\n" * 175, "e f\n" * 175
    whole = f"{first.strip()}\n\n{second.strip()}\n\n{third.strip()}"

    assert pieces(whole, 1600) == (
        f"{first.strip()}\n\n{second.strip()}",
        third.strip(),
    )


def test_a_paragraph_that_is_too_long_is_cut_between_lines() -> None:
    lines = ["Foto: " + "x" * 60 for _ in range(40)]

    found = pieces("\n".join(lines), 1600)

    assert "\n".join(found).split("\n") == lines
    assert len(found) == 2


def test_a_line_that_is_too_long_is_cut_between_words() -> None:
    words = ["kata" * 5] * 200

    found = pieces(" ".join(words), 1600)

    assert " ".join(found).split(" ") == words
    assert len(found) == 3


def test_a_word_that_is_too_long_is_cut_inside() -> None:
    assert pieces("x" * 3300, 1600) == ("x" * 1600, "x" * 1600, "x" * 100)


def test_an_emoji_is_two_characters_to_a_gateway() -> None:
    found = pieces("🚗" * 1000, 1600)

    assert [len(piece) for piece in found] == [800, 200]


@pytest.mark.parametrize("one", ["👍🏽", "e\u0301", FAMILY, "🇮🇩", "1\ufe0f\u20e3"])
@pytest.mark.parametrize("before", range(6))
def test_no_piece_begins_within_what_people_see_as_one(one: str, before: int) -> None:
    found = pieces("x" * before + one * 40, 32)

    assert all(piece.lstrip("x").startswith(one) for piece in found)
    assert all(piece.endswith(one) for piece in found)


def test_even_what_never_ends_is_cut_somewhere() -> None:
    found = pieces("e" + "\u0301" * 500, 32)

    assert "".join(found) == "e" + "\u0301" * 500
    assert max(map(_units, found)) == 32


@given(TEXTS, st.integers(2, 60))
def test_nothing_is_lost_but_white_space_and_no_piece_is_too_long(
    text: str, limit: int
) -> None:
    found = pieces(text, limit)

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(_units(piece) <= limit for piece in found)
    assert all(found)
    assert not any(unicodedata.combining(piece[0]) for piece in found[1:] if limit > 20)
