"""Checks the flows and texts that settings name, without running anything."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.channel import Limits
from bot.channels import CHANNELS
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
from bot.wording import LANGUAGES, Wording

ENGINE_KEYS = frozenset(
    {
        "refused",
        "hint",
        "waiting",
        "apology",
        "photos_pending",
        "photos_given_up_published",
        "option",
        "bound",
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
    """
    Every mistake in the flows *wanted*, and in the texts of the engine.

    Also what a flow would do to people who are inside of it, if there is a database.
    """
    languages = languages_in(settings.locales)
    flows, found = load_flows(
        settings.flows,
        wanted,
        locales=settings.locales,
        languages=languages,
        limits=limits_by_flow(settings),
    )
    found += engine_findings(settings)
    if (settings.data / "bot.db").is_file():
        from bot.stranded import left_behind  # noqa: PLC0415 - slow to import

        found += left_behind(settings, flows.values())
    return sorted(found, key=lambda one: (one.place, one.code))


def limits_by_flow(settings: Settings) -> dict[str, list[Limits]]:
    """How much the types of channels show at once that each flow runs over."""
    found: dict[str, dict[str, Limits]] = {}
    for tenant in settings.tenants.values():
        # One of another type is told of when it is to be opened.
        kinds = {str(each.get("type")) for each in tenant.channels.values()}
        limits = {kind: CHANNELS[kind].limits(kind) for kind in kinds & set(CHANNELS)}
        for name in (
            flow_names(settings.flows) if tenant.flows is None else tenant.flows
        ):
            found.setdefault(name, {}).update(limits)
    return {name: [by[kind] for kind in sorted(by)] for name, by in found.items()}


def engine_findings(settings: Settings) -> list[Finding]:
    """Every mistake in the texts of the engine."""
    languages = languages_in(settings.locales)
    own = [one for one in languages if (settings.locales / one / "bot.yaml").exists()]
    _, found = load_engine_texts(settings.locales, own, required=ENGINE_KEYS)
    if settings.locales != HOME / "locales":
        # What an operator's file leaves out is taken from the shipped one.
        found = [one for one in found if one.code != "F301"]
    return found


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
        wording = Wording.of(language_of(settings))
        raise BadFlow(wording.tell_all(errors(mistakes)))
    return found


def language_of(settings: Settings) -> str:
    """
    The language in which whoever wrote *settings* is told of mistakes.

    It is the one that all tenants name as their own, and English if they name none,
    several, or one in which mistakes are not told.
    """
    named = {
        tenant.locale
        for tenant in settings.tenants.values()
        if "locale" in tenant.model_fields_set
    }
    known = named.intersection(LANGUAGES)
    return known.pop() if len(named) == len(known) == 1 else LANGUAGES[0]


def told(found: Sequence[Finding], wording: Wording) -> str:
    """The mistakes *found*, each in two lines, and how many there are in the last."""
    wrong = len(errors(found))
    last = wording.say("nothing_found")
    if found:
        doubtful = len(found) - wrong
        last = wording.say("how_many", errors=wrong, warnings=doubtful)
    return "\n".join([*map(wording.tell, found), last])


def as_json(
    found: Sequence[Finding], wording: Wording, *, indent: int | None = 2
) -> str:
    """The mistakes *found* as one array, on one line if *indent* is None."""
    shown = [wording.as_dict(one) for one in found]
    return json.dumps(shown, ensure_ascii=False, indent=indent)
