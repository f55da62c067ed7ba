"""Scenarios are read with a place for everything, and mistakes are told at theirs."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.definition import Flow
from bot.dialogue.loader import load_flow
from bot.dialogue.scenarios import USUAL_TIME, Scenario, read_scenarios
from bot.dialogue.steps import Hears, Restarts, Says, Sends, Waits
from bot.findings import Finding
from bot.messages import Kind
from bot.wording import Wording
from tests.bot.little_flow import little, scenarios

KEYS = frozenset({"hello", "photo", "engine.refused", "engine.hello"})


@pytest.fixture(scope="module")
def flow(tmp_path_factory) -> Flow:
    settings = little(tmp_path_factory.mktemp("little"))
    folder = settings.flows / "little"
    flow, findings = load_flow(folder, locales=settings.locales, languages=["id"])
    assert flow is not None, findings
    return flow


def read(
    folder: Path, flow: Flow, text: str | bytes
) -> tuple[list[Scenario], list[Finding]]:
    content = text.encode() if isinstance(text, str) else text
    (folder / "scenarios.yaml").write_bytes(content)
    return read_scenarios(folder, flow, keys=KEYS)


def read_one(folder: Path, flow: Flow, chat: str, **keys: str) -> Scenario:
    [scenario], findings = read(folder, flow, scenarios(chat, **keys))
    assert findings == []
    return scenario


def test_every_step_is_read_with_its_place(tmp_path, flow):
    chat = """
- {user: mulai}
- {bot: hello, contains: [Ha, lo]}
- {photos: {count: 4, broken: 1, missing: 2, late: 5 seconds, caption: ini}}
- {wait: 2 jam}
- {restart: true}"""

    steps = read_one(tmp_path, flow, chat).steps

    says, hears, sends, waits, restarts = steps
    assert isinstance(says, Says)
    assert (says.who, says.kind, says.text) == ("staff", Kind.TEXT, "mulai")
    assert isinstance(hears, Hears)
    assert (hears.who, hears.key, hears.contains) == ("staff", "hello", ("Ha", "lo"))
    assert isinstance(sends, Sends)
    assert (sends.count, sends.broken, sends.missing) == (4, 1, 2)
    assert (sends.late_seconds, sends.caption) == (5.0, "ini")
    assert isinstance(waits, Waits)
    assert waits.seconds == 7200.0
    assert isinstance(restarts, Restarts)
    assert [step.place.line for step in steps] == [6, 7, 8, 9, 10]


@given(count=st.integers(1, 100), doubled=st.booleans(), reordered=st.booleans())
def test_a_number_of_photos_is_read_as_it_was_written(
    tmp_path_factory, flow, count, doubled, reordered
):
    how = f"count: {count}, doubled: {doubled}, reordered: {reordered}"
    chat = f"- {{photos: {count}}}\n- {{photos: {{{how}}}}}"

    plain, other = read_one(tmp_path_factory.mktemp("read"), flow, chat).steps

    assert isinstance(plain, Sends)
    assert (plain.count, plain.doubled, plain.reordered) == (count, False, False)
    assert isinstance(other, Sends)
    assert (other.count, other.doubled, other.reordered) == (count, doubled, reordered)


@pytest.mark.parametrize(
    ("step", "kind", "text"),
    [
        ("voice: true", Kind.VOICE, ""),
        ("video: lihat ini", Kind.VIDEO, "lihat ini"),
        ("document: stnk.pdf", Kind.DOCUMENT, "stnk.pdf"),
        ("location: true", Kind.LOCATION, ""),
        ("sticker: true", Kind.OTHER, ""),
        ("user: true", Kind.TEXT, "true"),
    ],
)
def test_what_is_no_photo_is_read_with_its_kind(tmp_path, flow, step, kind, text):
    [says] = read_one(tmp_path, flow, f"- {{{step}}}").steps

    assert isinstance(says, Says)
    assert (says.kind, says.text) == (kind, text)


def test_a_reply_is_for_who_spoke_last_unless_another_is_named(tmp_path, flow):
    chat = """
