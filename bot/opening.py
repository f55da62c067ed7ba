"""
Opens what settings name by name: dialogues and texts.

Everything is read and checked before anything runs, so a mistake stops the start and
not a chat.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from bot.checking import engine_findings
from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.loader import flow_names, languages_in, load_flow, load_flows
from bot.dialogue.reading import read_text
from bot.dialogue.speaker import EngineTexts
from bot.dialogue.textfile import read_texts, usable_texts
from bot.errors import BadFlow, BadSetting
from bot.findings import Finding, errors
from bot.settings import HOME, Settings
from bot.tenant import Tenant
from bot.texts import Template
from bot.wording import Wording
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
        StorageError: If the database does not answer.
    """
    inside = await engine.run(in_use, None)
    library = read_library(settings, inside)
    await keep_versions(library, engine)
    todays = {version.version for version in versions_of(library)}
    await engine.run(prune_versions, todays | {one.version for one in inside})
    return library


def read_library(
    settings: Settings,
    inside: Iterable[FlowVersion],
    *,
    before: Library | None = None,
) -> Library:
    """
    Read the files that *settings* name; it takes a moment, and touches nothing else.

    Args:
        settings: Where the files are, and who runs what.
        inside: The versions that people are inside of.
        before: Where to find those of them that do not fit the files any more; None
            if nothing ran before.

    Raises:
        BadFlow: If a flow or a text has mistakes.
        BadSetting: If a tenant names a flow or a language that is not there.
    """
    languages = languages_in(settings.locales)
    _check_there(settings, languages)
    flows, findings = load_flows(
        settings.flows, _wanted(settings), locales=settings.locales, languages=languages
    )
    engine, wrong = _read_texts(settings, ENGINE_FILE)
    pages, also_wrong = _read_texts(settings, PAGES_FILE)
    _refuse([*findings, *wrong, *also_wrong, *engine_findings(settings)])
    make = _Maker(settings=settings, engine=engine, languages=languages)
    for flow in flows.values():
        # A first reading loads what the flow reads by; better now than in a chat.
        read_text(flow, "", datetime.now(UTC))
    older: dict[str, list[Dialogue]] = defaultdict(list)
    for version, somebody in _not_current(inside, flows, before):
        for tenant, dialogue in make.older(version, before, somebody=somebody):
            older[tenant].append(dialogue)
    current = {
        key: [make.dialogue(flow, key) for flow in _flows_of(tenant, flows)]
        for key, tenant in settings.tenants.items()
    }
    return Library(current, engine=engine, older=older, pages=pages)


async def keep_versions(library: Library, engine: Engine) -> None:
    """
    Keep the current flows of *library*, before anybody begins one of them.

    Raises:
        StorageError: If the database does not answer.
    """
    for version in versions_of(library):
        await engine.run(keep, version)


def versions_of(library: Library) -> list[FlowVersion]:
    """The current flows of *library*, as they are kept."""
    return [
        FlowVersion(version=flow.version, name=flow.name, source=flow.source)
        for flow in library.flows.values()
    ]


def texts_of(settings: Settings, file: str) -> dict[str, dict[str, Template]]:
    """
    The texts in *file* of every language: the shipped ones, then the operator's own.

    Raises:
        BadFlow: If one of the files has mistakes.
    """
    texts, findings = _read_texts(settings, file)
    _refuse(findings)
    return texts


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


def _not_current(
    inside: Iterable[FlowVersion], flows: Mapping[str, Flow], before: Library | None
) -> Iterator[tuple[FlowVersion, bool]]:
    """
    The versions that are not among *flows*, each with whether somebody is inside.

    Those that ran *before* are among them: until they are replaced they may be begun.
    """
    found = {one.version: (one, True) for one in inside}
    for one in versions_of(before) if before is not None else ():
        found.setdefault(one.version, (one, False))
    for version, somebody in found.values():
        known = flows.get(version.name)
        if known is None or known.version != version.version:
            yield version, somebody


def _flows_of(tenant: Tenant, flows: Mapping[str, Flow]) -> list[Flow]:
    if tenant.flows is None:
        # What is for somebody comes before what is for everybody.
        return sorted(flows.values(), key=lambda flow: flow.allow is None)
    return [flows[name] for name in tenant.flows if name in flows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes dialogues of flows, each for the languages of its tenant."""

    settings: Settings
    engine: EngineTexts
    languages: Sequence[str]

    def dialogue(self, flow: Flow, tenant: str) -> Dialogue:
        spoken = languages_of(self.settings.tenants[tenant], self.languages)
        texts = {one: flow.texts[one] for one in spoken if one in flow.texts}
        flow = replace(flow, texts=texts or flow.texts)
        return Dialogue.of(flow, engine=self.engine, languages=spoken)

    def older(
        self, version: FlowVersion, before: Library | None, *, somebody: bool
    ) -> Iterator[tuple[str, Dialogue]]:
        """*version* for each tenant: with today's texts, else as it ran *before*."""
        flow, findings = load_flow(
            self.settings.flows / version.name,
            locales=self.settings.locales,
            languages=self.languages,
            source=version.source,
        )
        if flow is None and somebody:
            log.warning(
                "flow.outgrown",
                flow=version.name,
                version=version.version,
                findings=[found.code for found in errors(findings)],
            )
        for tenant in self.settings.tenants:
            if flow is not None:
                yield tenant, self.dialogue(flow, tenant)
            elif before is not None:
                ran = before.version(tenant, version.name, version.version)
                if ran is not None:
                    yield tenant, ran


def _read_texts(
    settings: Settings, file: str
) -> tuple[dict[str, dict[str, Template]], list[Finding]]:
    """As ``texts_of``, and the mistakes."""
    texts: dict[str, dict[str, Template]] = {}
    findings: list[Finding] = []
    for folder in dict.fromkeys((HOME / "locales", settings.locales)):
        for language in languages_in(folder):
            draft, found = read_texts(folder / language / file, language)
            findings.extend(found)
            if draft is not None:
                usable, wrong = usable_texts(draft)
                findings.extend(wrong)
                texts.setdefault(language, {}).update(usable)
    return texts, findings


def _refuse(findings: Iterable[Finding]) -> None:
    wrong = list(dict.fromkeys(errors(findings)))
    if wrong:
        raise BadFlow(Wording.of("en").tell_all(wrong), findings=wrong)
