"""The command about links to summaries: which there are, and to revoke them."""

import asyncio
import json
from typing import Annotated, Any

import typer

from bot import showing
from bot.arguments import AsJson, Config, fail, read_settings
from bot.settings import Settings


def links(
    chat: Annotated[str, typer.Argument(help="Default: all.")] = "",
    config: Config = None,
    revoke: Annotated[
        str | None,
        typer.Option(
            metavar="LINK|CHAT", help="Revoke one, by itself or its number, or all."
        ),
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """List the links to summaries that open; --revoke closes them."""
    found = read_settings(config)
    if revoke is not None:
        revoked = _ask(found, "revoke", revoke)
        if not revoked:
            fail("links", "nothing is called so; list them with: alur links", status=1)
        typer.echo(f"{revoked} revoked")
        return
    listed = _ask(found, "links", chat)
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for one in listed:
        typer.echo(showing.link(one))
    if not listed:
        typer.echo(f"there are no links; the data is in {found.data}", err=True)


def _ask(found: Settings, command: str, argument: str) -> Any:
    from bot import client  # noqa: PLC0415 - each command imports what it needs

    return asyncio.run(client.ask(found, command, argument))
