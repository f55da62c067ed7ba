"""
The actions and conditions that any flow may use.

To add one, write it in a module of this package and add its line here; what the
checker has to know of its argument is in ``bot/dialogue/builtin.py``.
"""

from collections.abc import Callable, Mapping

from bot.actions import asking, doing
from bot.turn import Turn

ACTIONS: Mapping[str, Callable[[Turn, str], None]] = {
    "say": doing.say,
    "save": doing.save,
    "clear_photos": doing.clear_photos,
    "hand_over": doing.hand_over,
}
"""By name; each gets its argument, or nothing. ``repeat`` is the machine's."""

CONDITIONS: Mapping[str, Callable[[Turn, str], bool]] = {
    "first_time": asking.first_time,
    "first_photo": asking.first_photo,
    "some_failed": asking.some_failed,
    "data_complete": asking.data_complete,
    "data_changed": asking.data_changed,
    "photos_at_least": asking.photos_at_least,
    "valid": asking.valid,
}
"""By name; each gets its argument, or nothing."""
