"""
A server as a process of its own, on a core of its own.

Whatever measures it runs on another core, so the two take nothing from each other.
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.settings import HOME

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0]
LOAD_CORE = CORES[-1]

START_SECONDS = 300.0
"""A start on a database of many gigabytes may take a while."""

STOP_SECONDS = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """
    What a process holds.

    Attributes:
        resident_mb: What it holds now, in millions of bytes.
        peak_mb: The most it ever held, the same way.
    """

    resident_mb: float
    peak_mb: float


class Serving:
    """
    A server that listens.

    Attributes:
        port: Where, on this machine.
        pid: Its process.
    """

    def __init__(self, process: Process, port: int) -> None:
        self.port = port
        self.pid = process.pid

    @property
    def cpu_seconds(self) -> float:
        """The processor time it took since its start, in the system too."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = told.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory(self) -> Memory:
        """What it holds, and the most it held."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        [resident] = re.findall(r"VmRSS:\s+(\d+) kB", told)
        [peak] = re.findall(r"VmHWM:\s+(\d+) kB", told)
        return Memory(
            resident_mb=int(resident) * 1024 / 1e6, peak_mb=int(peak) * 1024 / 1e6
        )


def take_load_core() -> None:
    """Move this process to the core that no server is on."""
    os.sched_setaffinity(0, {LOAD_CORE})


def server_core_seconds() -> float:
    """For how many seconds the servers' core has worked, for whomever."""
    told = Path("/proc/stat").read_text(encoding="ascii")
    [ticks] = re.findall(rf"^cpu{SERVER_CORE} (.+)$", told, re.MULTILINE)
    user, nice, system, _idle, _waiting, interrupts, soft, *_ = map(int, ticks.split())
    return (user + nice + system + interrupts + soft) / _TICKS


@asynccontextmanager
async def serving(arguments: Sequence[str], errors: Path) -> AsyncIterator[Serving]:
    """
    Start a Python program that tells on its first line where it listens; stop it.

    Args:
        arguments: What stands behind ``python``.
        errors: The file that takes what it writes to standard error.

    Raises:
        RuntimeError: If it does not listen; the message is the end of what it wrote.
    """
    with errors.open("ab") as told:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=HOME,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=told,
        )
        os.sched_setaffinity(process.pid, {SERVER_CORE})
        try:
            yield Serving(process, await _port(process, errors))
        finally:
            await _stop(process)


async def _port(process: Process, errors: Path) -> int:
    assert process.stdout is not None  # noqa: S101 - it is piped
    async with asyncio.timeout(START_SECONDS):
        first = (await process.stdout.readline()).decode()
    found = re.search(r":(\d+)/?\s*$", first)
    if found is None:
        raise RuntimeError(f"no server: {first}{_end_of(errors)}")
    return int(found[1])


def _end_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")[-2000:]


async def _stop(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
