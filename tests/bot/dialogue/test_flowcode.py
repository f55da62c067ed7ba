"""The Python of a flow is loaded by itself, and its mistakes are findings."""

from collections.abc import Callable

import pytest

from bot.dialogue.loader import load_flow
from bot.wording import Wording
from tests.bot.dialogue.upload_copy import ACTIONS, Copy

READER = "flows/upload/reader.py"


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


def test_files_of_a_flow_import_each_other(copy):
    assert reader(copy)("Honda") == {"brand": "Honda"}


def reader(copy: Copy) -> Callable[[str], dict[str, str]]:
    flow, _ = copy.load()
    assert flow is not None
    read: Callable[[str], dict[str, str]]
    read = flow.code.actions["read_car"].__globals__["read"]
    return read


def test_two_flows_with_files_of_equal_names_do_not_meet(tmp_path):
    one, two = Copy.at(tmp_path / "one"), Copy.at(tmp_path / "two")
    two.replace(READER, '{"brand": "Honda"}', '{"brand": "Toyota"}')

    reads = [reader(one), reader(two)]

    assert [read("honda")["brand"] for read in reads] == ["Honda", "Toyota"]


def test_the_same_code_is_run_once(copy):
    first, _ = copy.load()
    second, _ = copy.load()

    assert first.code.actions["read_car"] is second.code.actions["read_car"]


def test_changed_code_is_seen_at_once_and_the_old_one_stays(copy):
    first = reader(copy)

    copy.replace(READER, '{"brand": "Honda"}', '{"brand": "Hondo"}')
    second = reader(copy)

    assert [read("honda")["brand"] for read in (first, second)] == ["Honda", "Hondo"]


def test_code_is_run_again_when_data_beside_it_changes(copy):
    first, _ = copy.load()

    copy.write("flows/upload/brands.yaml", "- Honda\n")
    second, _ = copy.load()

    assert first.code.actions["read_car"] is not second.code.actions["read_car"]


def test_no_bytecode_is_written(copy):
    copy.load()

    assert list(copy.root.rglob("__pycache__")) == []


@pytest.mark.parametrize(
    ("file", "change", "line", "reason"),
    [
        (ACTIONS, ("def read_car(turn", "def read_car turn"), 9, "SyntaxError"),
        (ACTIONS, ("from .reader", "from .raeder"), 6, "ModuleNotFoundError"),
        (READER, ("def read(", "1 / 0\ndef read("), 4, "ZeroDivisionError"),
        (READER, ("def read(", "raise SystemExit(3)\ndef read("), 4, "SystemExit"),
        (ACTIONS, ("async def publish", "def publish"), 20, "no `async def`"),
        (ACTIONS, ('{"read_car": read_car}', "[read_car]"), 19, "no dict"),
        (ACTIONS, ('"read_car": read_car', '"say": read_car'), 19, "no free name"),
        (ACTIONS, ('"read_car": read_car', '"read_car": None'), 19, "no function"),
        (ACTIONS, ('"how the description was made"', "None"), 21, "not explained"),
    ],
)
def test_a_mistake_in_python_is_one_finding_at_its_line(
    copy, file, change, line, reason
):
    copy.replace(file, *change)

    flow, [found] = copy.load()

    assert flow is None
    assert (found.code, found.place.line) == ("F404", line)
    assert found.place.file == str(copy.root / file)
    assert reason in Wording.of("en").message(found)


def test_code_that_is_not_run_is_taken_on_trust(copy):
    copy.replace(READER, "def read(", "1 / 0\n\n\ndef read(")

    flow, findings = load_flow(
        copy.root / "flows" / "upload",
        locales=copy.root / "locales",
        languages=["id", "en"],
        code_from_folder=False,
    )

    assert (flow, findings) == (None, [])


def test_a_flow_without_code_needs_none(copy):
    (copy.root / ACTIONS).unlink()

    assert {code for code, *_ in copy.findings()} == {"F303", "F401"}
