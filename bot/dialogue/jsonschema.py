"""
JSON Schemas of the files that operators write, for editors to complete and explain.

    schema.py --> python -m bot.dialogue.jsonschema --> schema/*.schema.json

They know less than the checker: which keys there are and how values are written, not
whether a name is that of anything. What they refuse, the checker refuses, too.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.dialogue.builtin import (
    BUILT_IN_ACTIONS,
    BUILT_IN_CONDITIONS,
    Argument,
    BuiltIn,
)
from bot.dialogue.schema import FLOW, NO, STATE, TABLES, TEXTS, YES, Key, Shape, Value

FOLDER = Path(__file__).resolve().parents[2] / "schema"

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""What editors' YAML servers know best."""

_Schema = dict[str, Any]

# An editor reads `10` as a number and `yes` as yes; we read every value as a text.
_SCALAR: _Schema = {"type": ["string", "number", "boolean"]}
_CASES = (str.lower, str.capitalize, str.upper)


def schemas() -> Mapping[str, str]:
    """Each schema as JSON, by the name of its file."""
    flow = _table(FLOW, "A dialogue: what can happen.")
    state = _table(STATE, "One place in a dialogue.")
    state["dependencies"] = {"states": ["initial"], "initial": ["states"]}
    flow["definitions"] = {
        "state": state,
        "action": _call(BUILT_IN_ACTIONS),
        "condition": _call(BUILT_IN_CONDITIONS),
    }
    texts = _table(TEXTS, "What people type and the bot says, in one language.")
    texts["properties"]["words"]["additionalProperties"] = _one_or_more(_SCALAR)
    return {
        "flow.schema.json": _written(flow, "A flow"),
        "texts.schema.json": _written(texts, "A text file"),
    }


def write() -> None:
    """
    Write every schema to ``schema/``.

    Raises:
        OSError: If that cannot be written to.
    """
    FOLDER.mkdir(exist_ok=True)
    for name, content in schemas().items():
        (FOLDER / name).write_text(content, encoding="utf-8")


def _written(schema: _Schema, title: str) -> str:
    whole = {"$schema": _DRAFT, "title": title, **schema}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _table(keys: Mapping[str, Key], meaning: str) -> _Schema:
    return {
        "type": "object",
        "description": meaning,
        "properties": {
            name: {"description": key.meaning, **_value(key)}
            for name, key in keys.items()
        },
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }


def _value(key: Key) -> _Schema:
    match key.shape:
        case Shape.ONE:
            return _single(key)
        case Shape.MANY:
            return _one_or_more(_single(key))
        case Shape.CALLS:
            asks = key.known == tuple(BUILT_IN_CONDITIONS)
            return _one_or_more(_defined("condition" if asks else "action"))
        case Shape.LIST:
            return {"type": "array", "items": _below(key)}
        case Shape.MAPPING:
            return _mapping(key)


def _defined(name: str) -> _Schema:
    return {"$ref": f"#/definitions/{name}"}


def _one_or_more(single: _Schema) -> _Schema:
    return {"anyOf": [single, {"type": "array", "items": single}]}


def _single(key: Key) -> _Schema:
    if key.closed:
        return {"enum": list(key.known)}
    if key.known:
        return {"anyOf": [{"enum": list(key.known)}, {"type": "string"}]}
    match key.value:
        case Value.TEXT:
            return _SCALAR
        case Value.YES_NO:
            said = {case(word) for word in YES | NO for case in _CASES}
            return {"enum": [True, False, *sorted(said)]}
        case Value.NUMBER:
            return {"type": ["integer", "string"], "pattern": r"^\s*-?[0-9]+\s*$"}
        case Value.TIME:
            return {
                "type": ["string", "integer"],
                "pattern": r"^\s*(0|[0-9]+([.,][0-9]+)?\s*[A-Za-z]+)\s*$",
                "examples": ["30 minutes", "2 hours", "1 day"],
            }


def _call(built_in: Mapping[str, BuiltIn]) -> _Schema:
    """A name, or a name and its value; beside *built_in* a flow has its own."""
    with_value = {
        "type": "object",
        "minProperties": 1,
        "properties": {
            name: _SCALAR
            for name, known in built_in.items()
            if known.argument is not Argument.NONE
        },
        "additionalProperties": _SCALAR,
    }
    return {"anyOf": [{"enum": list(built_in)}, {"type": "string"}, with_value]}


def _mapping(key: Key) -> _Schema:
    # A key with nothing behind it counts as absent, unless it is needed.
    kinds = ["object"] if key.required else ["object", "null"]
    if not key.of:
        return {"type": kinds, "additionalProperties": _SCALAR}
    if key.named:
        return {"type": kinds, "additionalProperties": _below(key)}
    return {**_below(key), "type": kinds}


def _below(key: Key) -> _Schema:
    if key.of == "state":
        return _defined("state")
    return _table(TABLES[key.of], key.meaning)


if __name__ == "__main__":
    write()
