"""
What every flow may name without writing Python: data only.

To add an action or a condition, add its line here and its function where the machine
looks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Argument(StrEnum):
    """
    What stands behind a name, as in ``say: summary``.

    Each is the key of its words in ``check.yaml``, except that nothing needs none.
    """

    NONE = "nothing"
    TEXT_KEY = "name_of_a_text"
    FIELD = "name_of_a_field"
    NUMBER = "a_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """
    One built-in action or condition.

    Attributes:
        argument: What stands behind its name.
    """

    argument: Argument = Argument.NONE


BUILT_IN_ACTIONS: Mapping[str, BuiltIn] = {
    "say": BuiltIn(argument=Argument.TEXT_KEY),
    "save": BuiltIn(argument=Argument.FIELD),
    "repeat": BuiltIn(),
    "clear_photos": BuiltIn(),
    "hand_over": BuiltIn(),
}

BUILT_IN_CONDITIONS: Mapping[str, BuiltIn] = {
    "first_time": BuiltIn(),
    "first_photo": BuiltIn(),
    "some_failed": BuiltIn(),
    "data_complete": BuiltIn(),
    "data_changed": BuiltIn(),
    "photos_at_least": BuiltIn(argument=Argument.NUMBER),
    "valid": BuiltIn(argument=Argument.FIELD),
}

BUILT_IN_PLACEHOLDERS = frozenset(
    {
        "photos",
        "photos_max",
        "photos_failed",
        "voices",
        "voices_max",
        "photo_links",
        "missing",
        "link",
        "choices",
        "data",
    }
)
"""What any text may show; fields and ``word.<trigger>`` come on top."""

WORD_PREFIX = "word."
"""Begins the placeholder for the first word of a trigger."""

CANCEL = "cancel"
HELP = "help"
"""The two triggers that every state has to accept."""

MAX_TEXT_CHARS = 4096
"""The longest text a channel takes."""
