"""``alur run`` with a flow of the benchmarks' own, as an operator would start it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks.process import Serving, serving

HERE = Path(__file__).parent
WEBHOOK = "/webhook/pasar/wa/s3cret"
OWN_FOLDERS = {"flows": str(HERE / "flows"), "locales": str(HERE / "locales")}


@asynccontextmanager
async def alur(
    folder: Path,
    *,
    gateway: str,
    flow: str = "turns",
    staff: Sequence[str] = (),
    settings: Mapping[str, Any] = OWN_FOLDERS,
    program: Sequence[str] = ("bot",),
) -> AsyncIterator[Serving]:
    """
    Start ``alur run`` on the data in *folder*; stop it.

    Args:
        folder: Where its settings, its log and its data are.
        gateway: The address of its gateway.
        flow: Its one flow.
        staff: The numbers with the role ``staff``, without ``+``.
        settings: What else its settings say; by default where ``turns`` lies.
        program: The module that runs it, with what stands before its arguments.
    """
    tenant = {
        "flows": [flow],
        "unknown": "ignore",
        "roles": {"staff": [f"+{number}" for number in staff]},
        "channels": {"wa": {"type": "wwapi", "url": gateway, "path_secret": "s3cret"}},
    }
    written = {"port": 0, "data": "./data", "tenants": {"pasar": tenant}, **settings}
    config = _made(folder) / "bot.yaml"
    config.write_text(yaml.safe_dump(written))
    arguments = ["-m", *program, "run", "--config", str(config)]
    async with serving(arguments, folder / "log.jsonl") as server:
        yield server


@asynccontextmanager
async def limit(folder: Path) -> AsyncIterator[Serving]:
    """Start ``benchmarks.limit`` with its log in *folder*; stop it."""
    arguments = ["-m", "benchmarks.limit", str(_made(folder) / "log")]
    async with serving(arguments, folder / "errors") as server:
        yield server


def _made(folder: Path) -> Path:
    """*folder*, which is there afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
