"""What was asked for last, so that a bare figure can answer it."""

from collections.abc import Set as AbstractSet

from bot.turn import Turn

RECOMMENDED = ("transmission", "km", "colour")
"""Fields that are asked for beside what is needed, and never for themselves."""

_ASKED = "asked"


def questions(turn: Turn) -> tuple[str | None, ...]:
    """
    The fields that a bare figure or name may answer, the likeliest first.

    What is needed is asked for before anything else. Where several are missing, four
    digits are a year before they are anything else.
    """
    if len(turn.missing) == 1:
        return turn.missing
    if turn.missing:
        return ("year", None) if "year" in turn.missing else (None,)
    asked = turn.session.values.get(_ASKED)
    return (asked, None) if asked else (None,)


def note_asked(turn: Turn, names: AbstractSet[str]) -> None:
    """Note that the last question was about the fields *names*; of several, none."""
    if len(names) == 1:
        turn.session.values[_ASKED] = next(iter(names))
    else:
        turn.session.values.pop(_ASKED, None)


def recommended(turn: Turn) -> str:
    """A sentence that asks for what else is welcome; empty if all of it is known."""
    names = [
        turn.speak(turn, f"recommended_{name}")
        for name in RECOMMENDED
        if name in turn.fields and name not in turn.data
    ]
    if not names:
        return ""
    turn.session.values["names"] = ", ".join(names)
    return f" {turn.speak(turn, 'recommended')}"
