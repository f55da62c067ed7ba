"""What people may answer to the options of a state, and what they are shown."""

import pytest

from bot.dialogue.options import Options
from bot.messages import Kind, Option
from tests.bot.dialogue.small import WORDS, Small

FLOW = """
photos: {max: 2}
data:
  size: {type: choice, choices: [small, large]}
initial: idle
states:
  - name: idle
  - name: asking
    on_enter: {say: a}
    choices: [onward, stop, cancel]
  - name: sizing
    on_enter: {say: b}
    choices: size
  - {name: over, final: true}
transitions:
  - {trigger: begin, source: idle, dest: asking}
  - {trigger: onward, source: asking, dest: sizing}
  - {trigger: stop, source: asking, dest: again, immediate: true}
  - {trigger: second, source: asking, dest: stay, after: {say: c}}
  - {trigger: text, source: asking, dest: stay, after: {say: d}}
  - {trigger: text, source: sizing, dest: stay, conditions: {valid: size},
     before: {save: size}, after: {say: e}}
  - {trigger: text, source: sizing, dest: stay, after: {say: d}}
  - {trigger: photo, source: any, dest: stay}
"""
TEXTS = {
    "id": f"""
words:
  begin: [mulai]
  onward: [terus, lanjut]
  stop: ["berhenti *"]
  second: [detik]{WORDS}
labels: {{small: Kecil, large: Besar sekali, stop: Berhenti dulu}}
texts: {{a: a, b: b, c: c, d: d, e: e}}
""",
    "en": f"""
words:
  begin: [start]
  onward: [onward]
  stop: [halt]
  second: [second]{WORDS}
labels: {{small: Small, large: Large}}
texts: {{a: a, b: b, c: c, d: d, e: e}}
""",
}


@pytest.fixture
def asking(tmp_path):
    return Small(tmp_path, FLOW, TEXTS, state="asking")


@pytest.fixture
def sizing(tmp_path):
    return Small(tmp_path, FLOW, TEXTS, state="sizing")


def answered(chat, text):
    found = Options(chat.dialogue.flow).match(chat.session.state, text)
    return found and (found.trigger, found.rest)


@pytest.mark.parametrize(
    "text",
    ["2", " 2. ", "2)", "(2)", "no 2", "No. 2", "nomor 2!", "number 2", "#2", "02",
     "2\ufe0f\u20e3", "\uff12", "\u0662", "\u2461", "pilih 2"],
)  # fmt: skip
def test_an_option_is_answered_by_its_number_however_it_is_written(asking, text):
    assert answered(asking, text) == ("stop", "")


@pytest.mark.parametrize(
    "text", ["0", "4", "12", "-1", "1 2", "2 mobil", "nomor", "no2a", "99999999999999"]
)
def test_a_number_beyond_the_options_answers_nothing(asking, text):
    assert answered(asking, text) is None


@pytest.mark.parametrize("text", ["Berhenti dulu", "berhenti  DULU.", "halt", "Halt!"])
def test_an_option_is_answered_by_its_title_in_any_language(asking, text):
    assert answered(asking, text) == ("stop", "")


@pytest.mark.parametrize(
    ("text", "choice"),
    [("1", "small"), ("kecil", "small"), ("Large", "large"), ("besar sekali", "large")],
)
def test_a_choice_of_a_field_is_heard_as_a_text_that_says_it(sizing, text, choice):
    assert sizing.hears(text) == ["e"]
    assert sizing.turn.data == {"size": choice}


def test_what_is_no_option_is_a_text_like_any_other(sizing):
    assert sizing.hears("3") == ["d"]
    assert sizing.turn.words == "3"


def test_a_number_pulls_the_trigger_of_its_option(asking):
    asking.hears("1")

    assert (asking.session.state, asking.turn.replies) == ("sizing", ["b"])


def test_a_number_means_nothing_where_nothing_is_offered(tmp_path):
    chat = Small(tmp_path, FLOW, TEXTS)

    assert not chat.begins("1")


def test_a_word_of_the_state_comes_before_a_number(tmp_path):
    texts = TEXTS | {"id": TEXTS["id"].replace("[detik]", '["2"]')}
    flow = FLOW.replace("stop, cancel", "second, cancel")
    chat = Small(tmp_path, flow, texts, state="asking")

    assert chat.hears("2") == ["c"]


def test_a_number_waits_for_photos_unless_its_option_is_immediate(asking):
    assert asking.waits("1", state="asking")
    assert not asking.waits("2", state="asking")


def test_an_option_that_was_tapped_waits_as_its_word_does(asking):
    assert asking.waits("?", state="asking", option="onward")
    assert not asking.waits("?", state="asking", option="stop")


def test_a_number_below_a_photo_is_an_answer_too(asking):
    asking.hears("1", Kind.PHOTO)

    assert (asking.session.state, asking.turn.accepted) == ("sizing", True)


def test_options_are_called_by_their_labels_or_else_by_their_first_words(asking):
    speaker = asking.dialogue.speaker

    assert speaker.options("asking", "id") == (
        Option(id="onward", title="terus"),
        Option(id="stop", title="Berhenti dulu"),
        Option(id="cancel", title="batal"),
    )
    assert [option.title for option in speaker.options("asking", "en")] == [
        "onward",
        "halt",
        "batal",
    ]
    assert [option.title for option in speaker.options("sizing", "en")] == [
        "Small",
        "Large",
    ]
    assert speaker.options("idle", "id") == ()


@pytest.mark.parametrize(
    ("text", "offers"), [("1", True), ("2", True), ("second", False), ("x", False)]
)
def test_options_are_offered_when_a_state_is_entered(asking, text, offers):
    asking.hears(text)

    assert asking.turn.offers is offers


def test_options_are_offered_when_what_a_state_says_is_repeated(tmp_path):
    flow = FLOW.replace("after: {say: c}", "after: repeat")
    chat = Small(tmp_path, flow, TEXTS, state="asking")

    assert chat.hears("second") == ["a"]
    assert chat.turn.offers


def test_the_line_of_an_option_is_a_text_of_the_language(asking):
    asking.hears("1")

    speaker, turn = asking.dialogue.speaker, asking.turn
    turn.session.language = "en"
    options = speaker.options("sizing", "en")
    assert speaker.numbered(turn, "b", options) == "b\n\n(1) Small\n(2) Large"
    turn.session.language = "id"
    assert speaker.numbered(turn, "b", options[:1]) == "b\n\n1. Small"
