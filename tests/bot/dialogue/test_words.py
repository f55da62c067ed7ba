"""What people type is understood as a word, or is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.words import Match, Words, normalised

WORDS = Words(
    {
        "id": {
            "upload": ("/upload *", "upload *", "tambah mobil *"),
            "add": ("tambah *",),
            "finish": ("selesai", "sudah"),
            "skip": ("skip", "-"),
            "confirm": ("ya", "ok"),
            "cancel": ("batal", "gak jadi"),
            "help": ("bantuan", "?"),
        },
        "en": {"finish": ("done",), "confirm": ("yes", "ok"), "go": ("upload",)},
    }
)


def triggers(text: str) -> list[str]:
    return [match.trigger for match in WORDS.match(text)]


@pytest.mark.parametrize(
    "text",
    [
        "selesai",
        "  Selesai ",
        "SELESAI!",
        "selesai...",
        "\uff53elesai",
        "sele\u200bsai",
    ],
)
def test_a_word_is_known_however_it_is_written(text):
    assert triggers(text) == ["finish"]


@pytest.mark.parametrize("text", ["selesaikan", "sudah selesai", "", "  ", "ya ya"])
def test_a_word_stands_alone(text):
    assert triggers(text) == []


@pytest.mark.parametrize(("text", "trigger"), [("?", "help"), ("-", "skip")])
def test_a_sign_can_be_a_word(text, trigger):
    assert triggers(text) == [trigger]


def test_a_word_of_two_parts_may_be_typed_with_any_blanks_between():
    assert triggers("Gak   jadi.") == ["cancel"]


def test_what_follows_a_star_keeps_its_spelling_and_lines():
    [match] = WORDS.match("/Upload  Honda FREED\nharga 145jt.  ")

    assert match.rest == "Honda FREED\nharga 145jt."


def test_a_word_with_a_star_may_stand_alone():
    assert WORDS.match("/upload") == (Match(trigger="upload", rest="", language="id"),)


@pytest.mark.parametrize("text", ["uploading", "/uploadHonda", "please upload"])
def test_a_star_takes_whole_words_only(text):
    assert triggers(text) == []


def test_the_longest_pattern_comes_first():
    matches = WORDS.match("tambah mobil Honda")

    assert [(match.trigger, match.rest) for match in matches] == [
        ("upload", "Honda"),
        ("add", "mobil Honda"),
    ]


def test_of_equal_patterns_the_one_without_a_star_comes_first():
    assert triggers("upload") == ["go", "upload"]


def test_a_word_of_two_languages_counts_for_the_preferred_one():
    [match] = WORDS.match("ok")

    assert (match.trigger, match.language) == ("confirm", "id")


def test_a_word_of_the_second_language_is_understood():
    assert WORDS.match("Done")[0].language == "en"


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalised(text)

    assert normalised(once) == once


@given(st.text())
def test_no_text_raises(text):
    for match in WORDS.match(f"upload {text}"):
        assert match.rest in text
