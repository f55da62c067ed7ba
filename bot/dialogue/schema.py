"""
Which keys stand where in the files of a flow: data only.

Every key of the flow language has its line here. What a value may be beyond its shape
is said where it is read, in ``reader.py``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.builtin import BUILT_IN_ACTIONS, BUILT_IN_CONDITIONS
from bot.dialogue.definition import AGAIN, ANY, BUILT_IN_TRIGGERS, RESUMED, STAY
from bot.fields import FieldType


class Shape(StrEnum):
    """How a value is written; each is the key of its words in ``check.yaml``."""

    ONE = "one_value"
    MANY = "one_or_more_values"
    CALLS = "names_with_values"
    LIST = "a_list"
    MAPPING = "lines_of_keys"


class Value(StrEnum):
    """What a single value says."""

    TEXT = "a text"
    YES_NO = "true or false"
    NUMBER = "a whole number"
    TIME = "a length of time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """
    One key.

    Attributes:
        shape: How its value is written.
        required: Whether it has to be there.
        meaning: What it says, in one sentence; as ``docs/flows.md`` has it, but for
            the links there.
        value: What each single value says.
        known: Values that mean something by themselves.
        closed: Whether it takes no others.
        of: Which keys stand below it: a table of ``TABLES``; empty if they are names
            of the operator's own, or there are none.
        named: Whether a name of the operator's own stands between it and these keys.
    """

    shape: Shape
    required: bool = False
    meaning: str = ""
    value: Value = Value.TEXT
    known: tuple[str, ...] = ()
    closed: bool = False
    of: str = ""
    named: bool = False


def _one(meaning: str, value: Value = Value.TEXT, *, required: bool = False) -> Key:
    return Key(shape=Shape.ONE, meaning=meaning, value=value, required=required)


def _calls(meaning: str) -> Key:
    return Key(shape=Shape.CALLS, meaning=meaning, known=tuple(BUILT_IN_ACTIONS))


FLOW: Mapping[str, Key] = {
    "flow": _one("its name: the folder's", required=True),
    "allow": Key(
        shape=Shape.MANY, meaning="roles that may start it; left out: everyone"
    ),
    "photos": Key(
        shape=Shape.MAPPING,
        meaning="that it takes photos, and how; left out: it takes none",
        of="photos",
    ),
    "voices": Key(
        shape=Shape.MAPPING,
        meaning="that it keeps voice notes, and how many; left out: it keeps none",
        of="voices",
    ),
    "items": _one("the word for what it publishes: addresses `/{items}/{slug}`"),
    "data": Key(
        shape=Shape.MAPPING,
        meaning="what it reads from messages: fields by name",
        of="field",
        named=True,
    ),
    "initial": _one(
        "the first state; a chat outside any dialogue stands there", required=True
    ),
    "states": Key(
        shape=Shape.LIST, required=True, meaning="a list: a state", of="state"
    ),
    "transitions": Key(
        shape=Shape.LIST,
        required=True,
        meaning="a list, tried in its order: a transition",
        of="transition",
    ),
    "renamed": Key(
        shape=Shape.MAPPING,
        meaning="`old_state: new_state`, for people inside an older version",
    ),
}

PHOTOS: Mapping[str, Key] = {
    "max": _one(
        "how many one session takes, 10 if left out; one more pulls `photo_full` and "
        "is not fetched",
        Value.NUMBER,
    ),
    "scope": Key(
        shape=Shape.ONE,
        meaning="`session` (left out: this): a folder for each session; `chat`: the "
        "person's own folder, shared by all their sessions",
        known=("session", "chat"),
        closed=True,
    ),
    "settle": _one(
        "how long a word waits for photos that are not yet announced; left out: as "
        "long as the channel says: 2 or 3 seconds on those that keep no order, not at "
        "all on `simulator` and `wwapi`",
        Value.TIME,
    ),
}

VOICES: Mapping[str, Key] = {
    "max": _one(
        "how many one session takes, 5 if left out; one more pulls `voice_full` and "
        "is not fetched",
        Value.NUMBER,
    ),
}

FIELD: Mapping[str, Key] = {
    "type": Key(
        shape=Shape.ONE,
        required=True,
        meaning="`text`, `number`, `year`, `rupiah`, `date`, `phone` or `choice`",
        known=tuple(FieldType),
        closed=True,
    ),
    "required": _one("`true`: `data_complete` asks for it", Value.YES_NO),
    "min": _one("the least value", Value.NUMBER),
    "max": _one("the greatest value", Value.NUMBER),
    "choices": Key(
        shape=Shape.MANY, meaning="what a `choice` may be, in small letters"
    ),
}

STATE: Mapping[str, Key] = {
    "name": _one("letters, digits, `-` and `_`", required=True),
    "states": Key(
        shape=Shape.LIST,
        meaning="a list: the states inside, which make it a composite state",
        of="state",
    ),
    "initial": _one("of a composite state: which of its states is entered first"),
    "on_enter": _calls("actions on the way in, in order; or one effect, alone"),
    "on_exit": _calls("actions on the way out, in order"),
    "reminder": _one(
        "silence before `reminder` is pulled, once a visit: `25 minutes`, `2 jam`, "
        "`1 hari`; a composite state's is for all inside that have none of their own",
        Value.TIME,
    ),
    "timeout": _one("silence before `timeout` is pulled; the same way", Value.TIME),
    "choices": Key(
        shape=Shape.MANY,
        meaning="the options that its text ends with: a list of triggers, or one "
        "field of `type: choice`",
    ),
    "final": _one(
        "`true`: the dialogue ends here; the next message begins anew", Value.YES_NO
    ),
    "resumable": _one(
        "of a final state: how long data and photos are kept as a draft, for `dest: "
        "resumed`; then they are deleted",
        Value.TIME,
    ),
}

TRANSITION: Mapping[str, Key] = {
    "trigger": Key(
        shape=Shape.ONE,
        required=True,
        meaning="a key of `words`, or one that is built in",
        known=tuple(sorted(BUILT_IN_TRIGGERS)),
    ),
    "source": Key(
        shape=Shape.MANY,
        required=True,
        meaning="a state, a list of them, or `any`: all that are not final; a "
        "composite state stands for all inside",
        known=(ANY,),
    ),
    "dest": Key(
        shape=Shape.ONE,
        required=True,
        meaning="a state; of a composite one the first inside; `stay`: remain, nothing "
        "is entered; `again`: leave and enter anew; `resumed`: go on with the chat's "
        "last draft",
        known=(STAY, AGAIN, RESUMED),
    ),
    "prepare": _calls(
        "actions that read the message before anything is asked; each at most once a "
        "message"
    ),
    "conditions": Key(
        shape=Shape.CALLS, meaning="all have to hold", known=tuple(BUILT_IN_CONDITIONS)
    ),
    "unless": Key(
        shape=Shape.CALLS, meaning="none may hold", known=tuple(BUILT_IN_CONDITIONS)
    ),
    "before": _calls("actions before the state is left, in order"),
    "after": _calls("actions after the new one is entered, in order"),
    "immediate": _one("`true`: this word waits for no photo", Value.YES_NO),
}

TEXTS: Mapping[str, Key] = {
    "words": Key(
        shape=Shape.MAPPING,
        meaning="for each trigger the words people may type; the first is the one "
        "that texts name; `*` at the end: anything may follow",
    ),
    "labels": Key(
        shape=Shape.MAPPING, meaning="what fields, choices and options are called"
    ),
    "texts": Key(shape=Shape.MAPPING, meaning="what the bot says, by key"),
}

TABLES: Mapping[str, Mapping[str, Key]] = {
    "flow": FLOW,
    "photos": PHOTOS,
    "voices": VOICES,
    "field": FIELD,
    "state": STATE,
    "transition": TRANSITION,
    "texts": TEXTS,
}
"""By the name that ``Key.of`` uses."""

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
