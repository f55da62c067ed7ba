"""``alur new`` makes a flow that works, and harms nothing that is there."""

import pytest

from bot import checking
from bot.scenario.play import play_flows
from bot.scenario.report import told
from bot.settings import load
from bot.starter import making
from bot.starter.making import NotMade, make, start_word


@pytest.fixture
def empty(tmp_path):
    """Settings with two folders that are not there yet."""
    return with_folders(tmp_path)


def with_folders(root, **tenant):
    found = load(
        None,
        environ={
            "BOT_FLOWS": str(root / "flows"),
            "BOT_LOCALES": str(root / "locales"),
        },
    )
    tenants = {key: one.model_copy(update=tenant) for key, one in found.tenants.items()}
    return found.model_copy(update={"tenants": tenants})


def files(root):
    return sorted(str(f.relative_to(root)) for f in root.rglob("*") if f.is_file())


@pytest.mark.parametrize("name", ["buku-tamu", "x", "batal", "2-unit", "a_b-c"])
def test_a_new_flow_has_no_mistakes_whatever_it_is_called(empty, name):
    make(empty, name)

    assert [str(found) for found in checking.findings(empty, [name])] == []


@pytest.mark.parametrize("locale", ["id", "en"])
async def test_the_scenarios_of_a_new_flow_pass(tmp_path, locale):
    settings = with_folders(tmp_path, locale=locale)
    make(settings, "buku-tamu")

    result = await play_flows(settings, ["buku-tamu"], lambda _: None)

    assert [told(each) for each in result.played if not each.passed] == []
    assert str(result) == "6 passed, 0 failed"


async def test_a_tenant_that_understands_one_language_can_play_them(tmp_path):
    settings = with_folders(tmp_path, locale="en", languages=("en",))
    make(settings, "guests")

    result = await play_flows(settings, ["guests"], lambda _: None)

    assert result.failed == 0


def test_it_is_written_into_the_folders_of_the_settings(empty, tmp_path):
    written = make(empty, "buku-tamu")

    assert files(tmp_path) == [
        "flows/buku-tamu/flow.yaml",
        "flows/buku-tamu/scenarios.yaml",
        "locales/en/buku-tamu.yaml",
        "locales/id/buku-tamu.yaml",
    ]
    assert written[-1].name == "flow.yaml"


def test_it_speaks_only_languages_that_the_other_flows_speak(empty, tmp_path):
    (tmp_path / "locales/id").mkdir(parents=True)
    (tmp_path / "locales/id/bot.yaml").write_text("texts: {}\n")

    make(empty, "buku-tamu")

    assert "locales/id/buku-tamu.yaml" in files(tmp_path)
    assert "locales/en/buku-tamu.yaml" not in files(tmp_path)


@pytest.mark.parametrize(
    "name", ["", "Buku", "buku tamu", "../x", "-x", "a/b", "é", "bot", "pages", "book"]
)
def test_a_name_that_will_not_do_is_refused(empty, tmp_path, name):
    with pytest.raises(NotMade):
        make(empty, name)

    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "there",
    ["flows/tamu/flow.yaml", "flows/tamu/note.txt", "locales/en/tamu.yaml"],
)
def test_nothing_is_written_over(empty, tmp_path, there):
    file = tmp_path / there
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    (tmp_path / "locales/en").mkdir(parents=True, exist_ok=True)
    (tmp_path / "locales/en/other.yaml").write_text("texts: {}\n")
    before = files(tmp_path)

    with pytest.raises(NotMade, match="already"):
        make(empty, "tamu")

    assert files(tmp_path) == before
    assert file.read_text() == "mine"


def test_a_name_that_begins_another_flow_is_refused(empty):
    make(empty, "tamu")

    with pytest.raises(NotMade, match="'tamu' begins the flow 'tamu' already"):
        make(empty, "tamu_")


def test_an_installed_program_is_not_written_into(monkeypatch, tmp_path):
    settings = load(None, environ={})
    monkeypatch.setattr(making, "HOME", settings.flows.parent)
    monkeypatch.setattr(making, "CHECKOUT", tmp_path / "no such file")

    with pytest.raises(NotMade, match="name a folder of your own under flows:"):
        make(settings, "buku-tamu")


def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(empty, tmp_path):
    (tmp_path / "flows").write_text("a file")

    with pytest.raises(NotMade) as told:
        make(empty, "buku-tamu")

    assert "\n" not in str(told.value)


def test_it_begins_with_its_name_as_people_write_it():
    assert start_word("buku-tamu") == "buku tamu"
    assert start_word("a__b") == "a b"
