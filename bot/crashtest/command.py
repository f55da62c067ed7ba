"""``alur crashtest``."""

import asyncio
import json
import sys
from typing import Annotated

import typer

from bot import logs
from bot.arguments import AsJson, Config, bar, fail, read_settings

MOMENTS = 5
"""How many kills at moments of chance each scenario gets if nothing else is asked."""

CROWD_MOMENTS = 200
"""How many a crowd gets."""

_CLEAR_LINE = "\r\x1b[K"


def crashtest(  # noqa: PLR0917 - typer's options
    flows: Annotated[list[str] | None, typer.Argument(help="Default: all.")] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this one.")
    ] = None,
    kills: Annotated[
        int | None, typer.Option(min=1, help="How many, at moments of chance.")
    ] = None,
    seed: Annotated[int, typer.Option(help="What chance begins with.")] = 0,
    every_step: Annotated[  # noqa: FBT002 - typer reads flags from defaults
        bool, typer.Option("--every-step", help="One for each step, too.")
    ] = False,
    chats: Annotated[
        int, typer.Option(min=0, max=50, help="So many at once, again and again.")
    ] = 0,
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Play scenarios while the server is killed; exit 1 if one ends otherwise."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs
    from bot.crashtest import crashing, report  # noqa: PLC0415 - the same
    from bot.wording import Wording  # noqa: PLC0415 - the same

    logs.configure(json=not sys.stderr.isatty(), level="CRITICAL")
    found = read_settings(config)
    names = checking.names(found, flows or [])
    if isinstance(names, str):
        fail("crashtest", names, status=2)
    if every_step and chats:
        fail("crashtest", "--every-step or --chats, not both", status=2)
    usual = CROWD_MOMENTS if chats else 0 if every_step else MOMENTS
    wish = crashing.Wish(
        scenario=scenario,
        every_step=every_step,
        moments=usual if kills is None else kills,
        seed=seed,
        chats=chats,
    )

    def tell(crashed: report.Crashed) -> None:
        if not as_json:
            typer.echo(_CLEAR_LINE if sys.stderr.isatty() else "", err=True, nl=False)
            typer.echo(str(crashed))

    wording = Wording.of(checking.language_of(found))
    with bar("crashtest") as progress:
        result = asyncio.run(crashing.crash_flows(found, names, wish, tell, progress))
    if scenario is not None and not result.crashed and not result.findings:
        fail("crashtest", f"there is no scenario {scenario!r}", status=2)
    if as_json:
        typer.echo(json.dumps(result.as_dict(wording), ensure_ascii=False, indent=2))
    else:
        for one in result.findings:
            typer.echo(wording.tell(one))
    typer.echo(str(result), err=as_json)
    raise typer.Exit(1 if result.failed else 0)
