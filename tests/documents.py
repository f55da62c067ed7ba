"""Reads the documents and the code that they have to agree with."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from prometheus_client import Counter
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.cli import app
from bot.metrics import Metrics
from bot.settings import HOME

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FIRST_FLOW = [ROOT / "docs" / "first-flow.md", ROOT / "docs" / "first-flow.en.md"]
TUTORIALS = [ROOT / "docs" / "tutorial.md", ROOT / "docs" / "tutorial.en.md"]
GLOSSARY = ROOT / "docs" / "glossary.md"
CODE = [
    path
    for folder in ("bot", "storage", "flows")
    for path in sorted((ROOT / folder).rglob("*.py"))
]

PROMPT = "you > "
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
INLINE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(
    r"((?:bot|flows|storage|locales|tests|docs|benchmarks|\.ci)(?:/[\w.*-]+)+/?"
    r"|[A-Za-z.-]+\.(?:md|toml|lock|example)|Makefile)(?:: ([A-Za-z_][\w.]*))?"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ANY_NAME = re.compile(r"\b(?:NAME|LANGUAGE|TYPE|buku-tamu)\b")


def rows(document: str, heading: str) -> dict[str, list[str]]:
    """The rows of the first table below *heading*, by their first word in backticks."""
    text = (ROOT / document).read_text()
    found = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"{document}: there is no heading {heading!r}"
    table = re.search(r"^\|.*?(?=\n\n|\Z)", found[1], re.MULTILINE | re.DOTALL)
    assert table, f"{document}: there is no table below {heading!r}"
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in table[0].strip().splitlines()[2:]
    ]
    names = [INLINE.findall(row[0])[0] for row in cells]
    assert len(set(names)) == len(names), f"{document}: {heading!r} tells one twice"
    return dict(zip(names, cells, strict=True))


def glossary() -> dict[str, list[str]]:
    text = GLOSSARY.read_text()
    table = re.findall(r"^\| \*\*(.+?)\*\* \|.*\| ?(.*?) ?\|$", text, re.MULTILINE)
    return {word: re.split(", ?", rivals) for word, rivals in table}


def shown_default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, BaseModel):
        return "see below"
    if isinstance(value, Path) and value.is_relative_to(HOME):
        return "shipped"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, float):
        return f"`{value:g}`"
    return "none" if value in (None, "", (), {}) else f"`{value}`"


def flattened(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            for inner, default in flattened(type(field.default)):
                yield f"{name}.{inner}", default
        else:
            yield field.alias or name, shown_default(field)


def logged_events() -> dict[str, set[str]]:
    """Every event that the code logs, with its levels."""
    events: dict[str, set[str]] = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr=level),
                    args=[said, *_],
                ):
                    level = {"exception": "error"}.get(level, level)
                    for event in constants(said, path):
                        events.setdefault(event, set()).add(level)
    return events


def constants(said: ast.expr, path: Path) -> list[str]:
    match said:
        case ast.Constant(value=str(event)):
            return [event]
        case ast.IfExp(body=body, orelse=orelse):
            return [*constants(body, path), *constants(orelse, path)]
    raise AssertionError(f"{path}:{said.lineno}: a log event is a constant")


def metrics() -> Iterator[tuple[str, tuple[str, ...]]]:
    made = [
        value
        for name, value in vars(Metrics()).items()
        if hasattr(value, "_labelnames")
    ]
    for metric in made:
        suffix = "_total" if isinstance(metric, Counter) else ""
        yield metric._name + suffix, tuple(metric._labelnames)


def commands_and_options() -> Iterator[tuple[str, set[str]]]:
    for name, command in typer.main.get_group(app).commands.items():
        inner = getattr(command, "commands", {}).values()
        options = {
            option
            for one in (command, *inner)
            for parameter in one.params
            for option in parameter.opts
            if option.startswith("--")
        }
        yield name, options - {"--help"}


def code_in(document: Path) -> list[str]:
    """Whatever stands as code in *document*: in backticks, fenced, or indented."""
    text = document.read_text()
    fenced = [found[3] for found in _FENCE.finditer(text)]
    rest = _FENCE.sub("", text)
    indented = re.findall(r"^ {4,}(.+)$", rest, re.MULTILINE)
    return [*fenced, *indented, *INLINE.findall(rest)]


def named_paths(document: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each path in backticks, with the function or class that is named behind it."""
    for said in INLINE.findall(_FENCE.sub("", document.read_text())):
        found = _PATH.fullmatch(said)
        if found:
            path = _ANY_NAME.sub("*", found[1]).rstrip("/")
            yield said, (path, found[2] or "")


def defined_in(path: Path) -> set[str]:
    """Every class, function, method and constant of a module."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        names |= own_names(node)
        if isinstance(node, ast.ClassDef):
            inner = set().union(*map(own_names, node.body))
            names |= {f"{node.name}.{name}" for name in inner}
    return names


def own_names(node: ast.stmt) -> set[str]:
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return {node.name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def anchors(document: Path) -> set[str]:
    text = _FENCE.sub("", document.read_text())
    return {slug(title) for _, title in HEADING.findall(text)}


def slug(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.casefold()).replace(" ", "-")


def fences(first_line: str) -> Iterator[str]:
    """What is fenced in any document and begins with *first_line*."""
    for document in DOCUMENTS:
        for found in _FENCE.finditer(document.read_text()):
            text = re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE)
            if text.startswith(f"{first_line}\n"):
                yield text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """
    What a tutorial has its reader change.

    Attributes:
        file: The file that was named last.
        old: What they look for.
        new: What they make of it.
    """

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    What a tutorial has its reader type in a terminal.

    Attributes:
        command: What stands behind ``$``.
        typed: What they type into the program, line by line.
        shown: What it says, where ``...`` stands for anything.
    """

    command: str
    typed: str
    shown: str


def steps(tutorial: Path) -> list[Edit | Call]:
    """What the reader of *tutorial* does, in order."""
    found: list[Edit | Call] = []
    old, file, text = "", "", tutorial.read_text()
    for token in re.finditer(f"{_FENCE.pattern}|{INLINE.pattern}", text, _FENCE.flags):
        language, block, inline = token[2], token[3], token[4]
        if language == "console":
            found += calls(block)
        elif language == "yaml":
            if old:
                found.append(Edit(file=file, old=old, new=block))
            old = "" if old else block
        elif inline and (ROOT / inline).suffix == ".yaml":
            file = inline
    assert not old, f"{tutorial.name}: nothing is made of the last block"
    return found


def calls(block: str) -> Iterator[Call]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        typed = [line for line in lines if line.startswith(PROMPT)]
        shown = [line for line in lines if not line.startswith(PROMPT)]
        yield Call(
            command=command,
            typed="".join(f"{line.removeprefix(PROMPT)}\n" for line in typed),
            shown="\n".join(shown),
        )


def bold(document: Path) -> list[str]:
    return _BOLD.findall(document.read_text())


def assert_same(told: Iterable[str], there: Iterable[str], where: str) -> None:
    told, there = set(told), set(there)
    assert not there - told, f"{where}: add {sorted(there - told)}"
    assert not told - there, f"{where}: take out {sorted(told - there)}"
