"""What was answered with 200, and what is marked as done, is on the disk before."""

import asyncio
import re
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.settings import HOME
from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.gateway import FakeGateway

CARELESS = """\
import storage.connection as connection

connection._PRAGMAS = tuple(
    "PRAGMA synchronous=OFF" if "synchronous" in pragma else pragma
    for pragma in connection._PRAGMAS
)
"""
"""With this run first, the database waits for no disk."""

CALLS = "pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2"
LINE = re.compile(
    r"(?P<thread>\d+) +(?:<\.\.\. (?P<ended>\w+) resumed>"
    r"|(?P<call>\w+)\((?:\d+<(?P<path>[^>]*)>)?(?P<rest>.*))"
)
SYNCS = ("fsync", "fdatasync")


@pytest.fixture
def strace() -> str:
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed: apt-get install -y strace")
    return program


@asynccontextmanager
async def watched(strace: str, server: Server, trace: Path) -> AsyncIterator[None]:
    """Write down what *server* asks of the system meanwhile."""
    options = ("-f", "-y", "-s", "32", "-e", f"trace={CALLS}", "-o", str(trace))
    watching = await asyncio.create_subprocess_exec(
        strace, *options, "-p", str(server.pid), stderr=PIPE
    )
    try:
        await attached(watching)
        yield
    finally:
        if watching.returncode is None:
            watching.terminate()
        await watching.wait()


async def attached(watching: Process) -> None:
    assert watching.stderr is not None
    told = (await watching.stderr.readline()).decode()
    if "attached" not in told:
        pytest.skip(f"strace may not trace here: {told.strip()}")


def steps(trace: Path) -> list[str]:
    """
    What was asked of the disk and answered, in order, without repetitions.

    A write or an answer counts when it begins, a sync when it has ended.
    """
    found: list[str] = []
    syncing: dict[str, str] = {}
    for line in LINE.finditer(trace.read_text(errors="replace")):
        path, call = line["path"] or "", line["call"]
        if line["ended"]:
            step = syncing.pop(line["thread"], "")
        elif "HTTP/1.1 200" in line["rest"] and "HTTP" not in path:
            step = "200" if call in ("sendto", "sendmsg", "write", "writev") else ""
        else:
            step = named(call, path)
        if call in SYNCS and "<unfinished" in line["rest"]:
            syncing[line["thread"]] = step
        elif step and found[-1:] != [step]:
            found.append(step)
    return found


def named(call: str, path: str) -> str:
    """The step that *call* on *path* is; empty for none that matters."""
    name = Path(path).name
    if call.startswith("rename"):
        return "rename photo"
    what = "sync" if call in SYNCS else "write"
    if name.endswith("-wal"):
        return f"{what} database"
    if name.endswith(".part"):
        return f"{what} photo"
    if re.fullmatch(r"\d{13}-[0-9a-f]{8}", name):
        return f"{what} folder"
    return ""


async def test_a_delivery_gets_its_200_when_the_disk_has_it(
    strace: str, tmp_path: Path, gateway: FakeGateway
) -> None:
    async with Server(tmp_path, gateway=gateway.url) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        async with watched(strace, server, tmp_path / "trace"):
            await person.says(said.UPLOAD)
            await person.hears(1)

    taken = steps(tmp_path / "trace")
    assert taken[:3] == ["write database", "sync database", "200"]


async def test_the_trace_shows_it_when_the_database_waits_for_no_disk(
    strace: str, tmp_path: Path, gateway: FakeGateway
) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (first / "sitecustomize.py").write_text(CARELESS)
    server = Server(tmp_path, gateway=gateway.url)
    server.environ = {"PYTHONPATH": f"{first}:{HOME}"}
    async with server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        async with watched(strace, server, tmp_path / "trace"):
            await person.says(said.UPLOAD)
            await person.hears(1)

    taken = steps(tmp_path / "trace")
    assert taken[:2] == ["write database", "200"]


async def test_a_photo_is_on_the_disk_before_it_is_marked_as_stored(
    strace: str, tmp_path: Path, gateway: FakeGateway
) -> None:
    async with Server(tmp_path, gateway=gateway.url) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.sends("3EB0A1")
        await person.hears(2)
        await server.logs("photo.stored")
        async with watched(strace, server, tmp_path / "trace"):
            await person.sends("3EB0A2", late_seconds=1)
            await server.logs("photo.stored", 2)

    taken = steps(tmp_path / "trace")
    written = taken.index("write photo")
    assert taken[written : written + 6] == [
        "write photo",
        "sync photo",
        "rename photo",
        "sync folder",
        "write database",
        "sync database",
    ]
