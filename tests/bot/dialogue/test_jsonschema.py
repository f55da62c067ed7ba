"""Editors are told of every key, and refuse nothing that is right."""

import json
import re

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.dialogue import jsonschema
from bot.dialogue.schema import TABLES
from tests.documents import ROOT, fences

SCHEMAS = {name: json.loads(text) for name, text in jsonschema.schemas().items()}
FLOWS = sorted(ROOT.glob("flows/*/flow.yaml"))
TEXTS = [
    file
    for flow in (*FLOWS, ROOT / "flows" / "bot" / "flow.yaml")
    for file in sorted(ROOT.glob(f"locales/*/{flow.parent.name}.yaml"))
]
FIRST_LINE = "# yaml-language-server: $schema="


def refused(text: str, schema: str) -> list[str]:
    """What an editor underlines in *text*."""
    errors = Draft7Validator(SCHEMAS[schema]).iter_errors(yaml.safe_load(text))
    return [error.json_path for error in errors]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_file_is_what_the_code_makes_of_it(name):
    assert (ROOT / "schema" / name).read_text() == jsonschema.schemas()[name], (
        f"schema/{name} is out of date: make schema"
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema(name):
    Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize(
    "file", [*FLOWS, *TEXTS], ids=lambda file: f"{file.parent.name}-{file.name}"
)
def test_every_shipped_file_names_its_schema_and_fits_it(file):
    text = file.read_text()
    first = text.partition("\n")[0]
    schema = (file.parent / first.removeprefix(FIRST_LINE)).resolve()

    assert first.startswith(FIRST_LINE)
    assert schema.parent == ROOT / "schema"
    assert refused(text, schema.name) == []


@pytest.mark.parametrize("name", ["feedback", "order"])
def test_the_examples_in_flows_fit(name):
    [flow] = fences(f"# flows/{name}/flow.yaml")
    texts = [
        text for at in ("id", "en") for text in fences(f"# locales/{at}/{name}.yaml")
    ]

    assert refused(flow, "flow.schema.json") == []
    assert [refused(text, "texts.schema.json") for text in texts] == [[], []]


FLOW = """
flow: small
photos: {max: 5, settle: 2 detik}
data: {size: {type: choice, choices: [small], required: ya}}
initial: form
states:
  - name: form
    initial: size
    states: [{name: size, choices: size, timeout: 1 jam, on_enter: [{say: a}, shout]}]
  - {name: over, final: true}
transitions:
  - {trigger: begin, source: [form, any], dest: again, conditions: {valid: size}}
renamed: {old: form}
"""


def test_a_flow_with_every_kind_of_value_fits():
    assert refused(FLOW, "flow.schema.json") == []


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("flow: small\n", "flwo: small\n", "$"),
        ("photos: {max: 5", "photos: {max: five", "$.photos.max"),
        ("type: choice", "type: choise", "$.data.size.type"),
        ("required: ya", "required: perhaps", "$.data.size.required"),
        ("timeout: 1 jam", "timeout: [1]", "$.states[0].states[0].timeout"),
        ("    initial: size\n", "", "$.states[0]"),
        ("dest: again", "dst: again", "$.transitions[0]"),
        ("renamed: {old: form}", "renamed: {old: [form]}", "$.renamed.old"),
    ],
)
def test_what_cannot_be_right_is_refused_where_it_stands(old, new, at):
    assert FLOW.count(old) == 1

    assert at in refused(FLOW.replace(old, new), "flow.schema.json")


def test_every_key_is_explained_in_one_line():
    unexplained = [
        f"{table}.{name}"
        for table, keys in TABLES.items()
        for name, key in keys.items()
        if not re.fullmatch(r"\S.*\S", key.meaning)
    ]

    assert unexplained == []
