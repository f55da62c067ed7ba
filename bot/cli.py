"""
The command line: what an operator types behind ``alur``.

Errors are one line on standard error: what, where, what to do. Exit 0 is fine, 1 is a
finding or an error, 2 is a call that makes no sense.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot import (
    care,
    channelcommands,
    flowcommands,
    linkcommands,
    logs,
    photocommands,
    showing,
    versioncommands,
)
from bot.arguments import AsJson, Config, fail, read_settings
from bot.crashtest.command import crashtest
from bot.errors import BotError
from bot.findings import errors
from bot.wording import Wording
from storage.errors import StorageError

ALLOCATED_BEFORE_A_LOOK = 20_000
"""How many objects are made before the garbage collector looks for those in rings."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="WhatsApp dialogues as YAML state machines that lose nothing.",
)

Told = Annotated[
    Literal["en", "id"] | None,
    typer.Option("--lang", help="Default: what all tenants speak, or English."),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Again at each change, until Ctrl-C.")
]
Explore = Annotated[
    bool, typer.Option("--explore", help="Walk every way of the flows instead.")
]


def main() -> None:
    """Run the command that the arguments name."""
    # What is loaded stays: to look for garbage in it would only slow the start.
    gc.set_threshold(ALLOCATED_BEFORE_A_LOOK)
    logs.configure(json=not sys.stderr.isatty(), level="WARNING")
    try:
        app()
    except (BotError, StorageError) as error:
        sys.exit(f"alur: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def run(
    config: Config = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> None:
    """Serve everything until SIGTERM."""
    logs.configure(json=not sys.stderr.isatty())
    from bot.running import serve  # noqa: PLC0415 - each command imports what it needs

    serve(read_settings(config, host=host, port=port), config, typer.echo)


@app.command()
def check(
    flows: Annotated[list[str] | None, typer.Argument(help="Default: all.")] = None,
    config: Config = None,
    language: Told = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
    watch: Watch = False,  # noqa: FBT002 - the same
) -> None:
    """Find the mistakes in flows and texts; exit 1 if there are any."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    names = checking.names(found, flows or [])
    if isinstance(names, str):
        fail("check", names, status=2)
    wording = Wording.of(language or checking.language_of(found))
    if watch:
        from bot.lookout import look_out  # noqa: PLC0415 - the same

        look_out(found, names if flows else [], wording, as_json=as_json)
        return
    findings = checking.findings(found, names)
    if as_json:
        typer.echo(checking.as_json(findings, wording))
    else:
        typer.echo(checking.told(findings, wording))
    raise typer.Exit(1 if errors(findings) else 0)


@app.command("test")
def scenarios(
    flows: Annotated[list[str] | None, typer.Argument(help="Default: all.")] = None,
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
    explore: Explore = False,  # noqa: FBT002 - the same
) -> None:
    """Play the scenarios of flows; exit 1 if one goes otherwise than written."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs
    from bot.scenario import play, report  # noqa: PLC0415 - the same

    logs.configure(json=not sys.stderr.isatty(), level="ERROR")
    found = read_settings(config)
    names = checking.names(found, flows or [])
    if isinstance(names, str):
        typer.echo(f"alur test: {names}", err=True)
        raise typer.Exit(2)
    if explore:
        flowcommands.explore(found, names, as_json=as_json)

    def tell(played: report.Played) -> None:
        if not as_json:
            typer.echo(report.told(played))

    result = asyncio.run(play.play_flows(found, names, tell))
    wording = Wording.of(checking.language_of(found))
    if as_json:
        typer.echo(json.dumps(result.as_dict(wording), ensure_ascii=False, indent=2))
    else:
        for one in result.findings:
            typer.echo(wording.tell(one))
    typer.echo(str(result), err=as_json)
    raise typer.Exit(1 if result.failed else 0)


app.command()(flowcommands.new)
app.command()(flowcommands.graph)
app.command()(flowcommands.book)
app.add_typer(versioncommands.flows, name="flows")
app.command()(flowcommands.misses)


@app.command()
def chat(
    flow: Annotated[str | None, typer.Argument(help="Default: any.")] = None,
    config: Config = None,
    as_: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="PHONE",
            help="Whose phone it is; default: the first with a role.",
        ),
    ] = None,
) -> None:
    """Talk to the bot in the terminal; /photo FILE sends a photo."""
    from bot import chatting, checking  # noqa: PLC0415 - each command imports what it needs

    # What goes wrong is told in the chat; a log would write over what is typed.
    logs.configure(json=not sys.stderr.isatty(), level="ERROR")
    found = read_settings(config)
    if flow is not None and isinstance(wrong := checking.names(found, [flow]), str):
        fail("chat", wrong, status=2)
    asyncio.run(chatting.chat(found, flow=flow, phone=as_))


