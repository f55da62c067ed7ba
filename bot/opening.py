"""
Opens what settings name by name: dialogues, texts and channels.

Everything is read and checked before anything runs, so a mistake stops the start and
not a chat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.loader import flow_names, languages_in, load_flow, load_flows
from bot.dialogue.reading import read_text
from bot.dialogue.speaker import EngineTexts
from bot.dialogue.textfile import build_texts, read_texts
from bot.errors import BadFlow, BadSetting
from bot.findings import Finding, errors
from bot.settings import HOME, Settings, Tenant
from bot.texts import Template
from storage.engine import Engine
from storage.pruning import prune_versions
from storage.versions import FlowVersion, in_use, keep

log = structlog.get_logger(__name__)

ENGINE_FILE = "bot.yaml"
PAGES_FILE = "pages.yaml"


async def open_library(settings: Settings, engine: Engine) -> Library:
    """
    Read the dialogues of every tenant, and the versions that people are inside of.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
    """
    languages = languages_in(settings.locales)
    _check_there(settings, languages)
    flows, findings = load_flows(
        settings.flows, _wanted(settings), locales=settings.locales, languages=languages
    )
    _refuse(findings)
    engine_texts = texts_of(settings, ENGINE_FILE)
    current = {
        key: [
            _dialogue(flow, tenant, engine_texts, languages)
            for flow in _flows_of(tenant, flows)
        ]
        for key, tenant in settings.tenants.items()
    }
    library = Library(current, engine=engine_texts)
    for flow in flows.values():
        # A first reading loads what the flow reads by; better now than in a chat.
        read_text(flow, "", datetime.now(UTC))
        version = FlowVersion(version=flow.version, name=flow.name, source=flow.source)
        await engine.run(keep, version)
    inside = await engine.run(in_use, None)
    todays = {flow.version for flow in flows.values()}
    await engine.run(prune_versions, todays | {one.version for one in inside})
    for version in inside:
        if version.name not in flows or flows[version.name].version != version.version:
            _add_older(library, settings, version, engine_texts, languages)
    return library


def make_channels(settings: Settings, client: HttpClient) -> dict[str, Channel]:
    """
    Make the channels of every tenant, by ``tenant/channel``.

    Raises:
        BadSetting: If a type is unknown, its settings do not fit, or anybody on the
            network could post to a channel that cannot tell who does.
    """
    channels = {}
    for key, tenant in settings.tenants.items():
        for name, given in tenant.channels.items():
            where = f"tenants.{key}.channels.{name}"
            kind = CHANNELS.get(str(given.get("type")))
            if kind is None:
                known = ", ".join(sorted(CHANNELS))
                raise BadSetting(
                    f"{where}.type: there is no such type; there are {known}"
                )
            try:
                own = kind.settings.model_validate(given)
            except ValidationError as error:
                raise BadSetting(_explain(where, error)) from None
            if not own.authenticated and not settings.loopback:
                raise BadSetting(
                    f"{where}: anybody who reaches {settings.host} could post to it; "
                    "give it a path_secret, or listen on 127.0.0.1"
                )
            channels[f"{key}/{name}"] = kind.create(
                own,
                tenant=key,
                name=name,
                client=client,
                own_url=f"{settings.local_url}/simulator/{key}/{name}",
            )
    return channels


def texts_of(settings: Settings, file: str) -> dict[str, dict[str, Template]]:
    """
    The texts in *file* of every language: the shipped ones, then the operator's own.

    Raises:
        BadFlow: If one of the files has mistakes.
    """
    found: dict[str, dict[str, Template]] = {}
    for folder in dict.fromkeys((HOME / "locales", settings.locales)):
        for language in languages_in(folder):
            draft, findings = read_texts(folder / language / file, language)
            _refuse(findings)
            if draft is not None:
                found.setdefault(language, {}).update(build_texts(draft).texts)
    return found


def languages_of(tenant: Tenant, there: Sequence[str]) -> tuple[str, ...]:
    """What *tenant* understands, its own first; *there*: every language there is."""
    return tuple(dict.fromkeys((tenant.locale, *(tenant.languages or there))))


def _check_there(settings: Settings, languages: Sequence[str]) -> None:
    """Refuse folders without flows or texts, and languages without texts."""
    if not flow_names(settings.flows):
        raise BadSetting(f"flows: there is no flow in {settings.flows}")
    if not languages:
        raise BadSetting(f"locales: there are no texts in {settings.locales}")
    for key, tenant in settings.tenants.items():
        for name in (tenant.locale, *tenant.languages):
            if name not in languages:
                raise BadSetting(
                    f"tenants.{key}: there are no texts in the language {name!r} in "
                    f"{settings.locales}; there are: {', '.join(languages)}"
                )


def _wanted(settings: Settings) -> list[str] | None:
    named = [tenant.flows for tenant in settings.tenants.values()]
    if None in named:
        return None
    return list(dict.fromkeys(name for names in named for name in names or ()))


def _flows_of(tenant: Tenant, flows: Mapping[str, Flow]) -> list[Flow]:
    if tenant.flows is None:
        return list(flows.values())
    return [flows[name] for name in tenant.flows if name in flows]


def _dialogue(
    flow: Flow, tenant: Tenant, engine: EngineTexts, there: Sequence[str]
) -> Dialogue:
    languages = languages_of(tenant, there)
    texts = {one: flow.texts[one] for one in languages if one in flow.texts}
    spoken = replace(flow, texts=texts or flow.texts)
    return Dialogue.of(spoken, engine=engine, languages=languages)


def _add_older(
    library: Library,
    settings: Settings,
    version: FlowVersion,
    engine: EngineTexts,
    languages: Sequence[str],
) -> None:
    flow, findings = load_flow(
        settings.flows / version.name,
        locales=settings.locales,
        languages=languages,
        source=version.source,
    )
    if flow is None:
        log.warning(
            "flow.outgrown",
            flow=version.name,
            version=version.version,
            findings=[found.code for found in errors(findings)],
        )
        return
    for key, tenant in settings.tenants.items():
        library.add_older(key, _dialogue(flow, tenant, engine, languages))


def _refuse(findings: Iterable[Finding]) -> None:
    wrong = errors(findings)
    if wrong:
        raise BadFlow("\n".join(map(str, wrong)))


def _explain(where: str, error: ValidationError) -> str:
    return "\n".join(
        f"{where}.{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}"
        for mistake in error.errors(include_input=False, include_url=False)
    )
