"""The commands about what people sent: to list it, delete it, or fetch it again."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.arguments import Config, fail, read_settings

Chat = Annotated[str, typer.Argument(help="A phone, or tenant/channel/address.")]


def photos(
    chat: Chat,
    config: Config = None,
    purge: Annotated[bool, typer.Option("--purge", help="Delete them.")] = False,  # noqa: FBT002 - typer reads flags from defaults
    refetch: Annotated[  # noqa: FBT002 - the same
        bool, typer.Option("--refetch", help="Try again what was given up.")
    ] = False,
) -> None:
    """List the photos and voice notes of a chat: of its session, and its own."""
    if purge and refetch:
        fail("photos", "--purge or --refetch, not both", status=2)
    if refetch:
        for name, count in _ask(config, "refetch", chat).items():
            typer.echo(f"{name}: {count} to be fetched again")
        return
    if purge:
        for folder, count in _ask(config, "purge", chat).items():
            if count:
                typer.echo(f"{folder}: {count} deleted")
        return
    found: Mapping[str, Sequence[str]] = _ask(config, "photos", chat)
    for folder, names in found.items():
        for name in names:
            typer.echo(f"{folder}/{name}")
    if not any(found.values()):
        typer.echo(f"there are no photos of {chat}", err=True)


def expire(
    config: Config = None,
    dry_run: Annotated[  # noqa: FBT002 - typer reads flags from defaults
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
) -> None:
    """Delete photos and voice notes that are older than `retention` says."""
    found = _ask(config, "expire", "dry" if dry_run else "")
    done = "would be deleted" if dry_run else "deleted"
    for tenant, count in found.items():
        typer.echo(
            f"{tenant}: {count['photos']} photos and {count['voices']} voice notes in "
            f"{count['folders']} folders {done}"
        )
    if not found:
        typer.echo("nothing is too old", err=True)


def _ask(config: Path | None, command: str, argument: str = "") -> Any:
    from bot import client  # noqa: PLC0415 - each command imports what it needs

    return asyncio.run(client.ask(read_settings(config), command, argument))
