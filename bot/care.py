"""
The commands for the care of the data: backup, restore, verify.

They read the files themselves and ask no server: copying and decoding every photo
would take from it what people who write to it need.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot.arguments import AsJson, Config, bar, read_settings

_MIB = 1024 * 1024


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; it must not exist yet.")],
    config: Config = None,
) -> None:
    """Write the database and the photos into one file, while the server runs."""
    from storage.backups import DATABASE, back_up  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    with bar("photos") as tell:
        made = back_up(found.data / DATABASE, found.photo_root, file.absolute(), tell)
    size = f"{made.size_bytes / _MIB:.1f} MiB"
    typer.echo(f"{file}: the database and {made.photos} photos, {size}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has written.")],
    config: Config = None,
) -> None:
    """Put a backup in place, where no server runs and there is no data yet."""
    from storage.backups import DATABASE, bring_back  # noqa: PLC0415 - each command imports what it needs
    from storage.engine import lock  # noqa: PLC0415 - the same

    found = read_settings(config)
    with suppress(OSError):  # lock says it, in a line
        found.data.mkdir(parents=True, exist_ok=True)
    handle = lock(found.data)
    try:
        with bar("bytes") as tell:
            made = bring_back(file, found.data / DATABASE, found.photo_root, tell)
    finally:
        os.close(handle)
    typer.echo(f"{found.data}: the database and {made.photos} photos are back")


def verify(
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Look whether the database and every photo are whole; exit 1 if one is not."""
    from bot import verifying  # noqa: PLC0415 - each command imports what it needs

    with bar("photos") as tell:
        verified = verifying.verify(read_settings(config), tell)
    if as_json:
        typer.echo(json.dumps(verified.as_dict(), indent=2))
    else:
        for flaw in verified.flaws:
            typer.echo(str(flaw))
        looked_at = f"the database, {verified.photos} photos, {verified.items} items"
        typer.echo(f"{looked_at}: {len(verified.flaws) or 'no'} flaws found")
    raise typer.Exit(1 if verified.flaws else 0)
