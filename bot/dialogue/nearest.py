"""Which known name somebody meant."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from bot.findings import Phrase, phrase

_ALIKE_PERCENT = 70


def nearest(name: str, known: Iterable[str]) -> str | None:
    """
    The name of *known* that looks most like *name*; None if none looks alike.

    One that is *name* behind a dot, as ``form.price`` is ``price``, looks most alike.
    """
    choices = sorted(known)
    if not name or not choices:
        return None
    if whole := next((each for each in choices if each.endswith(f".{name}")), None):
        return whole
    lowered = [choice.lower() for choice in choices]
    found = process.extractOne(
        name.lower()[:100], lowered, scorer=fuzz.ratio, score_cutoff=_ALIKE_PERCENT
    )
    return choices[found[2]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> Phrase:
    """The cure for an unknown *name*: the one that was meant, or all there are."""
    choices = sorted(known)
    if meant := nearest(name, choices):
        return phrase("did_you_mean", meant=meant)
    if choices:
        return phrase("known_here", known=tuple(choices))
    return phrase("none_yet")
