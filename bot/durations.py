"""Lengths of time as people write them: ``30 minutes``, ``2 jam``, ``1 hari``."""

import re

LONGEST_SECONDS = 366 * 24 * 3600
"""What no duration exceeds: a leap year."""

_SECONDS = {
    1: ("second", "seconds", "sec", "s", "detik"),
    60: ("minute", "minutes", "min", "menit"),
    3600: ("hour", "hours", "h", "jam"),
    86400: ("day", "days", "d", "hari"),
    604800: ("week", "weeks", "minggu"),
}
_UNITS = {unit: seconds for seconds, units in _SECONDS.items() for unit in units}
_DURATION = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,3})?)\s*([a-z]+)")


class BadDuration(ValueError):
    """A text that is no duration."""


def parse_duration(text: str) -> float:
    """
    Read *text* as a duration.

    A unit may be English or Indonesian, in either case; ``0`` needs none.

    Returns:
        Seconds; from 0 to ``LONGEST_SECONDS``.

    Raises:
        BadDuration: If it is none, or longer than a year.
    """
    trimmed = text.strip().lower()
    if trimmed == "0":
        return 0.0
    found = _DURATION.fullmatch(trimmed)
    if found is None or found[2] not in _UNITS:
        raise BadDuration(f"no duration: {text!r}")
    seconds = float(found[1].replace(",", ".")) * _UNITS[found[2]]
    if seconds > LONGEST_SECONDS:
        raise BadDuration(f"longer than a year: {text!r}")
    return seconds
