"""What runs here, for the front page."""

from collections.abc import Sequence

from bot.dialogue.library import Dialogue, Library
from bot.settings import Settings
from bot.web.catalog import ChannelEntry, FlowEntry, Overview, TenantEntry
from bot.web.simulator.simulators import simulators_of


def overview(settings: Settings, library: Library) -> Overview:
    """Tell the front page what *settings* set up, without secrets and numbers."""
    tenants = [
        TenantEntry(
            key=key,
            name=tenant.name,
            flows=flows_of(library, key, tenant.locale),
            channels=tuple(
                ChannelEntry(name=name, type=str(channel["type"]))
                for name, channel in tenant.channels.items()
            ),
        )
        for key, tenant in settings.tenants.items()
    ]
    return Overview(
        locale=_first_locale(settings),
        tenants=tuple(tenants),
        simulator=bool(simulators_of(settings)),
    )


def flows_of(library: Library, tenant: str, language: str) -> tuple[FlowEntry, ...]:
    """The flows of *tenant*, with the words that begin them in *language*."""
    return tuple(
        FlowEntry(name=one.flow.name, start=_start(one, language))
        for one in library.of_tenant(tenant)
    )


def _first_locale(settings: Settings) -> str:
    locales: Sequence[str] = [tenant.locale for tenant in settings.tenants.values()]
    return locales[0]


def _start(dialogue: Dialogue, language: str) -> str:
    """The first word that begins *dialogue*; empty if anything begins it."""
    flow = dialogue.flow
    ways = flow.by_state[flow.initial]
    words = flow.texts[language].words if language in flow.texts else {}
    for trigger, patterns in words.items():
        leads_on = any(way.dest != "stay" for way in ways.get(trigger, ()))
        if leads_on and patterns:
            return patterns[0].removesuffix("*").strip()
    return ""
