"""
Which keys stand where in the files of a flow: data only.

Every key of the flow language has its line here. What a value may be beyond its shape
is said where it is read, in ``reader.py``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a value is written."""

    ONE = "one value"
    MANY = "one value or a list of values"
    CALLS = "a name, `name: value`, or a list of these"
    LIST = "a list"
    MAPPING = "lines of `key: value`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """
    One key.

    Attributes:
        shape: How its value is written.
        required: Whether it has to be there.
    """

    shape: Shape
    required: bool = False


_ONE = Key(shape=Shape.ONE)
_ONE_REQUIRED = Key(shape=Shape.ONE, required=True)
_CALLS = Key(shape=Shape.CALLS)

FLOW: Mapping[str, Key] = {
    "flow": _ONE_REQUIRED,
    "allow": Key(shape=Shape.MANY),
    "photos": Key(shape=Shape.MAPPING),
    "items": _ONE,
    "data": Key(shape=Shape.MAPPING),
    "initial": _ONE_REQUIRED,
    "states": Key(shape=Shape.LIST, required=True),
    "transitions": Key(shape=Shape.LIST, required=True),
    "renamed": Key(shape=Shape.MAPPING),
}

PHOTOS: Mapping[str, Key] = {"max": _ONE, "scope": _ONE, "settle": _ONE}

FIELD: Mapping[str, Key] = {
    "type": _ONE_REQUIRED,
    "required": _ONE,
    "min": _ONE,
    "max": _ONE,
    "choices": Key(shape=Shape.MANY),
}

STATE: Mapping[str, Key] = {
    "name": _ONE_REQUIRED,
    "on_enter": _CALLS,
    "on_exit": _CALLS,
    "reminder": _ONE,
    "timeout": _ONE,
    "final": _ONE,
    "resumable": _ONE,
}

COMPOSITE = frozenset({"states", "initial"})
"""Keys of a state that are part of the language and not supported yet."""

TRANSITION: Mapping[str, Key] = {
    "trigger": _ONE_REQUIRED,
    "source": Key(shape=Shape.MANY, required=True),
    "dest": _ONE_REQUIRED,
    "prepare": _CALLS,
    "conditions": _CALLS,
    "unless": _CALLS,
    "before": _CALLS,
    "after": _CALLS,
    "immediate": _ONE,
}

TEXTS: Mapping[str, Key] = {
    "words": Key(shape=Shape.MAPPING),
    "labels": Key(shape=Shape.MAPPING),
    "texts": Key(shape=Shape.MAPPING),
}

SCOPES = frozenset({"session", "chat"})
YES = frozenset({"true", "yes", "on", "ya"})
NO = frozenset({"false", "no", "off", "tidak"})

NAME = re.compile(r"[^\W\d][\w-]{0,62}")
"""A name of a state, role or text."""

PLACEHOLDER_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""A name that stands between braces in a text: of a field or a trigger."""

ITEMS = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""A word of ``items``: part of folders and addresses."""

FLOW_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
"""A name of a flow: of its folder."""
