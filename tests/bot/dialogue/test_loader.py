"""Flows are read from their folders: whole and checked, or not at all."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.definition import Call
from bot.dialogue.loader import (
    flow_names,
    languages_in,
    load_engine_texts,
    load_flows,
)
from bot.findings import errors
from bot.settings import HOME
from bot.wording import Wording
from tests.bot.dialogue.upload_copy import EN, FLOW, HERE, ID, Copy

OWN = {file.stem for file in HOME.glob("locales/*/*.yaml")} - {
    *flow_names(HOME / "flows")
}


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


def test_a_flow_holds_what_its_files_say(copy):
    flow, findings = copy.load()

    assert findings == []
    assert flow.name == "upload"
    assert flow.allow == ("staff",)
    assert (flow.photos.maximum, flow.photos.scope) == (10, "session")
    assert (flow.items, flow.initial) == ("cars", "idle")
    assert flow.required == ("brand", "model", "year", "price")
    assert flow.fields["transmission"].choices == ("matic", "manual")
    assert list(flow.code.actions) == ["read_car"]
    assert flow.source == (copy.root / FLOW).read_text()


def test_a_state_holds_its_times_in_seconds(copy):
    flow, _ = copy.load()

    preview, cancelled = flow.states["preview"], flow.states["cancelled"]
    assert (preview.reminder_seconds, preview.timeout_seconds) == (1500, 1800)
    assert (cancelled.final, cancelled.resumable_seconds) == (True, 86400)


def test_an_effect_is_told_apart_from_actions(copy):
    flow, _ = copy.load()

    publishing = flow.states["publishing"]
    assert (publishing.effect, publishing.on_enter) == ("publish_car", ())


def test_a_transition_holds_its_calls_with_their_values(copy):
    flow, _ = copy.load()

    [first, *_] = flow.by_state["collecting_photos"]["finish"]
    [call] = first.conditions
    assert call == Call(name="photos_at_least", argument="1", place=call.place)


def test_any_stands_for_all_states_that_are_not_final(copy):
    flow, _ = copy.load()

    [way] = flow.by_state["idle"]["help"]
    assert way.sources == tuple(
        n for n, state in flow.states.items() if not state.final
    )
    assert way.immediate


def test_a_block_text_loses_its_last_line_break(copy):
    flow, _ = copy.load()

    assert flow.texts["en"].texts["published"].source.endswith("🎨 {copywriting}")


def test_the_version_follows_the_content(copy):
    first, _ = copy.load()

    copy.replace(FLOW, "timeout: 10 minutes", "timeout: 11 minutes")
    second, _ = copy.load()

    assert first.version != second.version


def test_an_older_version_is_rebuilt_from_its_text(copy):
    first, _ = copy.load()
    copy.replace(FLOW, "timeout: 10 minutes", "timeout: 11 minutes")

    again, findings = copy.load(source=first.source)

    assert findings == []
    assert again.version == first.version
    assert again.states["idle"].timeout_seconds == 600


def test_a_flow_with_an_error_is_not_loaded(copy):
    copy.replace(FLOW, "    dest: publishing", "    dest: nowhere")

    flow, findings = copy.load()

    assert flow is None
    assert errors(findings) == findings


def test_a_flow_with_warnings_is_loaded(copy):
    copy.replace(ID, "✅ Mobil Berhasil", "✅ **Mobil** Berhasil")

    flow, findings = copy.load()

    assert flow is not None
    assert [found.severity for found in findings] == ["warning"]


def test_forty_transitions_are_loaded_in_50_milliseconds(copy):
    copy.load()
    spent = []
    for _ in range(5):
        before = time.process_time()
        copy.load()
        spent.append(time.process_time() - before)

    assert min(spent) < 0.05


# Texts


def test_a_language_without_a_file_is_a_doubt(copy):
    (copy.root / EN).unlink()

    flow, [found] = copy.load()

    assert (found.code, found.severity) == ("F301", "warning")
    assert found.place.file.endswith(EN)
    assert list(flow.texts) == ["id"]


def test_a_flow_without_any_text_file_is_a_mistake(copy):
    (copy.root / ID).unlink()
    (copy.root / EN).unlink()

    flow, [found] = copy.load()

    assert flow is None
    assert (found.code, found.severity) == ("F301", "error")


def test_a_text_file_that_cannot_be_read_hides_nothing_else(copy):
    copy.write(ID, "texts:\n\ta: b\n")
    copy.replace(FLOW, "timeout: 10 minutes", "timeout: soon")

    assert copy.findings() == [("F005", FLOW, "soon"), ("Y001", ID, "\t")]


def test_the_engine_has_texts_of_its_own(tmp_path):
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "bot.yaml").write_text("texts:\n  wait: Tunggu, {count} foto.\n")

    texts, findings = load_engine_texts(tmp_path, ["id"], required={"wait"})

    assert findings == []
    assert texts["id"]["wait"].render(lambda _: "2") == "Tunggu, 2 foto."


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_flow_cannot_have_the_name_of_a_text_file_of_the_program(copy, name):
    (copy.root / "flows" / "upload").rename(copy.root / "flows" / name)
    copy.write(f"flows/{name}/flow.yaml", f"flow: {name}\n")

    _, findings = load_flows(
        copy.root / "flows", None, locales=copy.root / "locales", languages=["id"]
    )

    assert "flow_name_taken" in {found.key for found in findings}


def test_mistakes_in_the_engines_texts_are_found(tmp_path):
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "bot.yaml").write_text("texts:\n  wiat: x\n  sorry: a } b\n")

    _, findings = load_engine_texts(tmp_path, ["id", "en"], required={"wait", "sorry"})

    assert [(found.code, found.place.line) for found in findings] == [
        ("F301", 1),
        ("F301", 1),
        ("F301", 1),
        ("F302", 2),
        ("F303", 3),
    ]


# Several flows


def test_all_flows_of_a_folder_are_loaded(copy):
    (copy.root / "flows" / "notes").mkdir()

    flows, findings = load_flows(
        copy.root / "flows", None, locales=copy.root / "locales", languages=["id"]
    )

    assert (list(flows), findings) == (["upload"], [])


def test_a_flow_that_is_not_there_is_told_with_the_one_meant(copy):
    flows, [found] = load_flows(
        copy.root / "flows", ["uplaod"], locales=copy.root / "locales", languages=["id"]
    )

    assert flows == {}
    assert found.code == "F003"
    assert Wording.of("en").hint(found) == "did you mean 'upload'?"


def test_flows_and_languages_are_found_by_their_files(tmp_path):
    assert flow_names(HERE / "flows") == ("upload",)
    assert languages_in(HERE / "locales") == ("en", "id")
    assert flow_names(tmp_path / "none") == languages_in(tmp_path / "none") == ()


# Whatever operators write


@pytest.mark.parametrize(
    "content",
    [b"", b"# nothing\n", b"upload", b"- a\n- b\n", b"\xff\xfe", b"[" * 10_000_000],
    ids=lambda content: repr(content[:8]),
)
@pytest.mark.parametrize("file", [FLOW, ID, EN])
def test_a_file_of_another_kind_is_a_finding(copy, file, content):
    copy.write(file, content)

    flow, findings = copy.load()

    assert findings
    assert flow is None
    assert errors(findings)


def test_a_folder_in_place_of_the_file_is_a_finding(copy):
    (copy.root / FLOW).unlink()
    (copy.root / FLOW).mkdir()

    flow, [found] = copy.load()

    assert flow is None
    assert found.code == "F003"


LINES = {file: (HERE / file).read_text().splitlines() for file in (FLOW, ID)}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_change_of_a_line_ends_in_an_error_of_ours(copy, data):
    file = data.draw(st.sampled_from(sorted(LINES)))
    lines = list(LINES[file])
    number = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[number])))
    change = data.draw(
        st.sampled_from(["", "x", "- ", ":", " ", "{", "[", "a: b", "'"])
    )
    lines[number] = lines[number][:start] + change + lines[number][start + 1 :]

    copy.write(file, "\n".join(lines))
    flow, findings = copy.load()
    copy.write(file, "\n".join(LINES[file]))

    assert (flow is None) == bool(errors(findings))
    assert all(found.place.line <= len(lines) + 1 for found in findings)
