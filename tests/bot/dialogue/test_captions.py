"""Photos, and the words that stand below them, in one turn."""

import pytest

from bot.messages import Kind
from bot.turn import Photos
from tests.bot.dialogue.small import opened


def test_a_photo_beyond_the_limit_pulls_photo_full_and_is_not_accepted(tmp_path):
    ways = """
  - {trigger: photo, source: open, dest: stay}
  - {trigger: photo_full, source: open, dest: stay, after: [{say: d}]}
"""
    chat = opened(tmp_path, ways)
    chat.photos = Photos(listed=("1",), coming=frozenset({"2"}))

    assert chat.hears(kind=Kind.PHOTO) == ["d"]
    assert not chat.turn.accepted


CAPTIONS = """
  - {trigger: photo, source: [open, other], dest: stay, after: [{say: d}]}
  - {trigger: text, source: other, dest: stay, after: [{say: e}]}
  - trigger: text
    source: open
    dest: other
    prepare: note
    conditions: data_complete
    after: [{say: f}]
"""
NOTE = """
def note(turn):
    if turn.words.startswith("nama "):
        turn.data["name"] = turn.words[5:]


ACTIONS = {"note": note}
"""


def test_a_word_in_a_caption_is_taken_first_then_the_photo_where_it_led(tmp_path):
    chat = opened(tmp_path, CAPTIONS, actions=NOTE)

    assert chat.hears("terus", Kind.PHOTO) == ["b", "c", "d"]
    assert chat.turn.accepted


def test_a_prepared_text_reads_a_caption_before_the_photo(tmp_path):
    chat = opened(tmp_path, CAPTIONS, actions=NOTE)

    assert chat.hears("nama Freed", Kind.PHOTO) == ["b", "c", "f", "d"]
    assert chat.session.data == {"name": "Freed"}


def test_a_text_transition_without_prepare_does_not_answer_captions(tmp_path):
    chat = opened(tmp_path, CAPTIONS, actions=NOTE, state="other")

    assert chat.hears("bagus ya", Kind.PHOTO) == ["d"]
    assert chat.hears("bagus ya") == ["e"]


def test_a_caption_that_ends_the_dialogue_takes_no_photo(tmp_path):
    chat = opened(tmp_path, CAPTIONS, actions=NOTE)

    chat.hears("batal", Kind.PHOTO)

    assert chat.turn.ended
    assert not chat.turn.accepted


def test_an_answered_caption_is_not_answered_as_anything_too(tmp_path):
    ways = "  - {trigger: anything, source: any, dest: stay, after: [{say: g}]}"
    chat = opened(tmp_path, ways)

    assert chat.hears("terus", Kind.PHOTO) == ["b", "c"]


def test_a_photo_begins_a_dialogue_whose_initial_state_takes_it(tmp_path):
    ways = "  - {trigger: photo, source: idle, dest: stay}"
    chat = opened(tmp_path, ways, state=None)

    assert chat.begins(kind=Kind.PHOTO)
    assert chat.turn.accepted


def test_a_word_below_a_photo_begins_a_dialogue_and_takes_the_photo(tmp_path):
    chat = opened(tmp_path, CAPTIONS, actions=NOTE, state=None)

    assert chat.begins("mulai", Kind.PHOTO)
    assert chat.turn.replies == ["a", "d"]
    assert chat.turn.accepted


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.VIDEO, Kind.DOCUMENT, Kind.OTHER])
def test_other_media_begin_nothing_whatever_stands_below_them(tmp_path, kind):
    chat = opened(tmp_path, "", state=None)

    assert not chat.begins("mulai", kind)
