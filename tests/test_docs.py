"""
What exists is documented, and what is documented exists.

A name that is missing is told with the file and the table where it belongs.
"""

import re

import pytest

from bot.dialogue import codes, scenarios, schema, stepreader
from bot.dialogue.builtin import (
    BUILT_IN_ACTIONS,
    BUILT_IN_CONDITIONS,
    BUILT_IN_PLACEHOLDERS,
)
from bot.dialogue.definition import BUILT_IN_TRIGGERS
from bot.fields import FieldType
from tests.documents import (
    DOCUMENTS,
    GLOSSARY,
    INLINE,
    LINK,
    ROOT,
    anchors,
    assert_same,
    code_in,
    commands_and_options,
    defined_in,
    glossary,
    logged_events,
    metrics,
    named_paths,
    rows,
)

DESIGN_WORDS = """
    action catalog channel chat condition delivery flow inbox item listing message
    outbox outcome park photo reply session state tenant transition trigger turn
"""
"""What the glossary has to explain at least."""

_MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|tmp|work|Users|var|opt|srv|mnt|etc|usr)/"
)
_LINKED = re.compile(r"\[([^\]\n]*)\]\([^)\s]+\)")
_COMMAND = re.compile(r"(?:^|[\s/(])alur ([a-z]+)", re.MULTILINE)

documents = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def test_every_log_event_is_in_operating_with_its_level():
    logged = logged_events()
    table = rows("docs/operating.md", "Log events")

    assert_same(table, logged, "docs/operating.md, table 'Log events'")
    assert {name: row[1] for name, row in table.items()} == {
        name: ", ".join(sorted(levels)) for name, levels in logged.items()
    }, "docs/operating.md, table 'Log events': the second column is the level"


def test_every_metric_is_in_operating_with_its_labels():
    table = rows("docs/operating.md", "Metrics")
    counted = dict(metrics())

    assert_same(table, counted, "docs/operating.md, table 'Metrics'")
    assert {
        name: tuple(INLINE.findall(row[1])) for name, row in table.items()
    } == counted


def test_every_command_is_in_operating_with_its_options():
    cells = [row[0] for row in rows("docs/operating.md", "Commands").values()]
    told = {
        cell.strip("`").split()[1]: set(re.findall(r"--[a-z-]+", cell))
        for cell in cells
    }

    commands = dict(commands_and_options())
    assert_same(told, commands, "docs/operating.md, table 'Commands'")
    assert told == commands, "docs/operating.md, table 'Commands': the options"


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("The flow", schema.FLOW),
        ("Photos", schema.PHOTOS),
        ("Voice notes", schema.VOICES),
        ("A field", schema.FIELD),
        ("A state", schema.STATE),
        ("A transition", schema.TRANSITION),
        ("A text file", schema.TEXTS),
        ("A file of scenarios", scenarios._FILE),
        ("A scenario", scenarios._SCENARIO),
        ("Photos in a scenario", stepreader._PHOTOS),
    ],
)
def test_every_key_of_the_flow_language_is_in_flows(heading, keys):
    table = rows("docs/flows.md", heading)

    assert_same(table, keys, f"docs/flows.md, table {heading!r}")
    assert {name for name, row in table.items() if row[-1] == "yes"} == {
        name for name, key in keys.items() if key.required
    }, f"docs/flows.md, table {heading!r}: the last column is whether it is needed"
    assert {
        name: _LINKED.sub(r"\1", table[name][1])
        for name, key in keys.items()
        if key.meaning
    } == {name: key.meaning for name, key in keys.items() if key.meaning}, (
        f"docs/flows.md, table {heading!r}: say it as bot/dialogue/schema.py does"
    )


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Triggers", BUILT_IN_TRIGGERS),
        ("Conditions", BUILT_IN_CONDITIONS),
        ("Actions", BUILT_IN_ACTIONS),
        ("Placeholders", BUILT_IN_PLACEHOLDERS),
    ],
)
def test_everything_built_in_is_in_flows(heading, names):
    table = rows("docs/flows.md", heading)

    assert_same(
        [name.partition(":")[0].strip("{}") for name in table],
        names,
        f"docs/flows.md, table {heading!r}",
    )


def test_every_step_of_a_scenario_is_in_flows_with_what_may_stand_beside_it():
    table = rows("docs/flows.md", "A step")
    beside = {name: set(keys) - {name} for name, keys in stepreader._STEPS.items()}

    assert_same(table, beside, "docs/flows.md, table 'A step'")
    assert {name: set(INLINE.findall(row[-1])) for name, row in table.items()} == beside


def test_every_finding_is_in_flows_with_its_severity():
    table = rows("docs/flows.md", "Findings")

    assert {code: (row[1], row[2].replace("`", "")) for code, row in table.items()} == {
        **{code: ("error", meaning) for code, meaning in codes.ERRORS.items()},
        **{code: ("warning", meaning) for code, meaning in codes.WARNINGS.items()},
    }


def test_every_type_of_a_field_is_in_flows():
    row = rows("docs/flows.md", "A field")["type"]

    assert_same(INLINE.findall(row[1]), FieldType, "docs/flows.md, key 'type'")


def test_the_glossary_explains_every_word_once_and_in_order():
    told = glossary()

    missing = [word for word in DESIGN_WORDS.split() if word not in told]
    assert not missing, f"docs/glossary.md: add {missing}"
    assert list(told) == sorted(told)


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if path != GLOSSARY],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_document_uses_what_the_glossary_does_without(document):
    rivals = {rival for row in glossary().values() for rival in row if rival}
    text = document.read_text().casefold()

    used = [rival for rival in rivals if re.search(rf"\b{rival}s?\b", text)]

    assert not used, f"docs/glossary.md has other words for {used}"


# What documents point to is there


@documents
def test_every_file_that_a_document_names_exists(document):
    gone = [
        said for said, (path, _) in named_paths(document) if not list(ROOT.glob(path))
    ]

    assert not gone, f"{document.relative_to(ROOT)}: there is no {gone}"


@documents
def test_every_function_that_a_document_names_exists(document):
    gone = [
        said
        for said, (path, name) in named_paths(document)
        if name and name not in defined_in(ROOT / path)
    ]

    assert not gone, f"{document.relative_to(ROOT)}: the code has no {gone}"


@documents
def test_every_command_that_a_document_names_exists(document):
    code = "\n".join(code_in(document))
    known = dict(commands_and_options())

    named = {found for found in _COMMAND.findall(code) if found not in known}

    assert not named, f"{document.relative_to(ROOT)}: alur has no {sorted(named)}"


@documents
def test_every_target_of_make_that_a_document_names_exists(document):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    named = re.findall(r"\bmake ([a-z]+)", "\n".join(code_in(document)))

    assert set(named) <= set(targets)


@documents
def test_every_relative_link_leads_somewhere(document):
    broken = []
    for link in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert not broken, f"{document.relative_to(ROOT)}: these links lead nowhere"


@documents
def test_no_document_names_a_path_of_a_machine(document):
    assert not _MACHINE_PATH.findall(document.read_text())


def test_every_document_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        reached.add(document)
        for link in LINK.findall(document.read_text()):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                waiting.append(target)

    lonely = [str(path.relative_to(ROOT)) for path in set(DOCUMENTS) - reached]
    assert not lonely, f"docs/index.md: link to {lonely}"
