"""The commands about channels and the people on them."""

import asyncio
import json
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.arguments import AsJson, Config, read_settings

if TYPE_CHECKING:
    from bot.doubts import Symptom


def bind(
    phone: Annotated[str, typer.Argument(help="Who is to be recognised: +62...")],
    config: Config = None,
    tenant: Annotated[
        str | None, typer.Option(help="Whose; only if several have the phone.")
    ] = None,
) -> None:
    """Make a code by which somebody with a hidden number is recognised."""
    from bot import binding, client  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    known = phone if phone.startswith("+") else f"+{phone}"
    whose, code = binding.tenant_of(found, known, tenant), binding.new_code()
    handed_out = binding.code_for(whose, known, code, time.time())
    asyncio.run(client.ask(found, "hand_out", json.dumps(asdict(handed_out))))
    typer.echo(f"{code}: to be typed by {known} to {whose} within 24 hours, once")


def doctor(
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Try every channel, the way to the bot, and the photos; exit 1 if one is wrong."""
    from bot.doctor import examine  # noqa: PLC0415 - each command imports what it needs

    settings = read_settings(config)

    async def told() -> list["Symptom"]:
        found = []
        async for symptom in examine(settings):
            found.append(symptom)
            if not as_json:
                typer.echo(str(symptom))
        return found

    found = asyncio.run(told())
    if as_json:
        shown = [asdict(symptom) for symptom in found]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    raise typer.Exit(1 if any(one.state == "wrong" for one in found) else 0)
