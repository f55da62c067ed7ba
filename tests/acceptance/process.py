"""``alur`` as a process of its own."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

from bot.settings import HOME

_LONGEST_LINE_BYTES = 1024 * 1024
_COMPILED = Path(tempfile.gettempdir()) / f"alur-tests-{os.getuid()}"


async def alur(
    *arguments: str, cwd: Path = HOME, environ: Mapping[str, str] | None = None
) -> Process:
    """
    Begin ``alur`` with *arguments*; all that it reads and writes is piped.

    Args:
        arguments: The command and what stands behind it.
        cwd: Where it is called.
        environ: Variables beside those of the tests.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("BOT_")
    }
    # Compiling everything at every start would take longer than the tests themselves.
    own = {"PYTHONPATH": str(HOME), "PYTHONPYCACHEPREFIX": str(_COMPILED)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=cwd,
        env={**inherited, **own, **(environ or {})},
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=_LONGEST_LINE_BYTES,
    )


async def call(
    *arguments: str,
    cwd: Path = HOME,
    environ: Mapping[str, str] | None = None,
    typed: str = "",
) -> tuple[int, str, str]:
    """As ``alur``, until it ends; its exit status and what it wrote."""
    process = await alur(*arguments, cwd=cwd, environ=environ)
    out, err = await process.communicate(typed.encode())
    return process.returncode or 0, out.decode(), err.decode()
