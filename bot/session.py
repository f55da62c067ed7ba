"""Where one chat stands in its flow."""

import json
from dataclasses import dataclass, field

from bot import jsontext

FieldValue = str | int
"""A value read from a message; money in whole rupiah, dates as ISO text."""


@dataclass(slots=True, kw_only=True)
class Session:
    """
    One run through a flow, from its first transition to a final state.

    Only a turn changes it, and the change is kept with the turn or not at all.

    Attributes:
        id: Sortable by when it began, and unique.
        flow: The flow's name.
        version: The digest of the flow it began with.
        state: Where it stands.
        language: What it is answered in.
        folder: Where its photos are; the item's once published.
        visit: How many states were entered so far; names this stay in the state.
        data: The fields read so far.
        confirm: Fields that were read but are doubtful.
        values: What actions and effects said by name, for texts.
        ran: Numbers of the transitions run since the state was entered.
        taken: How many photos were accepted so far.
        since: The time in the name of the chat's last photo or voice note before it
            began, in milliseconds; only in a folder that other sessions share, else 0.
        reminded: Whether trigger ``reminder`` came since the state was entered.
        left: The state it was in before the final one; None while it goes on.
        item: The address of what it published; None while there is nothing.
        room: How many photos it takes; None: as many as the flow says.
    """

    id: str
    flow: str
    version: str
    state: str
    language: str
    folder: str
    visit: int = 0
    data: dict[str, FieldValue] = field(default_factory=dict)
    confirm: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    ran: list[int] = field(default_factory=list)
    taken: int = 0
    since: int = 0
    reminded: bool = False
    left: str | None = None
    item: str | None = None
    room: int | None = None

    def memory(self) -> str:
        """What has no column of its own, as JSON."""
        kept = {name: value for name in _MEMORY if (value := getattr(self, name))}
        if self.room is not None:  # no room at all is something to remember
            kept["room"] = self.room
        return jsontext.encode(kept)

    def remember(self, memory: str) -> None:
        """Take back what ``memory`` wrote; unknown keys of another version are lost."""
        # Not by jsontext: it may give back a very long figure as a float.
        for name, value in json.loads(memory).items():
            if name in _MEMORY:
                setattr(self, name, value)


_MEMORY = (
    "data",
    "confirm",
    "values",
    "ran",
    "taken",
    "since",
    "reminded",
    "left",
    "item",
    "room",
)
