"""
Checks flows and texts again whenever one of their files is saved.

What happens in the folders is announced by the system; they are looked at once a
second besides, since a folder may be replaced or lie where nothing is announced.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import typer
from watchfiles import watch

from bot import checking
from bot.dialogue.loader import flow_names
from bot.settings import Settings
from bot.wording import Wording

QUIET_MS = 50
"""How long nothing has to happen after a change."""

CLEARED = "\x1b[2J\x1b[H"
"""What empties a terminal."""

LOOK_MS = 1000
"""How often to look at the files when nothing announces a change."""


def look_out(
    settings: Settings, wanted: Sequence[str], wording: Wording, *, as_json: bool
) -> None:
    """
    Show the mistakes in the flows *wanted*, now and after each change, until Ctrl-C.

    Args:
        settings: Where the files are.
        wanted: Which flows; all that there are at the time if it is empty.
        wording: How mistakes are told.
        as_json: One array a line, as ``alur check --json`` shows it, for programs;
            else for people, on a terminal that is cleared before.
    """
    folders = [settings.flows, settings.locales]
    terminal = sys.stdout.isatty()
    with suppress(KeyboardInterrupt):
        names = wanted
        for _ in _changes(folders):
            # One that is gone is told to be missing, even if it was the last.
            names = wanted or flow_names(settings.flows) or names
            found = checking.findings(settings, names)
            if as_json:
                typer.echo(checking.as_json(found, wording, indent=None))
                continue
            typer.echo(CLEARED if terminal else "", nl=False)
            typer.echo(checking.told(found, wording))
            if terminal:
                shown = tuple(map(str, folders))
                typer.echo(wording.say("watching", folders=shown))


def _changes(folders: Sequence[Path]) -> Iterator[None]:
    """Once now, and again whenever the files in *folders* are others than before."""
    before: list[tuple[str, int, int]] | None = None
    while True:
        while (now := _quiet(folders)) != before:
            before = now
            yield
        _wait(folders)


def _quiet(folders: Sequence[Path]) -> list[tuple[str, int, int]]:
    """The files in *folders* once nobody writes: an editor empties a file first."""
    now = _files(folders)
    while True:
        time.sleep(QUIET_MS / 1000)
        before, now = now, _files(folders)
        if now == before:
            return now


def _files(folders: Sequence[Path]) -> list[tuple[str, int, int]]:
    """Every file in *folders*, with the time of its last change and its size."""
    found = []
    for folder in folders:
        for file in folder.rglob("*"):
            with suppress(OSError):  # gone since
                state = file.lstat()
                found.append((str(file), state.st_mtime_ns, state.st_size))
    return sorted(found)


def _wait(folders: Sequence[Path]) -> None:
    """Wait until something happens in *folders*, a second at most."""
    happens = watch(
        *folders,
        watch_filter=None,
        step=QUIET_MS,
        debounce=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
    )
    try:
        next(happens)
    except OSError:  # a folder is gone for now
        time.sleep(LOOK_MS / 1000)
    finally:
        happens.close()
