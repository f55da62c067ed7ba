"""The commands that draw flows, tell of them and make new ones."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from bot.arguments import AsJson, Config, fail, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.dialogue.definition import Flow
    from bot.pictures.telling import Telling

Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="The file to write.")
]
Language = Annotated[
    str | None, typer.Option("--lang", help="Default: the first tenant's.")
]


def graph(
    flow: Annotated[str, typer.Argument(help="The flow to draw.")],
    config: Config = None,
    format_: Annotated[
        Literal["mermaid", "svg", "png"] | None,
        typer.Option("--format", help="Default: as the file is called, or mermaid."),
    ] = None,
    output: Output = None,
    language: Language = None,
) -> None:
    """Draw a flow."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs
    from bot.pictures.drawing import FORMATS  # noqa: PLC0415 - the same

    found = read_settings(config)
    name = _name("graph", found, flow)
    chosen = format_ or _format(output)
    if chosen == "png" and output is None:
        fail("graph", "a PNG needs a file: -o FILE.png", status=2)
    known = checking.flow(found, name)
    picture = FORMATS[chosen](_telling("graph", found, known, language))
    _write("graph", picture, output)


def new(
    name: Annotated[str, typer.Argument(help="What the new flow is called.")],
    config: Config = None,
) -> None:
    """Make a small flow that works, to be changed."""
    from bot.starter.making import make, start_word  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    for file in make(found, name):
        typer.echo(f"written: {_short(file)}")
    option = f" --config {config}" if config else ""
    tenants = [key for key, one in found.tenants.items() if one.flows is not None]
    typer.echo("\nWhat to do next:")
    for command in ("check", "test", "chat"):
        typer.echo(f"  alur {command} {name}{option}")
    typer.echo(f"In the chat, begin with: {start_word(name)}")
    if tenants:
        typer.echo(f"To have it run, add {name} to flows: of {', '.join(tenants)}")


def book(
    flow: Annotated[str | None, typer.Argument(help="Default: all.")] = None,
    config: Config = None,
    output: Output = None,
    language: Language = None,
) -> None:
    """Write a flow as a page to read and to sign."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs
    from bot.book.page import page  # noqa: PLC0415 - the same

    found = read_settings(config)
    names = checking.names(found, [flow] if flow else [])
    if isinstance(names, str):
        fail("book", names, status=2)
    if output and len(names) > 1:
        fail("book", f"{output} is for one flow; there are: {names}", status=2)
    for name in names:
        known = checking.flow(found, name)
        first = _telling("book", found, known, language)
        others = [one for one in known.texts if one != first.language]
        tellings = [first, *(replace(first, language=one) for one in others)]
        tenant = next(iter(found.tenants.values())).name
        content = page(tellings, tenant=tenant).encode()
        _write("book", content, output or Path(f"{name}-book.html"))


def misses(
    flow: Annotated[str | None, typer.Argument(help="Default: all.")] = None,
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Tell what people typed in vain, and which words might be added."""
    from bot import checking, client, showing  # noqa: PLC0415 - each command imports what it needs
    from bot import misses as typed  # noqa: PLC0415 - the same

    found = read_settings(config)
    names = {flow: _name("misses", found, flow)} if flow else {}
    rows: list[dict[str, str]] = asyncio.run(client.ask(found, "misses"))
    groups = typed.groups(
        [
            (row["flow"], row["state"], row["text"])
            for row in rows
            if not names or row["flow"] in names.values()
        ]
    )
    suggested: list[typed.Suggestion] = []
    locale = next(iter(found.tenants.values())).locale
    for name in dict.fromkeys(group.flow for group in groups):
        if not isinstance(checking.names(found, [name]), str):
            suggested += typed.suggestions(
                checking.flow(found, name), groups, language=locale
            )
    patches = typed.patches(found, suggested)
    if as_json:
        told = {
            "misses": [asdict(group) for group in groups],
            "patches": [asdict(patch) | {"file": str(patch.file)} for patch in patches],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for group in groups:
        typer.echo(showing.misses(group.flow, group.state, group.texts))
    for patch in patches:
        typer.echo(
            f"\nMight be added; checked, but is it meant so?\n{patch.difference}"
        )
    if not groups:
        typer.echo(f"nothing was typed in vain; the data is in {found.data}", err=True)


def explore(found: Settings, names: Sequence[str], *, as_json: bool) -> NoReturn:
    """Walk every way of the flows *names*; exit 1 if a rule of the engine breaks."""
    from bot import logs  # noqa: PLC0415 - each command imports what it needs
    from bot.exploring.command import explore_flows  # noqa: PLC0415 - the same

    # What is found is told as a conversation; a log would write over it.
    logs.configure(json=not sys.stderr.isatty(), level="CRITICAL")
    came = asyncio.run(
        explore_flows(found, names, lambda one: None if as_json else typer.echo(one))
    )
    if as_json:
        told = [one.as_dict() for one in came]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    raise typer.Exit(1 if any(one.found for one in came) else 0)


def _short(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def _name(command: str, found: Settings, wanted: str) -> str:
    from bot import checking  # noqa: PLC0415 - each command imports what it needs

    names = checking.names(found, [wanted])
    if isinstance(names, str):
        fail(command, names, status=2)
    return names[0]


def _format(output: Path | None) -> str:
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    return suffix if suffix in {"svg", "png"} else "mermaid"


def _telling(
    command: str, found: Settings, flow: "Flow", language: str | None
) -> "Telling":
    from bot.opening import texts_of  # noqa: PLC0415 - each command imports what it needs
    from bot.pictures.telling import BOOK_FILE, Telling  # noqa: PLC0415 - the same

    chosen = language or next(iter(found.tenants.values())).locale
    if chosen not in flow.texts and language:
        known = ", ".join(flow.texts)
        fail(command, f"{flow.name} speaks no {chosen}, only {known}", status=2)
    return Telling(flow=flow, language=chosen, own=texts_of(found, BOOK_FILE))


def _write(command: str, content: bytes, output: Path | None) -> None:
    """Write *content* to the file *output*, or to the terminal."""
    if output is None:
        typer.echo(content.decode(), nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        fail(command, f"{output}: {error.strerror}; name another file", status=1)
    typer.echo(f"written: {output}")
