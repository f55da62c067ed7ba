"""What the commands of ``alur`` share: options, settings, refusals, a bar."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import settings
from bot.settings import Settings

Config = Annotated[
    Path | None,
    typer.Option("--config", help="The settings file; default: BOT_CONFIG, or a demo."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def read_settings(config: Path | None, **overrides: Any) -> Settings:
    """
    The settings that *config* names, or the environment, or the demo's.

    Raises:
        BadSetting: If something is unknown, missing or does not fit.
    """
    return settings.load(config, environ=os.environ, overrides=overrides)


def fail(command: str, what: str, *, status: int) -> NoReturn:
    """End *command* with *what* is wrong, and with *status*."""
    typer.echo(f"alur {command}: {what}", err=True)
    raise typer.Exit(status)


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """
    A bar on a terminal that grows as it is told; elsewhere nothing is shown.

    Yields:
        To be told how much is done, and of how much.
    """
    with typer.progressbar(
        length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:

        def tell(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        yield tell
