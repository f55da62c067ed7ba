"""Checks the flows and texts that settings name, without running anything."""

from collections.abc import Sequence
from pathlib import Path

from bot.dialogue.definition import Flow
from bot.dialogue.loader import (
    flow_names,
    languages_in,
    load_engine_texts,
    load_flow,
    load_flows,
)
from bot.errors import BadFlow
from bot.findings import Finding, errors
from bot.settings import HOME, Settings

ENGINE_KEYS = frozenset(
    {
        "refused",
        "hint",
        "waiting",
        "apology",
        "photos_pending",
        "photos_given_up_published",
    }
)
"""The texts of the engine that have to be there."""


def names(settings: Settings, wanted: Sequence[str]) -> list[str] | str:
    """
    The flows that *wanted* names, each by its name, its folder or its file.

    Returns:
        Their names; all there are if *wanted* is empty. A text that says what is
        wrong if one of them is not there.
    """
    known = flow_names(settings.flows)
    if not known:
        return f"there is no flow in {settings.flows}"
    found = []
    for one in wanted:
        path = Path(one)
        name = path.parent.name if path.name == "flow.yaml" else path.name
        if name not in known:
            return f"there is no flow {one!r} in {settings.flows}; there are: " + (
                ", ".join(known)
            )
        found.append(name)
    return found or list(known)


def findings(settings: Settings, wanted: Sequence[str]) -> list[Finding]:
    """Every mistake in the flows *wanted*, and in the texts of the engine."""
    languages = languages_in(settings.locales)
    _, found = load_flows(
        settings.flows, wanted, locales=settings.locales, languages=languages
    )
    own = [one for one in languages if (settings.locales / one / "bot.yaml").exists()]
    _, engine = load_engine_texts(settings.locales, own, required=ENGINE_KEYS)
    if settings.locales != HOME / "locales":
        # What an operator's file leaves out is taken from the shipped one.
        engine = [one for one in engine if one.code != "F301"]
    return sorted([*found, *engine], key=lambda one: (one.place, one.code))


def flow(settings: Settings, name: str) -> Flow:
    """
    The flow *name*, which is one of ``names``.

    Raises:
        BadFlow: If it has mistakes.
    """
    found, mistakes = load_flow(
        settings.flows / name,
        locales=settings.locales,
        languages=languages_in(settings.locales),
    )
    if found is None:
        raise BadFlow("\n".join(map(str, errors(mistakes))))
    return found


def summary(found: Sequence[Finding]) -> str:
    """How many mistakes there are, in one line."""
    wrong = len(errors(found))
    if not found:
        return "no mistakes found"
    return f"{wrong} errors, {len(found) - wrong} warnings"
