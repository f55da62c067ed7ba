"""
Loads what a flow's ``actions.py`` brings.

The folder becomes a package with a private name made of its path and content. So
``from .reader import read`` works in it, two flows never see each other's files, the
same content is run once, and a session may go on with the code it began with while a
newer one is loaded. No bytecode is written: it is found by time and size, and an
operator may well save twice within a second.
"""

import hashlib
import importlib
import inspect
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from bot.dialogue.builtin import BUILT_IN_ACTIONS, BUILT_IN_CONDITIONS
from bot.dialogue.codes import finding
from bot.dialogue.datafiles import check_files
from bot.dialogue.definition import Code
from bot.findings import Finding, Phrase, Place, phrase

_FILE = "actions.py"
_NO_CODE = frozenset({"flow.yaml", "scenarios.yaml"})
_QUOTED = re.compile(r"""["']([^\W\d][\w-]*)["'{]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowCode:
    """
    What the Python files of a flow bring.

    Attributes:
        code: Its actions, conditions and effects.
        placeholders: Names it adds for texts, with their meanings.
        strings: Every quoted word in its files, and how f-strings begin: what code
            says is there.
        known: False if there is code that was not run or cannot be, so that any name
            may be one of its own.
    """

    code: Code = field(default_factory=Code)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    strings: frozenset[str] = frozenset()
    known: bool = True

    def may_say(self, key: str) -> bool:
        """Whether the text *key* is named in its files, or may be made up there."""
        beginnings = (key[: end + 1] for end, char in enumerate(key) if char == "_")
        return key in self.strings or any(each in self.strings for each in beginnings)


def load_code(folder: Path, *, run: bool = True) -> tuple[FlowCode, list[Finding]]:
    """
    Load ``actions.py`` of *folder*, if there is one.

    Args:
        folder: The flow's folder.
        run: False to look at the files without running them.

    Returns:
        What it brings, and what is wrong with it: errors in Python too.
    """
    if not os.path.lexists(folder / _FILE):
        return FlowCode(), []
    try:
        sources = {path: path.read_bytes() for path in _files(folder.absolute())}
    except OSError as error:
        return _broken(frozenset(), _failure(folder, error))
    python = [content for path, content in sources.items() if path.suffix == ".py"]
    text = b"\n".join(python).decode(errors="replace")
    strings = frozenset(_QUOTED.findall(text))
    if not run:
        return FlowCode(strings=strings, known=False), []
    package = _package_name(sources)
    try:
        actions = _import(package, folder.absolute())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - anything an operator wrote
        for name in [name for name in sys.modules if _belongs(name, package)]:
            del sys.modules[name]
        return _broken(strings, _failure(folder, error))
    findings = list(_mistakes(actions, folder))
    if findings:
        return FlowCode(strings=strings, known=False), findings
    return _flow_code(actions, strings), _of_files(folder, actions)


def _of_files(folder: Path, actions: ModuleType) -> list[Finding]:
    """What is wrong with the files that *actions* checks, or with the checks."""
    try:
        return list(check_files(folder, getattr(actions, "FILES", {})))
    except Exception as error:  # noqa: BLE001 - anything an operator wrote
        return [_failure(folder, error)]


def _files(folder: Path) -> list[Path]:
    """What the code may depend on: itself, and data that it reads when it is loaded."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in _NO_CODE
        and not any(
            part.startswith((".", "__pycache__"))
            for part in path.relative_to(folder).parts
        )
    )


def _package_name(sources: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in sources.items():
        digest.update(f"{path}\0{len(content)}\0".encode(errors="surrogateescape"))
        digest.update(content)
    return f"_flow_{digest.hexdigest()[:32]}"


def _belongs(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


class _UncachedLoader(SourceFileLoader):
    """Compiles the source each time it is asked to."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def _import(package: str, folder: Path) -> ModuleType:
    if package not in sys.modules:
        module = ModuleType(package)
        module.__path__ = [str(folder)]
        sys.modules[package] = module
        finder = FileFinder(str(folder), (_UncachedLoader, [".py"]))
        sys.path_importer_cache[str(folder)] = finder
    return importlib.import_module(f"{package}.actions")


def _broken(strings: frozenset[str], found: Finding) -> tuple[FlowCode, list[Finding]]:
    return FlowCode(strings=strings, known=False), [found]


def _failure(folder: Path, error: BaseException) -> Finding:
    """Where in the flow's own files *error* came from."""
    file, line, column = str(folder.absolute() / _FILE), 1, 1
    if isinstance(error, SyntaxError) and error.filename:
        file, line, column = error.filename, error.lineno or 1, error.offset or 1
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).is_relative_to(folder.absolute()):
                file, line, column = frame.filename, frame.lineno or 1, 1
    path = Path(file)
    if path.is_relative_to(folder.absolute()):
        path = folder / path.relative_to(folder.absolute())
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    place = _line(path, line, max(column, 1))
    return finding(
        "F404", place, "python_fails", kind=type(error).__name__, reason=reason
    )


def _line(path: Path, line: int, column: int = 1) -> Place:
    return Place(
        file=str(path), line=line, column=column, end_line=line, end_column=column
    )


def _mistakes(module: ModuleType, folder: Path) -> Iterator[Finding]:
    """What is wrong with the registries of *module*."""
    for registry, built_in in (
        ("ACTIONS", BUILT_IN_ACTIONS),
        ("CONDITIONS", BUILT_IN_CONDITIONS),
        ("EFFECTS", BUILT_IN_ACTIONS),
        ("PLACEHOLDERS", {}),
        ("FILES", {}),
    ):
        entries = getattr(module, registry, {})
        wrong = _wrong(registry, entries, built_in)
        if not wrong and registry == "EFFECTS":
            both = set(entries).intersection(getattr(module, "ACTIONS", {}))
            wrong = phrase("effect_and_action", name=min(both)) if both else None
        if wrong:
            source = (folder / _FILE).read_text(errors="replace")
            found = re.search(rf"^{registry}\b", source, re.MULTILINE)
            line = source.count("\n", 0, found.start()) + 1 if found else 1
            key = "unfit_code"
            if registry == "PLACEHOLDERS":
                key = "unfit_placeholders"
            place = _line(folder / _FILE, line)
            yield finding("F404", place, key, registry=registry, wrong=wrong)


def _wrong(
    registry: str, entries: object, built_in: Mapping[str, Any]
) -> Phrase | None:
    if not isinstance(entries, Mapping):
        return phrase("no_dict")
    for name, value in entries.items():
        if not isinstance(name, str) or name in built_in:
            return phrase("no_free_name", name=str(name))
        if reason := _unfit(registry, value):
            return phrase(reason, name=name)
    return None


def _unfit(registry: str, value: object) -> str | None:
    """Why *value* cannot stand in *registry*; None if it can."""
    if registry == "PLACEHOLDERS":
        return None if isinstance(value, str) else "meaning_missing"
    if not callable(value):
        return "no_function"
    if registry == "EFFECTS":
        return None if inspect.iscoroutinefunction(value) else "not_async"
    return "async_action" if inspect.iscoroutinefunction(value) else None


def _flow_code(module: ModuleType, strings: frozenset[str]) -> FlowCode:
    def registry(name: str) -> dict[str, Callable[..., Any]]:
        return dict(getattr(module, name, {}))

    return FlowCode(
        code=Code(
            actions=registry("ACTIONS"),
            conditions=registry("CONDITIONS"),
            effects=registry("EFFECTS"),
        ),
        placeholders=dict(getattr(module, "PLACEHOLDERS", {})),
        strings=strings,
    )