@app.command()
def read(
    flow: Annotated[str, typer.Argument(help="The flow that reads.")],
    text: Annotated[str, typer.Argument(help="What somebody may write.")],
    config: Config = None,
    sources: Annotated[  # noqa: FBT002 - typer reads flags from defaults
        bool, typer.Option("--sources", help="Tell what each value was read from.")
    ] = False,
) -> None:
    """Print what a flow reads from a text, as JSON."""
    from bot import checking  # noqa: PLC0415 - each command imports what it needs
    from bot.dialogue.reading import read_text  # noqa: PLC0415 - the same

    found = read_settings(config)
    zone = next(iter(found.tenants.values())).zone
    names = checking.names(found, [flow])
    if isinstance(names, str):
        fail("read", names, status=2)
    known = checking.flow(found, names[0])
    now = datetime.now(UTC).astimezone(zone)
    told = read_text(known, text, now)
    if not sources:
        told.pop("sources")
    typer.echo(json.dumps(told, ensure_ascii=False))


@app.command()
def chats(
    chat: Annotated[str, typer.Argument(help="Default: all.")] = "",
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Tell who is where; of one chat, what was said."""
    found = _ask(config, "lines" if chat else "chats", chat)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif chat:
        for key, lines in found.items():
            typer.echo(key)
            for line in lines:
                typer.echo(showing.line(line))
    elif found:
        for one in found:
            typer.echo(showing.whereabouts(one))
    else:
        _tell(config, "nobody has written yet")


@app.command()
def parked(
    config: Config = None,
    retry: Annotated[
        str | None, typer.Option(metavar="ID", help="Take this one up again.")
    ] = None,
    drop: Annotated[
        str | None, typer.Option(metavar="ID", help="Forget this one.")
    ] = None,
) -> None:
    """List what was set aside; take one up again, or forget it."""
    if retry and drop:
        fail("parked", "--retry or --drop, not both", status=2)
    one = retry or drop
    if one is None:
        found = _ask(config, "parked")
        for each in found:
            typer.echo(showing.parked(each))
        if not found:
            _tell(config, "nothing is set aside")
        return
    if not (one[:1] in {"m", "r"} and one[1:].isdecimal() and one.isascii()):
        fail("parked", "an ID is m or r and a number; list them first", status=2)
    if not _ask(config, "retry" if retry else "drop", one):
        fail("parked", f"nothing is set aside under {one}; list what is", status=1)


@app.command()
def migrate(config: Config = None) -> None:
    """Bring the database to the form of this program."""
    url = _ask(config, "about")["url"]
    running = f"; a server runs at {url}" if url else ""
    typer.echo(f"the database is up to date{running}")


app.command()(channelcommands.bind)
app.command()(channelcommands.doctor)
app.command()(photocommands.photos)
app.command()(photocommands.expire)
app.command()(linkcommands.links)
app.command()(crashtest)
app.command()(care.backup)
app.command()(care.restore)
app.command()(care.verify)


def _ask(config: Path | None, command: str, argument: str = "") -> Any:
    from bot import client  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    work: Coroutine[Any, Any, Any] = client.ask(found, command, argument)
    return asyncio.run(work)


def _tell(config: Path | None, nothing: str) -> None:
    """Tell that there is *nothing*, and where: it may be the wrong folder."""
    typer.echo(f"{nothing}; the data is in {read_settings(config).data}", err=True)
