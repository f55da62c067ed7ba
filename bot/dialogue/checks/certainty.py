"""Whether one of several ways is sure to be taken, whatever their conditions say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from bot.dialogue.checks.outline import Way
from bot.dialogue.definition import RESUMED

MOST_ASKED = 10
"""With more different conditions than this, one of the ways is taken to be sure."""

Asked = tuple[str, str, int | None]
"""A condition, what stands behind it, and the way that it is about; None: any."""

_OF_ITS_WAY = frozenset({"first_time"})
_AT_LEAST = "photos_at_least"


def sure(ways: Iterable[Way]) -> bool:
    """Whether one of *ways* is taken whenever their trigger is pulled."""
    needs = [dict(_needs(way)) for way in ways if _holds_together(way)]
    if any(not need for need in needs):
        return True
    asked = list(dict.fromkeys(one for need in needs for one in need))
    if len(asked) > MOST_ASKED:
        return True
    answers = (
        dict(zip(asked, values, strict=True))
        for values in product((True, False), repeat=len(asked))
    )
    return bool(needs) and all(
        any(need.items() <= each.items() for need in needs)
        for each in answers
        if _possible(each)
    )


def _needs(way: Way) -> Iterator[tuple[Asked, bool]]:
    written, number = way.written, way.written.number
    for holds, calls in ((True, written.conditions), (False, written.unless)):
        for call in calls:
            name = call.name.value
            value = call.argument.value if call.argument else ""
            yield (name, value, number if name in _OF_ITS_WAY else None), holds
    if way.dest == RESUMED:
        yield (RESUMED, "", None), True


def _holds_together(way: Way) -> bool:
    """Whether *way* does not ask for the opposite of what it asks for."""
    needs: Sequence[tuple[Asked, bool]] = list(_needs(way))
    return len(dict(needs)) == len(set(needs))


def _possible(answers: Mapping[Asked, bool]) -> bool:
    """Whether there can be as many photos as *answers* say."""
    counts = {
        int(value): holds
        for (name, value, _), holds in answers.items()
        if name == _AT_LEAST and value.isdecimal()
    }
    if counts.get(0) is False:
        return False
    most = max((number for number, holds in counts.items() if holds), default=0)
    return all(holds for number, holds in counts.items() if number <= most)
