"""One message moves a turn along its flow, in an order that can be relied upon."""

import pytest

from bot.messages import Kind
from tests.bot.dialogue.small import OPEN, TEXTS, Small, opened


def test_a_word_comes_before_text_and_text_before_anything(tmp_path):
    chat = opened(
        tmp_path,
        """
  - {trigger: anything, source: open, dest: stay, after: [{say: d}]}
  - {trigger: text, source: open, dest: stay, unless: named, after: [{say: e}]}
  - {trigger: look, source: open, dest: stay, after: [{say: f}]}
""",
        texts=TEXTS.replace("onward:", "look: [lihat]\n  onward:"),
        actions="CONDITIONS = {'named': lambda turn: 'x' in turn.words}",
    )

    assert chat.hears("lihat") == ["f"]
    assert chat.hears("apa saja") == ["e"]
    assert chat.hears("x") == ["d"]


def test_a_word_that_the_state_does_not_take_is_a_text(tmp_path):
    chat = opened(
        tmp_path, "  - {trigger: text, source: open, dest: stay, after: [{say: d}]}"
    )

    assert chat.hears("mulai") == ["d"]


def test_the_longest_pattern_wins_and_the_rest_is_handed_on(tmp_path):
    chat = opened(
        tmp_path,
        """
  - {trigger: add, source: open, dest: stay, after: [{say: d}]}
  - {trigger: add_all, source: open, dest: stay, after: [{say: e}]}
""",
        texts=TEXTS.replace(
            "onward:", 'add: ["tambah *"]\n  add_all: ["tambah mobil *"]\n  onward:'
        ),
    )

    assert chat.hears("Tambah MOBIL Honda Freed") == ["e"]
    assert chat.turn.words == "Honda Freed"
    assert chat.hears("tambah Honda") == ["d"]


def test_the_words_of_every_language_are_understood(tmp_path):
    chat = Small(
        tmp_path,
        OPEN,
        {"id": TEXTS, "en": TEXTS.replace("terus", "onward").replace("batal", "stop")},
        state="open",
    )

    chat.hears("onward")

    assert chat.session.state == "other"


def test_the_starting_word_decides_the_language(tmp_path):
    chat = Small(tmp_path, OPEN, {"id": TEXTS, "en": TEXTS.replace("mulai", "start")})

    assert chat.begins("start")
    assert chat.session.language == "en"


def test_the_starting_word_decides_the_language_after_photos_came_first(tmp_path):
    ways = "  - {trigger: photo, source: idle, dest: stay}"
    english = TEXTS.replace("mulai", "start")
    chat = Small(tmp_path, OPEN + ways, {"id": TEXTS, "en": english})
    chat.hears(kind=Kind.PHOTO)

    chat.hears("start")

    assert chat.session.language == "en"


def test_a_later_word_of_another_language_changes_nothing(tmp_path):
    english = TEXTS.replace("terus", "onward")
    chat = Small(tmp_path, OPEN, {"id": TEXTS, "en": english}, state="open")

    chat.hears("onward")

    assert chat.session.language == "id"


def test_actions_run_before_on_exit_on_enter_and_after_in_order(tmp_path):
    chat = opened(
        tmp_path,
        """
  - trigger: text
    source: open
    dest: other
    before: [{say: d}, {say: e}]
    after: [{say: f}, {say: g}]
""",
    )

    assert chat.hears("x") == ["d", "e", "b", "c", "f", "g"]


def test_stay_leaves_nothing_and_enters_nothing(tmp_path):
    chat = opened(
        tmp_path, "  - {trigger: text, source: open, dest: stay, after: [{say: d}]}"
    )

    assert chat.hears("x") == ["d"]
    assert (chat.session.state, chat.session.visit) == ("open", 1)


def test_again_leaves_and_enters_the_same_state(tmp_path):
    chat = opened(
        tmp_path, "  - {trigger: text, source: open, dest: again, after: [{say: d}]}"
    )

    assert chat.hears("x") == ["b", "a", "d"]
    assert (chat.session.state, chat.session.visit) == ("open", 2)


