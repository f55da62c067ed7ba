"""What a crowd leaves behind, compared with what one play does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.crashtest.trial import Trial
from bot.messages import digest
from bot.scenario.report import Difference, Played, line
from storage.evidence import Evidence


def unlike(reference: Trial, left: Evidence, takes: Sequence[str]) -> Played | None:
    """
    What *left* has otherwise than as many plays would leave behind; None: nothing.

    Args:
        reference: The one play.
        left: What all of them left behind.
        takes: Their names.
    """
    if reference.left is None:
        return None
    for what, one, many in (
        ("states", _states(reference.left), _states(left)),
        ("items", _items(reference.left), _items(left)),
    ):
        expected = Counter({name: n * len(takes) for name, n in one.items()})
        if many != expected:
            return ended(
                reference, line(what, str(dict(expected))), line(what, str(dict(many)))
            )
    expected_photos = Counter(
        {
            (digest(f"message-{take}{number}"), content): 1
            for number, content in _stored(reference.left).items()
            for take in takes
        }
    )
    photos = Counter(
        (Path(file).stem.partition("-")[2], content)
        for file, content in left.photos.items()
    )
    if photos != expected_photos:
        lost, more = expected_photos - photos, photos - expected_photos
        return ended(
            reference,
            line("photos", f"{len(lost)} of {len(expected_photos)} not there"),
            line("photos", f"{len(more)} that should not be there"),
        )
    if left.parked or left.unfinished:
        return ended(
            reference, None, line("left", f"{left.parked} parked, {left.unfinished}")
        )
    return None


def ended(
    reference: Trial, expected: str | None, heard: str, *, broken: bool = False
) -> Played:
    """*reference* as it would have ended had *heard* been there for *expected*."""
    end = reference.played.scenario.end
    found = Difference(place=end, expected=expected, heard=heard, broken=broken)
    return replace(reference.played, difference=found)


def _states(left: Evidence) -> Counter[str]:
    return Counter(state for state, _ in left.sessions.values())


def _items(left: Evidence) -> Counter[int]:
    """How many sessions published how many items."""
    return Counter(Counter(session for session, _ in left.items.values()).values())


def _stored(left: Evidence) -> dict[int, str]:
    """The photos that one play leaves behind: which message, and what is in it."""
    known = {digest(f"message-{number}"): number for number in range(1, 1000)}
    return {
        known[Path(file).stem.partition("-")[2]]: content
        for file, content in left.photos.items()
    }
