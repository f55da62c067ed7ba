"""
Reads flows from their folders: files in, flows and findings out.

    flows/upload/flow.yaml      --> reader   --> draft --+
    locales/id/upload.yaml, ... --> textfile --> texts --+--> checker --> Flow
    flows/upload/actions.py     --> flowcode --> code  --+

A flow with errors is not returned at all, so it can never replace a good one.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.channel import Limits
from bot.dialogue.build import build_flow
from bot.dialogue.builtin import BUILT_IN_ACTIONS, BUILT_IN_CONDITIONS, BuiltIn
from bot.dialogue.checker import by_place, check
from bot.dialogue.codes import finding
from bot.dialogue.definition import Flow
from bot.dialogue.draft import DraftFlow, DraftTexts
from bot.dialogue.flowcode import load_code
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.reader import read_flow
from bot.dialogue.textfile import (
    ENGINE_TEXTS,
    beginning,
    load_engine_texts,
    read_file,
    read_texts,
)
from bot.findings import Finding, errors
from bot.yamlfile import parse

__all__ = [
    "flow_names",
    "languages_in",
    "load_engine_texts",
    "load_flow",
    "load_flows",
]

_FLOW_FILE = "flow.yaml"

_OWN_TEXTS = frozenset({Path(ENGINE_TEXTS).stem, "book", "check", "pages"})
"""The text files of the program itself; no flow can have one of these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """The text files of a flow; *whole* unless one of them cannot be understood."""

    drafts: tuple[DraftTexts, ...]
    whole: bool


def load_flow(
    folder: Path,
    *,
    locales: Path,
    languages: Sequence[str],
    code_from_folder: bool = True,
    source: str | None = None,
    actions: Mapping[str, BuiltIn] = BUILT_IN_ACTIONS,
    conditions: Mapping[str, BuiltIn] = BUILT_IN_CONDITIONS,
    limits: Sequence[Limits] = (),
) -> tuple[Flow | None, list[Finding]]:
    """
    Read, check and build the flow in *folder*.

    Args:
        folder: The flow's folder; its name is the flow's.
        locales: The folder with one folder for each language.
        languages: Whose texts to read, the tenant's own first.
        code_from_folder: False to check without running ``actions.py``; names it may
            bring are taken on trust, and no flow is built if there is one.
        source: The text of an older ``flow.yaml``, to rebuild that version with the
            code and the texts of today; None for the file in *folder*.
        actions: The built-in actions.
        conditions: The built-in conditions.
        limits: Of the types of channels that the flow runs over.

    Returns:
        The flow, or None if anything is an error; and every finding, by place.
    """
    file = folder / _FLOW_FILE
    content, findings = (source, []) if source is not None else _read(file)
    if content is None:
        return None, findings
    root, findings = parse(content, file=str(file))
    name = folder.absolute().name
    if root is None:
        findings = findings or [_empty(file)]
        draft = None
    else:
        draft, found = read_flow(root, name=name)
        findings.extend(found)
    texts, found = _load_texts(locales, languages, name, draft)
    findings.extend(found)
    code, found = load_code(folder, run=code_from_folder)
    findings.extend(found)
    if draft is not None:
        findings.extend(
            check(
                draft,
                texts.drafts,
                code,
                whole=texts.whole,
                actions=actions,
                conditions=conditions,
                limits=limits,
            )
        )
    findings = by_place(findings)
    if draft is None or errors(findings) or not code.known:
        return None, findings
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    return build_flow(draft, texts.drafts, code.code, source=text), findings


def load_flows(
    folder: Path,
    names: Sequence[str] | None,
    *,
    locales: Path,
    languages: Sequence[str],
    code_from_folder: bool = True,
    limits: Mapping[str, Sequence[Limits]] = MappingProxyType({}),
) -> tuple[dict[str, Flow], list[Finding]]:
    """
    Load several flows.

    Args:
        folder: The folder with one folder for each flow.
        names: Which, in this order; None for all there are, by name.
        locales: As for ``load_flow``.
        languages: As for ``load_flow``.
        code_from_folder: As for ``load_flow``.
        limits: As for ``load_flow``, by flow.

    Returns:
        The flows without errors, by name, and every finding, by place.
    """
    known = flow_names(folder)
    flows: dict[str, Flow] = {}
    findings: list[Finding] = []
    for name in known if names is None else dict.fromkeys(names):
        if name not in known:
            place = beginning(folder / name / _FLOW_FILE)
            cure = did_you_mean(name, known)
            findings.append(
                finding("F003", place, "unknown_flow", flow=name, cure=cure)
            )
            continue
        flow, found = load_flow(
            folder / name,
            locales=locales,
            languages=languages,
            code_from_folder=code_from_folder,
            limits=limits.get(name, ()),
        )
        findings.extend(found)
        if flow:
            flows[name] = flow
    return flows, by_place(findings)


def flow_names(folder: Path) -> tuple[str, ...]:
    """The names of all flows in *folder*, sorted; empty if there is no such folder."""
    if not folder.is_dir():
        return ()
    # A link to nowhere is a flow, too: one that cannot be read.
    there = (one for one in folder.iterdir() if os.path.lexists(one / _FLOW_FILE))
    return tuple(sorted(one.name for one in there))


def languages_in(locales: Path) -> tuple[str, ...]:
    """The languages that have a folder with texts in *locales*, sorted."""
    if not locales.is_dir():
        return ()
    return tuple(sorted({file.parent.name for file in locales.glob("*/*.yaml")}))


def _read(file: Path) -> tuple[bytes | None, list[Finding]]:
    content, findings = read_file(file)
    return (None if findings else content), findings


def _empty(file: Path) -> Finding:
    return finding("F003", beginning(file), "file_is_empty")


def _load_texts(
    locales: Path, languages: Sequence[str], name: str, draft: DraftFlow | None
) -> tuple[_Texts, list[Finding]]:
    """The texts of the flow *name*; a language without a file counts as not spoken."""
    drafts: list[DraftTexts] = []
    findings: list[Finding] = []
    absent: list[Path] = []
    whole = True
    for language in dict.fromkeys(languages):
        file = locales / language / f"{name}.yaml"
        texts, found = read_texts(file, language)
        findings.extend(found)
        if texts is not None:
            drafts.append(texts)
        elif found:
            whole = False
        else:
            absent.append(file)
    if name in _OWN_TEXTS and draft is not None:
        findings.append(finding("F004", draft.place, "flow_name_taken", flow=name))
    spoken = bool(drafts) or not whole
    for file in absent if spoken else absent[:1]:
        place, language = beginning(file), file.parent.name
        findings.append(
            finding("F301", place, "no_texts", language=language, doubtful=spoken)
        )
    return _Texts(drafts=tuple(drafts), whole=whole and bool(drafts)), findings
