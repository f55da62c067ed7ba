"""Every mistake in a flow is found once, at its place, with its cure."""

import pytest
import yaml

from bot.dialogue.codes import ERRORS, WARNINGS, finding
from bot.findings import Place
from bot.wording import Wording
from tests.bot.dialogue.upload_copy import ACTIONS, EN, FLOW, HERE, ID, Copy


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


def test_the_upload_dialogue_has_no_mistakes(copy):
    assert copy.findings() == []


FILES = {"flow": FLOW, "id": ID, "en": EN, "actions": ACTIONS}
MISTAKES = yaml.safe_load((HERE / "broken" / "mistakes.yaml").read_text())


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda mistake: f"{mistake['code']} {mistake['at']}"
)
def test_one_mistake_is_one_finding_at_its_place(copy, mistake):
    file = FILES[mistake["file"]]

    copy.replace(file, mistake["old"], mistake["new"])

    assert copy.findings() == [(mistake["code"], file, mistake["at"])]


def test_every_kind_of_mistake_is_made_somewhere():
    made = {mistake["code"] for mistake in MISTAKES}

    assert made.union(*ELSEWHERE.values()) == {*ERRORS, *WARNINGS}


ELSEWHERE = {
    "below": {"F104", "F105", "F305", "F306"},
    "test_nested_mistakes": {"F209", "F210", "F211", "F212"},
    "test_live_change": {"F501"},
    "test_dead_ends": {"F213", "F214"},
    "test_limits": {"F215", "F216", "F308"},
    "test_datafiles": {"F405"},
}
"""Where a mistake is made that takes more than one line, or people."""


def test_a_text_file_without_texts_is_told_once(copy):
    text = (copy.root / EN).read_text()

    copy.write(EN, text[: text.index("texts:")])

    assert copy.findings() == [("F301", EN, "")]


def test_a_name_that_is_nowhere_is_told_where_it_stands_first(copy):
    copy.replace(EN, "  confirm: [", "  confrim: [")
    copy.replace(ID, "  confirm: [", "  confrim: [")

    assert copy.findings() == [("F201", FLOW, "confirm")]


def test_a_text_longer_than_the_channel_allows_is_told(copy):
    copy.replace(ID, "Masih di sana?", "x" * 4097)

    assert copy.findings() == [("F306", ID, "x" * 4097)]


def test_a_text_that_is_written_nowhere_is_told_where_it_is_said(copy):
    copy.replace(
        FLOW, "- say: help\n  - trigger: reminder", "- say: hi\n  - trigger: reminder"
    )

    assert copy.findings() == [("F301", FLOW, "hi")]


def test_a_state_that_cannot_be_left_is_told_once(copy):
    copy.write(FLOW, small("{trigger: upload, source: a, dest: b}")).replace(
        FLOW, "- trigger: cancel\n    source: [b, c]\n    dest: end", DEAF_CANCEL
    )

    assert only(copy, "F104", "F105") == [("F104", FLOW, "b")]


def test_a_ring_of_states_without_an_end_is_told_once(copy):
    ways = (
        "{trigger: upload, source: a, dest: b}",
        "{trigger: finish, source: b, dest: c}",
        "{trigger: finish, source: c, dest: b}",
    )
    copy.write(FLOW, small(*ways)).replace(
        FLOW, "- trigger: cancel\n    source: [b, c]\n    dest: end", DEAF_CANCEL
    )

    assert only(copy, "F104", "F105") == [("F105", FLOW, "b")]


def test_a_word_that_a_state_refuses_is_not_to_be_offered(copy):
    copy.replace(
        ID, "  publishing: Sedang", "  publishing: >-\n    {word.confirm} Sedang"
    )
    copy.replace(EN, "  publishing: It", "  publishing: >-\n    {word.confirm} It")

    assert copy.findings() == [
        ("F305", EN, "{word.confirm}"),
        ("F305", ID, "{word.confirm}"),
    ]


def test_a_timer_that_nobody_waits_for_is_told_at_its_way(copy):
    copy.replace(FLOW, "    timeout: 10 minutes\n", "")

    assert copy.findings() == []


def test_a_flow_without_help_is_told_once(copy):
    text = (copy.root / FLOW).read_text()
    start = text.index("  - trigger: help")
    copy.write(FLOW, text[:start] + text[text.index("  - trigger: reminder") :])

    assert [found for found in copy.findings() if found[0] == "F207"] == [
        ("F207", FLOW, "flow")
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(copy):
    copy.replace(FLOW, "items: cars", "itms: cars")
    copy.replace(FLOW, "timeout: 10 minutes", "timeout: soon")
    copy.replace(FLOW, "    dest: publishing", "    dest: publisihng")
    copy.replace(FLOW, "conditions: data_changed", "conditions: data_chnged")
    copy.replace(ID, "💰 Harga: {price}", "💰 Harga: {pric}")

    assert [code for code, *_ in copy.findings()] == [
        "F001",
        "F005",
        "F101",
        "F402",
        "F303",
    ]


def test_a_misspelt_name_comes_with_the_one_that_was_meant(copy):
    copy.replace(FLOW, "    dest: publishing", "    dest: publisihng")

    _, [found] = copy.load()

    message, hint = Wording.of("en").tell(found).splitlines()
    assert message.endswith("error F101: dest: 'publisihng', which is no state")
    assert hint.strip() == "did you mean 'publishing'?"


@pytest.mark.parametrize("code", [*ERRORS, *WARNINGS])
def test_each_code_has_one_severity(code):
    place = Place(file="f", line=1, column=1, end_line=1, end_column=1)

    found = finding(code, place, "tab")

    assert found.severity == ("error" if code in ERRORS else "warning")


DEAF_CANCEL = "- trigger: cancel\n    source: [b, c]\n    dest: stay"


def small(*ways: str) -> str:
    """A flow with the states a, b, c and the end, and *ways* between them."""
    lines = "".join(f"  - {way}\n" for way in ways)
    return (
        "flow: upload\ninitial: a\n"
        "states: [{name: a}, {name: b}, {name: c}, {name: end, final: true}]\n"
        f"transitions:\n{lines}"
        "  - {trigger: resume, source: a, dest: end}\n"
        "  - trigger: cancel\n    source: [b, c]\n    dest: end\n"
    )


def only(copy: Copy, *codes: str) -> list[tuple[str, str, str]]:
    return [found for found in copy.findings() if found[0] in codes]