def test_repeat_says_what_entering_said(tmp_path):
    chat = opened(
        tmp_path, "  - {trigger: text, source: open, dest: stay, after: [repeat]}"
    )

    assert chat.hears("x") == ["a"]
    assert chat.session.visit == 1


def test_any_is_every_state_that_is_not_final(tmp_path):
    ways = "  - {trigger: text, source: any, dest: stay, after: [{say: d}]}"
    chat = opened(tmp_path, ways)

    said = {}
    for state in ("idle", "open", "other", "over"):
        chat.session.state = state
        said[state] = chat.hears("x")

    assert said == {"idle": ["d"], "open": ["d"], "other": ["d"], "over": []}


def test_the_first_transition_whose_conditions_hold_is_taken(tmp_path):
    chat = opened(
        tmp_path,
        """
  - trigger: text
    source: open
    dest: stay
    conditions: [yes, no]
    after: [{say: d}]
  - trigger: text
    source: open
    dest: stay
    conditions: yes
    unless: yes
    after: [{say: e}]
  - trigger: text
    source: open
    dest: stay
    conditions: yes
    unless: no
    after: [{say: f}]
""",
        actions="""
CONDITIONS = {"yes": lambda turn: ["something"], "no": lambda turn: None}
""",
    )

    assert chat.hears("x") == ["f"]


def test_a_message_is_prepared_once_however_many_transitions_ask_for_it(tmp_path):
    chat = opened(
        tmp_path,
        """
  - {trigger: text, source: open, dest: stay, prepare: count, conditions: no}
  - {trigger: text, source: open, dest: stay, prepare: count, after: [{say: d}]}
""",
        actions="""
def count(turn):
    turn.data["size"] = turn.data.get("size", 0) + 1


ACTIONS = {"count": count}
CONDITIONS = {"no": lambda turn: False}
""",
    )

    chat.hears("x")
    once = chat.session.data["size"]
    chat.hears("x")

    assert (once, chat.session.data["size"]) == (1, 2)


@pytest.mark.parametrize(
    "kind", [Kind.VOICE, Kind.VIDEO, Kind.DOCUMENT, Kind.LOCATION, Kind.OTHER]
)
def test_media_without_a_way_of_their_own_are_anything(tmp_path, kind):
    ways = "  - {trigger: anything, source: open, dest: stay, after: [{say: d}]}"
    chat = opened(tmp_path, ways)

    assert chat.hears(kind=kind) == ["d"]


def test_what_the_bot_tells_itself_is_never_anything(tmp_path):
    ways = "  - {trigger: anything, source: open, dest: stay, after: [{say: d}]}"
    chat = opened(tmp_path, ways)

    assert chat.hears(kind=Kind.PHOTOS_SETTLED) == []


def test_an_immediate_word_waits_for_no_photo_and_every_other_text_does(tmp_path):
    ways = "  - {trigger: look, source: open, dest: stay, immediate: true}"
    texts = TEXTS.replace("onward:", "look: [lihat]\n  onward:")
    chat = opened(tmp_path, ways, texts=texts)

    assert not chat.waits("Lihat!", state="open")
    assert chat.waits("terus", state="open")
    assert chat.waits("apa saja", state="open")
    assert chat.waits("lihat", state="other")


def test_an_action_that_raises_before_the_state_changes_leaves_it(tmp_path):
    ways = "  - {trigger: text, source: open, dest: other, before: [burst]}"
    actions = """
def burst(turn):
    raise RuntimeError


ACTIONS = {"burst": burst}
"""
    chat = opened(tmp_path, ways, actions=actions)

    with pytest.raises(RuntimeError):
        chat.hears("x")
    assert (chat.turn.state, chat.session.visit) == ("open", 1)


def test_hand_over_and_clear_photos_are_for_the_engine_to_do(tmp_path):
    ways = """
  - {trigger: text, source: open, dest: stay, after: [hand_over, clear_photos]}
"""
    chat = opened(tmp_path, ways)
    chat.session.taken = 2

    chat.hears("x")

    assert (chat.turn.handed_over, chat.turn.cleared) == (True, True)
    assert chat.session.taken == 0
