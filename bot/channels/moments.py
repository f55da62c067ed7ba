"""When something was sent, in the ways in which gateways write it."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_14_DIGIT_MS = 10**13
_NO_SECONDS = 10**11


def from_text(time: str) -> int:
    """
    *time*, as RFC 3339 writes it, in milliseconds since 1970.

    It is 0 if it is missing, has no offset, or cannot be read. Nor is a time taken
    that would break the 13 digits in the names of photos.
    """
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        return 0
    return _within((moment - _EPOCH) // timedelta(milliseconds=1))


def from_seconds(value: object) -> int:
    """
    *value*, a number of seconds since 1970, in milliseconds; 0 if it is no such number.

    What is too large for seconds is taken for milliseconds.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:16])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    if not 0 <= value < _FIRST_14_DIGIT_MS:
        return 0
    return _within(int(value * 1000 if value < _NO_SECONDS else value))


def _within(milliseconds: int) -> int:
    return milliseconds if 0 <= milliseconds < _FIRST_14_DIGIT_MS else 0
