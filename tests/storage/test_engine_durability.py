"""What was answered survives kills and full disks; a bad file says what to do."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from structlog.testing import capture_logs

from storage.chats import accept
from storage.engine import Engine, open_engine
from storage.errors import StorageDamaged, StorageInUse, StorageUnavailable
from storage.locking import lock
from storage.overview import ping
from storage.tables import inbox
from tests.storage.rows import ids, look, message

PROJECT = Path(__file__).parents[2]
WRITER = """
import asyncio, itertools, pathlib, sys
from storage.chats import accept
from storage.engine import open_engine
from tests.storage.rows import message

async def main():
    engine = await open_engine(pathlib.Path(sys.argv[1]))
    for number in range(int(sys.argv[2])):
        await engine.run(accept, message(f"m{number}"))
        sys.stdout.write(f"told m{number}\\n")
        sys.stdout.flush()
    sys.stdin.read()

asyncio.run(main())
"""
HOLDER = """
import pathlib, sys
from storage.locking import lock

lock(pathlib.Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def killed_in_the_end(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill *process* with no chance to tidy up, and close what it spoke through."""
    with process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGKILL)


def limit_pages(engine: Engine, pages: int) -> "asyncio.Future[None]":
    """Let the database have as many *pages* and no more; a real SQLITE_FULL."""

    def limit(connection: Connection, items: Sequence[int]) -> list[None]:
        connection.exec_driver_sql(f"PRAGMA max_page_count={items[0]}")
        return [None for _ in items]

    return asyncio.ensure_future(engine.run(limit, pages))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    umount = shutil.which("umount")
    if umount is None:
        pytest.skip("mount is not installed: apt-get install -y mount")
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting a tmpfs needs root: {done.stderr.strip()}")
    yield folder
    subprocess.run([umount, "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("number", [1, 2, 40])
async def test_what_was_answered_survives_a_kill(file: Path, number: int) -> None:
    writer = started(WRITER, file, number)
    with killed_in_the_end(writer):
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(number)]

    engine = await open_engine(file)
    [(kept,)] = await look(engine, select(func.count()).select_from(inbox))
    await engine.close()

    assert told == [f"told m{n}" for n in range(number)]
    assert kept == number


async def test_a_kill_in_the_middle_loses_nothing_told(file: Path) -> None:
    writer = started(WRITER, file, 100_000)
    with killed_in_the_end(writer):
        assert writer.stdout is not None
        for _ in range(200):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        told = 200 + len(writer.stdout.readlines())

    engine = await open_engine(file)
    rows = await look(engine, select(inbox.c.message_id).order_by(inbox.c.seq))
    await engine.close()

    assert [row[0] for row in rows] == [f"m{n}" for n in range(len(rows))]
    assert told <= len(rows) <= told + 1


def test_an_answer_is_told_after_the_disk_has_it(file: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: apt-get install -y strace")
    trace = file.with_name("trace")
    calls = "trace=write,pwrite64,fsync,fdatasync"
    command = [strace, "-f", "-qq", "-y", "-e", calls, "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-c", WRITER, str(file), "3"],
        cwd=PROJECT, check=False, capture_output=True, text=True, input="",
    )  # fmt: skip
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here: the system forbids ptrace")
    assert done.returncode == 0, done.stderr

    line = re.compile(r"\d+ +(\w+)\(\d+<([^>]*)>(?:, \"(told)?)?")
    steps = []
    for call, path, told in line.findall(trace.read_text()):
        if told or path.endswith("-wal"):
            steps.append(told or ("sync" if "sync" in call else "write"))
    first = steps.index("told")
    between = steps[first:]

    assert steps[first - 1] == "sync"
    assert between.count("told") == 3
    assert all(
        between[at - 2 : at] == ["write", "sync"]
        for at, step in enumerate(between)
        if step == "told" and at
    )


async def test_a_full_database_refuses_and_goes_on_when_there_is_room(
    engine: Engine,
) -> None:
    await limit_pages(engine, 30)

    kept, refused = 0, None
    while refused is None:
        try:
            await engine.run(accept, message(f"m{kept}", body="x" * 3_000))
            kept += 1
        except StorageUnavailable as error:
            refused = error
    assert "the disk is full; make room" in str(refused)
    assert "xxx" not in str(refused)
    assert await ids(engine) == ["m0"]
    await limit_pages(engine, 1_000)

    assert await engine.run(accept, message(f"m{kept}")) is True
    [(rows,)] = await look(engine, select(func.count()).select_from(inbox))
    assert rows == kept + 1


async def test_a_full_database_is_tried_once_for_all(engine: Engine) -> None:
    await limit_pages(engine, 30)
    sent = [message(f"m{number}", body="x" * 3_000) for number in range(200)]

    with capture_logs() as logs:
        came = await asyncio.gather(
            *(engine.run(accept, one) for one in sent), return_exceptions=True
        )

    assert {type(one) for one in came} == {StorageUnavailable}
    assert len({id(one) for one in came}) == 200
    assert [(one["event"], one["refused"]) for one in logs] == [
        ("database.failed", 200)
    ]
    assert await ids(engine) == []


async def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    engine = await open_engine(small_disk / "bot.db")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(500_000))

    told = 0
    with pytest.raises(StorageUnavailable, match="disk is full"):  # noqa: PT012 - until it is
        while True:
            await engine.run(accept, message(f"m{told}", body="x" * 2_000))
            told += 1
    with pytest.raises(StorageUnavailable):
        await engine.run(accept, message(f"m{told}", body="x" * 2_000))
    await engine.run(ping, None)
    ballast.unlink()
    again = await engine.run(accept, message(f"m{told}", body="x" * 2_000))
    await engine.close()

    reopened = await open_engine(small_disk / "bot.db")
    [(kept,)] = await look(reopened, select(func.count()).select_from(inbox))
    await reopened.close()
    assert again is True
    assert kept == told + 1


@pytest.mark.parametrize(
    "content", [b"no database at all, but text\n" * 200, b"\0" * 9]
)
async def test_a_file_that_is_no_database_is_refused(
    file: Path, content: bytes
) -> None:
    await asyncio.to_thread(file.write_bytes, content)

    with pytest.raises(StorageDamaged, match=r"bot\.db: .*put a backup in its place"):
        await open_engine(file)

    assert await asyncio.to_thread(file.read_bytes) == content


async def test_a_damaged_database_says_so(file: Path) -> None:
    engine = await open_engine(file)
    for number in range(100):
        await engine.run(accept, message(f"m{number}", body="x" * 900))
    await engine.close()
    whole = await asyncio.to_thread(file.read_bytes)
    spoilt = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    await asyncio.to_thread(file.write_bytes, spoilt)

    with pytest.raises(StorageDamaged, match=r"bot\.db: damaged"):
        await open_engine(file)


async def test_a_file_that_cannot_be_opened_says_which(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"none/bot\.db: .*unable to open"):
        await open_engine(tmp_path / "none" / "bot.db")


def test_another_process_on_the_same_data_is_refused(tmp_path: Path) -> None:
    holder = started(HOLDER, tmp_path)
    with killed_in_the_end(holder):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"

        with pytest.raises(StorageInUse, match="another alur runs on this data"):
            lock(tmp_path)

    os.close(lock(tmp_path))


def test_a_folder_that_cannot_be_locked_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be locked"):
        lock(tmp_path / "none")
