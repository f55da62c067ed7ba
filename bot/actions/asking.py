"""What a transition may ask, in any flow; nothing here changes anything."""

from bot.fields import parse
from bot.turn import Turn


def first_time(turn: Turn, _argument: str) -> bool:
    """Whether this transition has not run since its source state was entered."""
    return turn.pulled not in turn.session.ran


def first_photo(turn: Turn, _argument: str) -> bool:
    """Whether no photo was taken before in this session."""
    return turn.session.taken == 0


def some_failed(turn: Turn, _argument: str) -> bool:
    """Whether photos were given up that nobody was told of."""
    return turn.photos.failed > 0


def data_complete(turn: Turn, _argument: str) -> bool:
    """Whether every required field has a value."""
    return not turn.missing


def data_changed(turn: Turn, _argument: str) -> bool:
    """Whether this message changed a field."""
    return bool(turn.changed)


def photos_at_least(turn: Turn, number: str) -> bool:
    """Whether *number* photos are in the folder or on their way."""
    return turn.photos.count >= int(number)


def valid(turn: Turn, name: str) -> bool:
    """Whether what was said is a value for the field *name*."""
    return parse(turn.words, turn.fields[name]) is not None
