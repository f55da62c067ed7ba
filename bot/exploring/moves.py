"""What people may do where they stand, and what happens to them."""

from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.steps import Says, Sends
from bot.findings import Place
from bot.messages import Kind

PERSON = "somebody"
"""Who walks."""

LATE_SECONDS = 12.0
"""How late a late photo is: a word behind it is answered before it comes."""

_NOWHERE = Place(file="", line=0, column=0, end_line=0, end_column=0)


class Until(StrEnum):
    """What is waited for at the end of a move, once every photo has settled."""

    NOTHING = "nothing"
    SILENCE = "silence"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    One thing to try.

    Attributes:
        steps: What is said and sent, at once.
        until: What is waited for then.
        trigger: The word that is meant by it; empty if it is none.
    """

    steps: tuple[Says | Sends, ...] = ()
    until: Until = Until.NOTHING
    trigger: str = ""

    @property
    def typed(self) -> bool:
        """Whether the last step is a text, which nobody types to hear nothing."""
        last = self.steps[-1] if self.steps else None
        return isinstance(last, Says) and last.kind is Kind.TEXT


def says(text: str, *, kind: Kind = Kind.TEXT) -> Says:
    """Somebody writes *text*, or sends something of another *kind*."""
    return Says(who=PERSON, kind=kind, text=text, doubled=False, place=_NOWHERE)


def sends(
    count: int = 1, *, caption: str = "", late: bool = False, missing: bool = False
) -> Sends:
    """Somebody sends *count* photos, which come, or come *late*, or are *missing*."""
    return Sends(
        who=PERSON,
        count=count,
        broken=0,
        missing=count if missing else 0,
        late_seconds=LATE_SECONDS if late else 0.0,
        caption=caption,
        doubled=False,
        reordered=False,
        place=_NOWHERE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """
    Where somebody stands: what tells one point of a dialogue from another.

    Attributes:
        state: Empty outside any dialogue.
        draft: The state in which a draft was left that may be resumed; empty if
            there is none, or inside a dialogue.
        fields: Those that have a value.
        photos: ``none``, ``some`` or ``full``.
        running: Whether an effect is not over.
    """

    state: str = ""
    draft: str = ""
    fields: frozenset[str] = frozenset()
    photos: str = "none"
    running: bool = False

    @property
    def rough(self) -> tuple[str, str, str, bool]:
        """What of it is looked at first: all but the fields."""
        return self.state, self.draft, self.photos, self.running
