"""The checker proves that people hear an answer and can leave, wherever they stand."""

import pytest

from tests.bot.dialogue.upload_copy import FLOW, Copy

FLOW_OF = """\
flow: upload
{photos}initial: a
states:
  - name: a
  - name: b
    on_enter: [{{say: hello}}]
  - name: c
    on_enter: [{{say: hello}}]
  - {{name: sending, on_enter: publish_car}}
  - {{name: end, final: true, on_enter: [{{say: hello}}]}}
transitions:
  - {{trigger: upload, source: a, dest: b}}
  - {{trigger: finish, source: b, dest: c}}
  - {{trigger: confirm, source: c, dest: sending}}
{ways}
"""
ALWAYS = """\
  - {trigger: done, source: sending, dest: end}
  - {trigger: failed, source: sending, dest: c}
  - {trigger: cancel, source: any, dest: end}
  - {trigger: help, source: any, dest: stay, after: [say: hello]}
  - {trigger: anything, source: any, dest: stay}"""
CODES = {"F204", "F206", "F207", "F213", "F214"}


@pytest.fixture
def found(tmp_path):
    """What is found in the small flow with some ways put for others."""
    copy = Copy.at(tmp_path)

    def in_flow(old: str = "", new: str = "", photos: str = ""):
        ways = ALWAYS.replace(old, new) if old else f"{ALWAYS}\n{new}"
        assert old in ALWAYS
        copy.write(FLOW, FLOW_OF.format(ways=ways, photos=photos))
        return [(code, at) for code, _, at in copy.findings() if code in CODES]

    return in_flow


def test_a_flow_with_a_way_out_everywhere_has_nothing_to_find(found):
    assert found() == []


def test_cancel_under_a_condition_is_no_way_out(found):
    way = "cancel, source: any, dest: end"

    codes = found(way, f"{way}, conditions: data_changed")

    assert set(codes) == {("F207", "cancel")}


def test_cancel_under_a_condition_and_its_opposite_is_one(found):
    way = "{trigger: cancel, source: any, dest: end"
    both = f"{way}, conditions: data_changed}}\n  - {way}, unless: data_changed"

    assert found(way, both) == []


def test_an_effect_whose_end_is_taken_under_a_condition_may_hang(found):
    way = "failed, source: sending, dest: c"

    assert found(way, f"{way}, unless: data_complete") == [("F206", "sending")]


def test_what_is_answered_only_the_first_time_meets_silence_the_second(found):
    way = "anything, source: any, dest: stay"

    codes = found(way, f"{way}, conditions: first_time, after: [say: hello]")

    assert codes == [("F204", name) for name in ("b", "c", "sending")]


def test_photos_never_come_to_a_flow_that_takes_none(found):
    way = "  - {trigger: photo, source: b, dest: stay}"

    assert found(new=way) == [("F213", "photo")]
    assert found(new=way, photos="photos: {max: 2}\n") == []


def test_an_effect_never_ends_where_none_was_begun(found):
    way = "done, source: sending, dest: end"

    assert found(way, "done, source: [b, sending], dest: end") == [("F213", "b")]


def test_nobody_sends_a_voice_note_from_inside_before_the_beginning(found):
    way = "  - {trigger: voice, source: [a, b], dest: stay}"

    assert found(new=way) == [("F213", "a")]


def test_a_word_that_moves_people_on_without_a_word_is_told(found):
    way = "  - {trigger: skip, source: b, dest: stay}"

    assert found(new=way) == [("F214", "skip")]


def test_photos_are_counted_when_conditions_are_compared(found):
    way = "{trigger: cancel, source: any, dest: end"
    both = (
        f"{way}, conditions: {{photos_at_least: 1}}}}\n"
        f"  - {way}, unless: {{photos_at_least: 2}}"
    )

    assert found(way, both, photos="photos: {max: 2}\n") == []
