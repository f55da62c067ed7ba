"""
The commands for the care of the data: backup, restore, verify.

They read the files themselves and ask no server: copying and decoding every photo
would take from it what people who write to it need.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.arguments import AsJson, Config, bar, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.verifying import Verified
    from storage.backups import Backup

_MIB = 1024 * 1024


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; it must not exist yet.")],
    config: Config = None,
) -> None:
    """Write the database, photos and voice notes into one file, as the server runs."""
    from storage.backups import DATABASE, back_up  # noqa: PLC0415 - each command imports what it needs

    found = read_settings(config)
    roots = _roots(found)
    with bar("photos") as tell:
        made = back_up(found.data / DATABASE, roots, file.absolute(), tell)
    size = f"{made.size_bytes / _MIB:.1f} MiB"
    if roots:
        typer.echo(f"{file}: the database and {_held(made)}, {size}")
    else:
        typer.echo(f"{file}: the database, {size}; {_stay(found)}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup has written.")],
    config: Config = None,
) -> None:
    """Put a backup in place, where no server runs and there is no data yet."""
    from storage.backups import DATABASE, bring_back  # noqa: PLC0415 - each command imports what it needs
    from storage.locking import lock  # noqa: PLC0415 - the same

    found = read_settings(config)
    roots = _roots(found)
    with suppress(OSError):  # lock says it, in a line
        found.data.mkdir(parents=True, exist_ok=True)
    handle = lock(found.data)
    try:
        with bar("bytes") as tell:
            made = bring_back(file, found.data / DATABASE, roots, tell)
    finally:
        os.close(handle)
    if roots:
        typer.echo(f"{found.data}: the database and {_held(made)} are back")
    else:
        typer.echo(f"{found.data}: the database is back; {_stay(found)}")


def verify(
    config: Config = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer reads flags from defaults
) -> None:
    """Look whether database, photos and voice notes are whole; exit 1 if not."""
    from bot import verifying  # noqa: PLC0415 - each command imports what it needs

    with bar("photos") as tell:
        verified = verifying.verify(read_settings(config), tell)
    if as_json:
        typer.echo(json.dumps(verified.as_dict(), indent=2))
    else:
        for flaw in verified.flaws:
            typer.echo(str(flaw))
        looked_at = f"the database, {_held(verified)}, {verified.items} items"
        typer.echo(f"{looked_at}: {len(verified.flaws) or 'no'} flaws found")
    raise typer.Exit(1 if verified.flaws else 0)


def _held(made: "Backup | Verified") -> str:
    """How many photos, and voice notes if a business has any."""
    voices = f" and {made.voices} voice notes" if made.voices else ""
    return f"{made.photos} photos{voices}"


def _roots(settings: Settings) -> Mapping[str, Path]:
    """The folders of photos and voice notes; empty if they are in a bucket."""
    places = {"photos": settings.photo_place, "voices": settings.voice_place}
    return {name: one for name, one in places.items() if isinstance(one, Path)}


def _stay(settings: Settings) -> str:
    return f"the photos stay in {settings.photo_place}, which has backups of its own"
