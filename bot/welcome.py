"""What ``alur run`` says when it listens: where, and what to try."""

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.dialogue.library import Library
from bot.settings import Settings
from bot.web.catalog import FlowEntry
from bot.web.overview import flows_of


def welcome(url: str, library: Library, settings: Settings, config: Path | None) -> str:
    """
    Where the bot listens and how each channel is tried or set up.

    Args:
        url: Where it listens.
        library: Tells the words that begin a dialogue.
        settings: The tenants and their channels.
        config: The settings file; None for none.
    """
    lines = [f"Alur listens on {url}"]
    for key, tenant in settings.tenants.items():
        for name, channel in tenant.channels.items():
            if channel["type"] == "simulator":
                first = _first_words(flows_of(library, key, tenant.locale))
                with_config = f" --config {config}" if config else ""
                lines += [
                    f"Try it in a browser: {url}/simulator/{key}/{name}",
                    f"or in another terminal: {_myself()} chat{with_config}",
                    f"  and begin with: {first}",
                ]
            else:
                secret = "/..." if channel.get("path_secret") else ""
                path = f"{url}/webhook/{key}/{name}{secret}"
                lines.append(f"{tenant.name}: let the gateway post to {path}")
    return "\n".join([*lines, "Stop it with Ctrl-C."])


def _first_words(flows: Sequence[FlowEntry]) -> str:
    """What to write first: a command if there is one, for it is what newcomers try."""
    starts = [one.start for one in flows if one.start]
    commands = [start for start in starts if start.startswith("/")]
    return next(iter(commands or starts), "halo")


def _myself() -> str:
    """How this program was called, as the person may call it again."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m bot"
    with contextlib.suppress(ValueError):
        return str(called.absolute().relative_to(Path.cwd()))
    return called.name