- {user: mulai}
- {bot: hello}
- {user: mulai, from: customer}
- {bot: refused}
- {bot: hello, to: ani}
- {user: mulai}
- {bot: hello}"""

    steps = read_one(tmp_path, flow, chat).steps

    who = [step.who for step in steps if isinstance(step, Says | Hears)]
    assert who == ["staff", "staff", "customer", "customer", "ani", "staff", "staff"]


def test_a_text_of_the_engine_is_meant_where_the_flow_has_none_of_that_name(
    tmp_path, flow
):
    chat = "- {bot: refused}\n- {bot: hello}\n- {bot: engine.hello}"

    steps = read_one(tmp_path, flow, chat).steps

    keys = [step.key for step in steps if isinstance(step, Hears)]
    assert keys == ["engine.refused", "hello", "engine.hello"]


def test_people_of_the_file_and_of_the_scenario_take_part(tmp_path, flow):
    people = "{ani: [], budi: [staff, boss]}"

    scenario = read_one(tmp_path, flow, "- {user: a}", people=people, as_="budi")

    assert scenario.people == {
        "staff": ("staff",),
        "customer": (),
        "ani": (),
        "budi": ("staff", "boss"),
    }
    assert scenario.person == "budi"


def test_what_is_left_out_has_its_usual_value(tmp_path, flow):
    scenario = read_one(tmp_path, flow, "- {user: mulai}")

    assert scenario.now == USUAL_TIME
    assert (scenario.group, scenario.person, scenario.state) == ("", "staff", None)
    assert (scenario.given, scenario.unknown) == ({}, None)
    assert scenario.end == scenario.steps[-1].place


def test_what_is_not_left_out_is_taken(tmp_path, flow):
    scenario = read_one(
        tmp_path,
        flow,
        "- {user: mulai}",
        group="photos",
        now="2024-02-29 23:59",
        given="{send_it: [fail, ok]}",
        unknown="hint",
        state="open",
    )

    assert scenario.now == datetime(2024, 2, 29, 23, 59)  # noqa: DTZ001 - by the tenant's clock
    assert scenario.given == {"send_it": ("fail", "ok")}
    assert (scenario.group, scenario.unknown, scenario.state) == (
        "photos",
        "hint",
        "open",
    )


def test_a_flow_without_a_file_has_no_scenarios_and_no_mistakes(tmp_path, flow):
    assert read_scenarios(tmp_path, flow, keys=KEYS) == ([], [])


MISTAKES = {
    "- {usr: mulai}": ("F004", "{usr: mulai}"),
    "- mulai": ("F004", "mulai"),
    "- {user: a, photos: 1}": ("F004", "{user: a, photos: 1}"),
    "- {user: a, form: customer}": ("F001", "form"),
    "- {user: a, from: custommer}": ("F004", "custommer"),
    "- {user: a, doubled: twice}": ("F004", "twice"),
    "- {user: [a, b]}": ("F004", "[a, b]"),
    "- {user: }": ("F003", "user"),
    "- {bot: helo}": ("F004", "helo"),
    "- {bot: hello, to: nobody}": ("F004", "nobody"),
    "- {wait: a while}": ("F005", "a while"),
    "- {wait: 0}": ("F005", "0"),
    "- {photos: 0}": ("F004", "0"),
    "- {photos: 101}": ("F004", "101"),
    "- {photos: some}": ("F004", "some"),
    "- {photos: {count: 2, broken: 3}}": ("F004", "3"),
    "- {photos: {count: 2, broken: 1, missing: 2}}": ("F004", "2"),
    "- {photos: {count: 2, late: soon}}": ("F005", "soon"),
    "- {photos: {count: 2, lat: 1 s}}": ("F001", "lat"),
}


@pytest.mark.parametrize(("chat", "mistake"), MISTAKES.items())
def test_a_step_that_cannot_happen_is_told_at_its_place(tmp_path, flow, chat, mistake):
    found, [finding] = read(tmp_path, flow, scenarios(chat))

    place = finding.place
    written = scenarios(chat).splitlines()[place.line - 1]
    assert (finding.code, written[place.column - 1 : place.end_column - 1]) == mistake
    assert Wording.of("en").hint(finding)
    assert found == []


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"state": "opened"}, "F004"),
        ({"as_": "nobody"}, "F004"),
        ({"now": "tomorrow"}, "F005"),
        ({"given": "{send_that: [fail]}"}, "F004"),
        ({"given": "{send_it: [fails]}"}, "F004"),
        ({"unknown": "shout"}, "F004"),
        ({"people": "ani"}, "F004"),
        ({"colour": "red"}, "F001"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_told(tmp_path, flow, keys, code):
    found, findings = read(tmp_path, flow, scenarios("- {user: a}", **keys))

    assert [finding.code for finding in findings] == [code]
    assert found == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "F003"),
        ("- a list", "F004"),
        ("scenarios: []", "F003"),
        ("flow: large\nscenarios: []", "F004"),
        ("flow: little\n", "F003"),
        ("flow: little\nscenarios:\n  - chat: [{user: a}]", "F003"),
        ("flow: little\nscenarios:\n  - name: one", "F003"),
        ("flow: [little", "Y001"),
        ("flow: little\nflow: little\nscenarios: []", "Y002"),
        ("flow: &f little\nscenarios: []", "Y003"),
        (b"\xff\xfe", "Y001"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path, flow, text, code):
    found, findings = read(tmp_path, flow, text)

    assert [finding.code for finding in findings] == [code]
    assert found == []


def test_two_scenarios_of_one_name_are_told_at_the_second(tmp_path, flow):
    text = scenarios("- {user: a}")
    second = text[text.index("  - name") :]

    found, [finding] = read(tmp_path, flow, text + second)

    wording = Wording.of("en")
    assert wording.message(finding) == "there are two scenarios 'one'"
    assert wording.hint(finding) == "the first is in line 4; rename one"
    assert finding.place.line == 7
    assert len(found) == 1


def test_a_mistake_in_one_scenario_leaves_the_others_to_be_played(tmp_path, flow):
    text = scenarios("- {user: a}") + "  - {name: two, chat: [{bot: helo}]}\n"

    found, findings = read(tmp_path, flow, text)

    assert [scenario.name for scenario in found] == ["one"]
    assert len(findings) == 1
