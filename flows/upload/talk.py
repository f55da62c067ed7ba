"""Small talk in the middle of an upload: answered once, not word for word."""

import re

from bot.turn import Turn

_PAUSE_SECONDS = 300
"""After so long without small talk it is answered again."""

_FIGURE = re.compile(r"\d")
_TALK = "talk"
_TALKS_ON = "talks_on"


def note_talk(turn: Turn) -> None:
    """
    Note whether the message is small talk, and whether such was just answered.

    A text with a figure in it is none: somebody tries to tell something, and has to
    hear that it was not understood.
    """
    values = turn.session.values
    values.pop(_TALKS_ON, None)
    reading = turn.reading
    if reading is None or turn.caption:
        return
    if reading.action != "not_an_upload" or _FIGURE.search(turn.message.text):
        values.pop(_TALK, None)
        return
    visit, _, seconds = values.get(_TALK, "").partition(" ")
    now = int(turn.now.timestamp())
    if visit == str(turn.session.visit) and now - int(seconds) < _PAUSE_SECONDS:
        values[_TALKS_ON] = visit
    values[_TALK] = f"{turn.session.visit} {now}"


def talks_on(turn: Turn) -> bool:
    """Whether the message is small talk, and such was just answered in this state."""
    return _TALKS_ON in turn.session.values
