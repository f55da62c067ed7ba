"""Conditions ask about the turn and change nothing."""

from bot.messages import Kind
from bot.turn import Photos
from tests.bot.dialogue.small import TEXTS, opened


def test_first_time_holds_once_for_each_visit(tmp_path):
    chat = opened(
        tmp_path,
        """
  - trigger: text
    source: open
    dest: stay
    conditions: first_time
    after: [{say: d}]
  - {trigger: look, source: open, dest: again}
""",
        texts=TEXTS.replace("onward:", "look: [lihat]\n  onward:"),
    )

    assert [chat.hears("x"), chat.hears("x")] == [["d"], []]
    chat.hears("lihat")
    assert chat.hears("x") == ["d"]


def test_first_photo_holds_for_the_first_photo_of_the_session(tmp_path):
    chat = opened(
        tmp_path,
        """
  - trigger: photo
    source: open
    dest: stay
    conditions: first_photo
    after: [{say: d}]
  - {trigger: photo, source: open, dest: stay}
""",
    )

    assert [chat.hears(kind=Kind.PHOTO), chat.hears(kind=Kind.PHOTO)] == [["d"], []]
    assert chat.turn.accepted


def test_some_failed_asks_for_photos_given_up_and_not_told(tmp_path):
    ways = """
  - {trigger: text, source: open, dest: stay, conditions: some_failed, after: {say: d}}
"""
    chat = opened(tmp_path, ways)

    before = chat.hears("x")
    chat.photos = Photos(failed=1)

    assert (before, chat.hears("x")) == ([], ["d"])


def test_data_complete_asks_for_every_required_field(tmp_path):
    ways = """
  - trigger: text
    source: open
    dest: stay
    conditions: data_complete
    after: [{say: d}]
"""
    chat = opened(tmp_path, ways)

    before = chat.hears("x")
    chat.session.data["name"] = "Freed"

    assert (before, chat.hears("x")) == ([], ["d"])


def test_valid_and_save_read_what_was_said_as_a_field(tmp_path):
    ways = """
  - trigger: text
    source: open
    dest: stay
    conditions: {valid: size}
    before: [{save: size}]
    after: [{say: d}]
  - {trigger: text, source: open, dest: stay, after: [{say: e}]}
"""
    chat = opened(tmp_path, ways)

    assert [chat.hears("42"), chat.hears("besar"), chat.hears("100")] == [
        ["d"],
        ["e"],
        ["e"],
    ]
    assert chat.session.data == {"size": 42}


def test_data_changed_asks_what_this_message_changed(tmp_path):
    ways = """
  - trigger: text
    source: open
    dest: stay
    prepare: keep
    conditions: data_changed
    after: [{say: d}]
"""
    actions = """
from bot.turn import Reading


def keep(turn):
    turn.merge(Reading(data={"name": turn.words}))


ACTIONS = {"keep": keep}
"""
    chat = opened(tmp_path, ways, actions=actions)

    assert [chat.hears("x"), chat.hears("x"), chat.hears("y")] == [["d"], [], ["d"]]


def test_photos_at_least_counts_those_there_and_on_their_way_once_each(tmp_path):
    ways = """
  - trigger: text
    source: open
    dest: stay
    conditions: {photos_at_least: 2}
    after: [{say: d}]
"""
    chat = opened(tmp_path, ways)

    chat.photos = Photos(listed=("1",), coming=frozenset({"1"}))
    landed = chat.hears("x")
    chat.photos = Photos(listed=("1",), coming=frozenset({"2"}))

    assert (landed, chat.hears("x")) == ([], ["d"])
