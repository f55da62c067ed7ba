"""Whatever stands in the place of a file, it is told in a second and nothing raises."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.loader import flow_names, load_engine_texts
from bot.dialogue.scenarios import read_scenarios
from bot.errors import BadSetting
from bot.findings import Finding, errors
from bot.settings import load
from bot.wording import LANGUAGES, Wording
from bot.yamlfile import MAX_BYTES
from tests.bot.dialogue.upload_copy import EN, FLOW, ID, Copy

SECONDS = 4
"""
Of processor time. A finding takes less than one; a busy neighbour and the heap of a
whole run of tests may treble that, and what is quadratic takes minutes.
"""

SCENARIOS = "flows/upload/scenarios.yaml"
FILES = (FLOW, ID, SCENARIOS)
START = "flow: upload\ninitial: s0\n"
STATES = (
    f"{START}states: [{{name: s0}}, {{name: s1}}, {{name: e, final: true}}]\n"
    "transitions:\n"
)

NONSENSE = {
    "a bomb": b"a: &a [x]\n" + b"b: &b [*a, *a]\n" * 9000,
    "10 MB of brackets": b"[" * 10_000_000,
    "a tag": b"flow: !!python/object:os.system x\n",
    "an object": b"!!python/object/apply:os.system ['true']\n",
    "NUL": b"flow: a\0b\n",
    "no UTF-8": b"flow: \xff\xfe\n",
    "UTF-16": "flow: upload\n".encode("utf-16"),
    "257 KiB": b"# \n" * (MAX_BYTES // 3 + 400),
    "100,000 lines": b"a\n" * 100_000,
    "nothing": b"",
    "a number": b"7\n",
    "a list": b"- a\n",
    "empty keys": b"flow:\ninitial:\nstates:\ntransitions:\nwords:\ntexts:\n",
}


@pytest.fixture
def copy(tmp_path):
    return Copy.at(tmp_path)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_a_finding(copy, file, content):
    copy.write(file, content)

    found = told(lambda: everything(copy))

    assert errors(found)
    assert {Path(each.place.file).name for each in found} >= {Path(file).name}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_for_settings_is_told_in_lines(tmp_path, content):
    file = tmp_path / "bot.yaml"
    file.write_bytes(content)

    with pytest.raises(BadSetting) as refused:
        load(file, environ={})

    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_for_the_texts_of_the_engine_is_a_finding(tmp_path, content):
    file = tmp_path / "id" / "bot.yaml"
    file.parent.mkdir()
    file.write_bytes(content)

    found = told(lambda: load_engine_texts(tmp_path, ["id"], required={"waiting"})[1])

    assert errors(found)


def folder(path: Path) -> None:
    path.mkdir()


def link(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def ring(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("file", [FLOW, ID, SCENARIOS])
@pytest.mark.parametrize("other", [folder, link, ring, os.mkfifo])
def test_something_else_in_the_place_of_a_file_is_one_finding(
    copy, file, other: Callable[[Path], None]
):
    path = copy.root / file
    path.unlink(missing_ok=True)
    other(path)

    found = told(lambda: everything(copy))

    assert [(each.code, each.place.file) for each in errors(found)] == [
        ("F003", str(path))
    ]
    assert flow_names(copy.root / "flows") == ("upload",)


def filled(beginning: str, line: str) -> str:
    """*beginning* and as many lines as a file may have, ``#`` being their numbers."""
    parts, left, number = [beginning], MAX_BYTES - len(beginning.encode()), 0
    while left > 0:
        parts.append(line.replace("#", str(number)))
        left, number = left - len(parts[-1].encode()), number + 1
    return "".join(parts[:-1])


MUCH = {
    "states": (FLOW, filled(f"{START}transitions: []\nstates:\n", "- name: s#\n")),
    "ways from any": (
        FLOW,
        filled(STATES, "- {trigger: text, source: any, dest: s1, conditions: c#}\n"),
    ),
    "a long chain": (
        FLOW,
        f"{START}states:\n"
        + "".join(f"- name: s{number}\n" for number in range(4000))
        + "transitions:\n"
        + "".join(
            f"- {{trigger: text, source: s{number}, dest: s{number + 1}}}\n"
            for number in range(3999)
        ),
    ),
    "unknown states": (FLOW, filled(STATES, "- {trigger: a, source: s0, dest: q#}\n")),
    "unknown keys": (FLOW, filled(START, "k#x: y\n")),
    "misspelt keys": (FLOW, filled(STATES, "- {triger: t, sorce: s0, dset: s1}\n")),
    "unknown actions": (
        FLOW,
        filled(
            f"{STATES}- trigger: text\n  source: s0\n  dest: s1\n  after:\n",
            "  - sya: t#\n",
        ),
    ),
    "unknown placeholders": (
        ID,
        filled("texts:\n", "  z#: |\n" + "    {qq} **b** {{ {word.x}\n" * 90),
    ),
    "texts": (ID, filled("texts:\n", "  key#: x\n")),
    "one word for all": (ID, filled("words:\n", "  w#: [x]\n")),
}


@pytest.mark.parametrize(("file", "content"), MUCH.values(), ids=MUCH)
def test_more_than_anybody_writes_is_told_in_a_second(copy, file, content):
    copy.write(file, content)

    found = told(lambda: copy.load()[1])

    assert "Y003" in {each.code for each in errors(found)}
    assert len(found) < 1000


LINES = st.sampled_from([FLOW, ID, EN])
SIGNS = st.text(st.sampled_from("ab:-[]{}'\"|>&*!?#%@\\\t\n ,.0ü\u2028"), max_size=9)


@given(file=st.sampled_from(FILES), content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_bytes_raise(copy, file, content):
    copy.write(file, content)

    told(lambda: everything(copy))


@given(file=LINES, where=st.floats(0, 1), length=st.integers(0, 40), signs=SIGNS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=150,
    deadline=None,
)
def test_no_change_of_a_file_raises(copy, file, where, length, signs):
    text = (copy.root / file).read_text()
    start = int(where * len(text))
    copy.write(file, text[:start] + signs + text[start + length :])

    found = told(lambda: copy.load()[1])

    copy.write(file, text)
    for each in found:
        assert each.place.line >= 1
        assert (each.place.line, each.place.column) <= (
            each.place.end_line,
            each.place.end_column,
        )


def everything(copy: Copy) -> list[Finding]:
    """The findings of the flow and of its scenarios."""
    flow, found = copy.load()
    if flow is None:
        return found
    folder = copy.root / "flows" / "upload"
    return [*found, *read_scenarios(folder, flow, keys=["summary"])[1]]


def told(find: Callable[[], list[Finding]]) -> list[Finding]:
    """What *find* finds, which it does in time, and which can be told."""
    before = time.process_time()
    found = find()
    assert time.process_time() - before < SECONDS
    for language in LANGUAGES:
        lines = Wording.of(language).tell_all(found).splitlines()
        assert len(lines) == 2 * len(found)
    return found
