"""A word is added to a text file whose author's hand stays visible."""

import pytest
import yaml

from bot.wordlists import add_word


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("words:\n  finish: [selesai]\n", "words:\n  finish: [selesai, baru]\n"),
        (
            "words:\n  finish:  [a, 'b']   # why\n  x: [y]\n",
            "words:\n  finish:  [a, 'b', baru]   # why\n  x: [y]\n",
        ),
        (
            "words:\n  finish:\n    - a\n    - b # why\n  x: [y]\n",
            "words:\n  finish:\n    - a\n    - b\n    - baru # why\n  x: [y]\n",
        ),
        ("words:\n  finish: a\n", "words:\n  finish: [a, baru]\n"),
        (
            "words:\n  finish: [\n    a,\n    b,\n  ]\n",
            "words:\n  finish: [\n    a,\n    b, baru,\n  ]\n",
        ),
    ],
)
def test_a_word_is_added_behind_the_others(before, after):
    assert add_word(before, "finish", "baru") == after


@pytest.mark.parametrize(
    "word", ["?", '"x"', "a\\b", "- a", "ya: tidak", "#1", "*", "é"]
)
def test_a_word_is_read_back_as_it_was(word):
    changed = add_word("words: {finish: [a]}\n", "finish", word)

    assert changed is not None
    assert yaml.load(changed, yaml.BaseLoader) == {"words": {"finish": ["a", word]}}  # noqa: S506 - it makes texts


@pytest.mark.parametrize(
    "source",
    ["", "words: {}\n", "words: [a]\n", "texts: {a: b}\n", "words: {\n", "a\n"],
)
def test_a_file_without_that_trigger_is_left_alone(source):
    assert add_word(source, "finish", "baru") is None
