"""The commands about versions of flows: who is inside of which, and who moves on."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.arguments import AsJson, Config, read_settings
from bot.settings import Settings

_SHORT = 8
"""How many figures of a version tell it from others."""

flows = typer.Typer(
    help="Tell which versions of flows people are inside of, and move them.",
    invoke_without_command=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    config: Path | None
    as_json: bool


@flows.callback()
def listing(
    context: typer.Context,
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Tell which versions of flows there are, and how many people are where."""
    context.obj = _Call(config=config, as_json=as_json)
    if context.invoked_subcommand is not None:
        return
    found = _ask(read_settings(config), "flows")
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for one in found:
        typer.echo("\n".join(_version(one)))


@flows.command()
def move(
    context: typer.Context,
    flow: Annotated[str, typer.Argument(help="Default: all.")] = "",
    config: Config = None,
    dry_run: Annotated[  # noqa: FBT002 - typer reads flags from defaults
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Move everybody inside an older version to the current one."""
    call: _Call = context.obj
    settings = read_settings(config or call.config)
    argument = json.dumps({"flow": flow, "dry_run": dry_run})
    told = _ask(settings, "move", argument)
    if as_json or call.as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        for one in told:
            typer.echo("\n".join(_moved(one, dry_run=dry_run)))
    _refuse(settings, told)


def _refuse(settings: Settings, told: Any) -> None:
    """Tell of whom nobody knows where to go on, and end with 1 if there are any."""
    from bot import checking, stranded  # noqa: PLC0415 - each command imports what it needs
    from bot.wording import Wording  # noqa: PLC0415 - the same

    wording = Wording.of(checking.language_of(settings))
    refused = [
        finding
        for one in told
        for finding in stranded.findings_of(
            one["gone"], settings.flows / one["flow"] / "flow.yaml", severity="error"
        )
    ]
    if refused:
        typer.echo(wording.tell_all(refused), err=True)
        raise typer.Exit(1)


def _version(one: Any) -> list[str]:
    current = ", current" if one["current"] else ""
    people = _people(one["people"])
    lines = [f"{one['flow']}  {one['version'][:_SHORT]}{current}  {people} inside"]
    return lines + [f"    {state}  {count}" for state, count in one["states"].items()]


def _moved(one: Any, *, dry_run: bool) -> list[str]:
    count = sum(way["people"] for way in one["moved"])
    if one["gone"]:
        stranded = sum(one["gone"].values())
        all_of_them = _people(count + stranded + one["waiting"])
        return [f"{one['flow']}: nobody of {all_of_them} is moved"]
    done = "would be moved" if dry_run else "moved"
    lines = [f"{one['flow']}: {_people(count)} {done} to {one['version'][:_SHORT]}"]
    for way in one["moved"]:
        to = "" if way["to"] == way["state"] else f" -> {way['to']}"
        lines.append(f"    {way['state']}{to}  {way['people']}")
    if one["waiting"]:
        lines.append(f"    {_people(one['waiting'])} not yet: an effect is under way")
    return lines


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _ask(settings: Settings, command: str, argument: str = "") -> Any:
    from bot import client  # noqa: PLC0415 - each command imports what it needs

    return asyncio.run(client.ask(settings, command, argument))
