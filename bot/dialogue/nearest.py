"""Which known name somebody meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

_ALIKE_PERCENT = 70


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name of *known* that looks most like *name*; None if none looks alike."""
    choices = sorted(known)
    if not name or not choices:
        return None
    lowered = [choice.lower() for choice in choices]
    found = process.extractOne(
        name.lower()[:100], lowered, scorer=fuzz.ratio, score_cutoff=_ALIKE_PERCENT
    )
    return choices[found[2]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The cure for an unknown *name*: the one that was meant, or all there are."""
    choices = sorted(known)
    if meant := nearest(name, choices):
        return f"did you mean {meant!r}?"
    return f"known here: {', '.join(choices)}" if choices else "there are none yet"
