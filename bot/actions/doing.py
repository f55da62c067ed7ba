"""What a transition may do, in any flow."""

from bot.fields import parse
from bot.turn import Turn


def say(turn: Turn, key: str) -> None:
    """Reply with the text *key*."""
    turn.say(key)


def save(turn: Turn, name: str) -> None:
    """
    Keep what was said as the field *name*.

    A text that is no value for the field changes nothing; ``valid`` asks first.
    """
    value = parse(turn.words, turn.fields[name])
    if value is not None and turn.data.get(name) != value:
        turn.data[name] = value
        turn.changed.append(name)


def clear_photos(turn: Turn, _argument: str) -> None:
    """Delete the photos and voice notes of the session's folder, also those coming."""
    turn.cleared = True
    turn.session.taken = 0


def hand_over(turn: Turn, _argument: str) -> None:
    """Show the message to the operator, among what is parked."""
    turn.handed_over = True
