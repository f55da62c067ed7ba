"""States inside states: what they are called, and what happens between them."""

from dataclasses import replace

import pytest

from tests.bot.dialogue.small import TEXTS, Small

FORM = """
data: {name: {type: text}}
initial: idle
states:
  - name: idle
  - name: form
    initial: name
    timeout: 1 hour
    reminder: 10 minutes
    on_enter: {say: a}
    on_exit: {say: b}
    states:
      - name: name
        on_enter: {say: c}
        on_exit: {say: d}
      - name: address
        initial: street
        timeout: 2 hours
        on_enter: {say: e}
        states:
          - name: street
            on_enter: {say: f}
            reminder: 5 minutes
          - name: town
            on_enter: {say: g}
  - name: over
    final: true
transitions:
  - {trigger: begin, source: idle, dest: form}
  - {trigger: onward, source: form.name, dest: address}
  - {trigger: onward, source: form.address.street, dest: town}
  - {trigger: onward, source: form.address.town, dest: name}
  - {trigger: anew, source: form, dest: form}
  - {trigger: same, source: form, dest: again}
  - {trigger: reminder, source: form, dest: stay}
  - {trigger: timeout, source: form, dest: over}
"""
FORM_TEXTS = f"words:\n  anew: [ulang]\n  same: [sama]{TEXTS.removeprefix('words:')}"


@pytest.fixture
def form(tmp_path):
    def stands_in(state=None):
        return Small(tmp_path, FORM, {"id": FORM_TEXTS}, state=state)

    return stands_in


def test_whoever_comes_in_enters_from_the_outermost_to_the_first_inside(form):
    chat = form("idle")

    assert chat.hears("mulai") == ["a", "c"]
    assert chat.session.state == "form.name"


def test_between_states_of_one_composite_it_is_neither_left_nor_entered(form):
    chat = form("form.name")

    assert chat.hears("terus") == ["d", "e", "f"]
    assert chat.hears("terus") == ["g"]
    assert chat.session.state == "form.address.town"


def test_whoever_goes_out_leaves_from_the_inside_to_the_outermost(form):
    chat = form("form.name")

    assert chat.hears("batal") == ["d", "b"]


def test_the_name_of_the_composite_leads_out_of_it_and_in_again(form):
    chat = form("form.address.town")

    assert chat.hears("ulang") == ["b", "a", "c"]
    assert chat.session.state == "form.name"


def test_again_is_the_state_one_is_in_and_not_the_composite(form):
    chat = form("form.address.town")

    assert chat.hears("sama") == ["g"]
    assert chat.session.state == "form.address.town"


def test_a_composite_is_timed_for_all_inside_and_their_own_time_wins(form):
    states = form().dialogue.flow.states

    timed = {
        name: (s.reminder_seconds, s.timeout_seconds) for name, s in states.items()
    }
    assert timed == {
        "idle": (None, None),
        "form.name": (600, 3600),
        "form.address.street": (300, 7200),
        "form.address.town": (600, 7200),
        "over": (None, None),
    }


def test_one_visit_is_one_state_however_many_are_entered_around_it(form):
    chat = form("idle")

    chat.hears("mulai")

    assert chat.session.visit == 2


def test_repeat_says_what_is_around_where_the_state_itself_says_nothing(tmp_path):
    flow = """
initial: idle
states:
  - name: idle
  - name: form
    initial: name
    on_enter: {say: a}
    states: [{name: name}, {name: town, on_enter: {say: b}}]
  - {name: over, final: true}
transitions:
  - {trigger: begin, source: idle, dest: form}
  - {trigger: onward, source: form, dest: stay, after: repeat}
"""
    chat = Small(tmp_path, flow, {"id": TEXTS}, state="form.name")

    assert chat.hears("terus") == ["a"]
    chat.session.state = "form.town"
    assert chat.hears("terus") == ["b"]


def test_a_draft_is_taken_up_inside_a_composite_state_which_is_entered(tmp_path):
    ways = "  - {trigger: resume, source: idle, dest: resumed}\n"
    texts = FORM_TEXTS.replace("words:", "words:\n  resume: [lanjut]", 1)
    chat = Small(tmp_path, FORM + ways, {"id": texts})
    chat.begins("lanjut")
    turn = chat.turn

    turn = replace(
        turn, state="idle", resumable=replace(turn.session, left="form.name")
    )
    chat.dialogue.machine.begin(turn)

    assert (turn.state, turn.replies) == ("form.name", ["a", "c"])


RENAMED = "renamed: {questions: form, ask: form.address.town, start: idle}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("questions", "form.name"),
        ("questions.name", "form.name"),
        ("questions.address.town", "form.address.town"),
        ("questions.gone", "form.name"),
        ("ask", "form.address.town"),
        ("start", "idle"),
        ("over", "over"),
        ("form", None),
        ("gone", None),
    ],
)
def test_a_renamed_composite_state_takes_its_states_along(tmp_path, old, new):
    flow = Small(tmp_path, f"{RENAMED}{FORM}", {"id": FORM_TEXTS}).dialogue.flow

    assert flow.state_now(old) == new
