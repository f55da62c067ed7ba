"""Photos on disk survive crashes, power cuts, full disks and planted links."""

import asyncio
import re
import resource
import shutil
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from storage.errors import StorageUnavailable
from storage.files import FilePhotoStore
from storage.photos import BadKey

SESSION = "lumiku/whatsapp:+6281200000011/1761642420000-3f9a1c2b"
ITEM = "lumiku/cars/honda-freed-psd-matic-2012-3f9a1c"
FIRST = "1761642421000-00000000000000aa.jpg"
SECOND = "1761642422000-00000000000000bb.jpg"
THIRD = "1761642423000-00000000000000cc.jpg"
LEFT_OVER = f".{FIRST}.0123456789abcdef.part"
WHOLE = bytes(200_000)

PROJECT = Path(__file__).parents[2]
CHILD = """
import asyncio, pathlib, sys
from storage.files import FilePhotoStore

store = FilePhotoStore(pathlib.Path(sys.argv[1]))
asyncio.run({call})
sys.stdout.write("told\\n")
"""
PUT = CHILD.format(call=f"store.put({SESSION!r}, {FIRST!r}, bytes(200_000))")
MOVE = CHILD.format(call=f"store.move({SESSION!r}, {ITEM!r})")
CARELESS = """
import pathlib, sys

folder = pathlib.Path(sys.argv[1])
(folder / ".photo.part").write_bytes(bytes(200_000))
(folder / ".photo.part").rename(folder / "photo")
sys.stdout.write("told\\n")
"""
LOOP = """
import asyncio, pathlib, sys
from storage.files import FilePhotoStore
async def main():
    store = FilePhotoStore(pathlib.Path(sys.argv[1]))
    for n in range(100_000):
        name = f"{1761642421000 + n}-00000000000000aa.jpg"
        await store.put(sys.argv[2], name, bytes(200_000))
        print(name, flush=True)
asyncio.run(main())
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def store(root: Path) -> FilePhotoStore:
    return FilePhotoStore(root)


@pytest.fixture
def strace() -> str:
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed: apt-get install -y strace")
    if subprocess.run([program, "-o", "/dev/null", "true"], check=False).returncode:
        pytest.skip("strace may not trace here: the system forbids ptrace")
    return program


def run(
    strace: str, wanted: str, script: str, root: Path, trace: str = "/dev/null"
) -> subprocess.CompletedProcess[str]:
    """Run *script*, with the calls of the system traced or broken as *wanted*."""
    options = ["-f", "-qq", "-y", "-e", wanted, "-o", trace]
    command = [strace, *options, sys.executable, "-c", script, str(root)]
    return subprocess.run(
        command, cwd=PROJECT, check=False, capture_output=True, text=True, timeout=60
    )


def traced(strace: str, script: str, root: Path) -> list[str]:
    """What *script* asks of the disk and tells, in order, without repetitions."""
    trace = root.parent / "trace"
    calls = "trace=write,fsync,fdatasync,rename,renameat,renameat2"
    done = run(strace, calls, script, root, trace=str(trace))
    assert done.stdout == "told\n", done.stderr

    steps: list[str] = []
    line = r"\d+ +(write|fsync|fdatasync|rename)\w*\((?:\d+<(.*?)>)?(.*)"
    for call, path, rest in re.findall(line, trace.read_text()):
        name = re.sub(r"\.[0-9a-f]{16}\.part", ".part", Path(path).name)
        step = call if call == "rename" else f"{call} {name}"
        step = "told" if '"told' in rest else step
        if steps[-1:] != [step]:
            steps.append(step)
    return steps


def inside(root: Path) -> list[Path]:
    return sorted(root.rglob("*"))


def files(root: Path) -> list[str]:
    return sorted(path.name for path in inside(root) if not path.is_dir())


def test_a_photo_is_told_once_it_survives_a_power_cut(strace: str, root: Path) -> None:
    steps = traced(strace, PUT, root)

    assert steps[steps.index(f"write .{FIRST}.part") :] == [
        f"write .{FIRST}.part", f"fsync .{FIRST}.part", "rename",
        "fsync 1761642420000-3f9a1c2b", "fsync whatsapp:+6281200000011",
        "fsync lumiku", "fsync photos", "told",
    ]  # fmt: skip


def test_the_trace_shows_it_when_nothing_is_synced(strace: str, root: Path) -> None:
    root.mkdir()

    assert traced(strace, CARELESS, root) == ["write .photo.part", "rename", "told"]


async def test_a_move_is_told_once_it_survives_one(
    strace: str, root: Path, store: FilePhotoStore
) -> None:
    await store.put(SESSION, FIRST, WHOLE)

    steps = traced(strace, MOVE, root)

    *after, last = steps[steps.index("rename") + 1 :]
    assert last == "told"
    assert after[:3] == ["fsync cars", "fsync lumiku", "fsync photos"]
    assert any(step.startswith("fsync whatsapp:+6281200000011") for step in after)


@pytest.mark.parametrize(
    ("joined", "call", "calls"),
    [
        ("new", "fsync", 6), ("existing", "fsync", 7),
        ("new", "renameat", 1), ("existing", "renameat", 3),
        ("new", "unlinkat", 3), ("existing", "unlinkat", 3),
    ],
)  # fmt: skip
async def test_a_move_killed_at_any_point_can_be_done_again(
    strace: str, tmp_path: Path, joined: str, call: str, calls: int
) -> None:
    for when in range(1, calls + 1):
        store = FilePhotoStore(root := tmp_path / str(when))
        before = [FIRST, SECOND] + [THIRD] * (joined == "existing")
        for name in before:
            await store.put(ITEM if name == THIRD else SESSION, name, WHOLE)
        (root / SESSION / LEFT_OVER).write_bytes(b"half")

        killed = run(strace, f"inject={call}:signal=KILL:when={when}", MOVE, root)
        found = await store.listings([SESSION, ITEM])
        await store.move(SESSION, ITEM)

        assert killed.returncode == -signal.SIGKILL
        assert sorted(found[SESSION] + found[ITEM]) == before
        assert files(root) == before
        assert await store.listings([ITEM]) == {ITEM: tuple(before)}


@pytest.mark.parametrize(
    "failure", ["fsync:error=ENOSPC", "renameat:error=EDQUOT", "fsync:error=EIO:when=5"]
)
def test_a_failing_disk_is_told(strace: str, root: Path, failure: str) -> None:
    root.mkdir()

    done = run(strace, f"inject={failure}", PUT, root)

    assert "StorageUnavailable: no photo can be kept: " in done.stderr
    assert "+62" not in done.stderr.splitlines()[-1]
    assert [name for name in files(root) if name != FIRST] == []


async def test_a_failed_write_is_undone(root: Path, store: FilePhotoStore) -> None:
    await store.put(SESSION, FIRST, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))

    try:
        with pytest.raises(StorageUnavailable, match="large") as caught:
            await store.put(SESSION, FIRST, WHOLE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert "+62" not in str(caught.value)
    assert (files(root), (root / SESSION / FIRST).read_bytes()) == ([FIRST], b"old")


async def test_a_kill_loses_no_photo(root: Path, store: FilePhotoStore) -> None:
    command = [sys.executable, "-c", LOOP, str(root), SESSION]
    child = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, stdout=PIPE)
    assert child.stdout
    told = [(await child.stdout.readline()).decode().strip() for _ in range(20)]

    child.kill()
    told += (await child.stdout.read()).decode().split()
    await child.wait()
    store.sweep()

    [listed] = (await store.listings([SESSION])).values()
    assert set(told) <= set(listed)
    assert files(root) == list(listed)
    assert {(root / SESSION / name).stat().st_size for name in listed} == {len(WHOLE)}


async def test_what_a_crash_left_is_swept(root: Path, store: FilePhotoStore) -> None:
    assert store.sweep() == 0
    await store.put(SESSION, FIRST, WHOLE)
    (root / SESSION / LEFT_OVER).write_bytes(b"half")
    (root / ".check.0123456789abcdef.part").write_bytes(b"probe")
    (root / SESSION / ".notes.part").write_bytes(b"of the operator")

    assert (await store.listings([SESSION]))[SESSION] == (FIRST,)
    assert store.sweep() == 2
    assert store.sweep() == 0
    assert files(root) == [".notes.part", FIRST]


def test_a_root_that_is_a_link_is_swept(tmp_path: Path, root: Path) -> None:
    root.symlink_to(tmp_path)
    (tmp_path / LEFT_OVER).write_bytes(b"half")

    assert FilePhotoStore(root).sweep() == 1


def test_a_check_makes_the_root_and_leaves_nothing_in_it(tmp_path: Path) -> None:
    FilePhotoStore(tmp_path / "data" / "photos").check()

    assert inside(tmp_path / "data") == [tmp_path / "data" / "photos"]


def test_a_check_says_what_to_do_about_a_root_that_is_a_file(root: Path) -> None:
    root.write_bytes(b"")

    with pytest.raises(StorageUnavailable, match="let it be a folder"):
        FilePhotoStore(root).check()


@pytest.mark.parametrize("depth", [0, 1, 2])
async def test_a_planted_link_to_a_folder_leads_nowhere(
    tmp_path: Path, root: Path, store: FilePhotoStore, depth: int
) -> None:
    parts = SESSION.split("/")
    secret = tmp_path.joinpath("secret", *parts[depth + 1 :])
    secret.mkdir(parents=True)
    (secret / FIRST).write_bytes(b"secret")
    link = root.joinpath(*parts[: depth + 1])
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "secret")

    assert await store.listings([SESSION]) == {SESSION: ()}
    assert await store.read(SESSION, FIRST) is None
    with pytest.raises(BadKey):
        await store.put(SESSION, SECOND, WHOLE)
    with pytest.raises(BadKey):
        await store.move(SESSION, ITEM)
    with pytest.raises(BadKey):
        await store.purge(SESSION)
    assert files(tmp_path / "secret") == [FIRST]


async def test_a_planted_link_to_a_file_is_no_photo(
    tmp_path: Path, root: Path, store: FilePhotoStore
) -> None:
    (secret := tmp_path / "secret").write_bytes(b"secret")
    (root / SESSION).mkdir(parents=True)
    (root / SESSION / FIRST).symlink_to(secret)

    assert await store.listings([SESSION]) == {SESSION: ()}
    assert await store.read(SESSION, FIRST) is None
    await store.put(SESSION, FIRST, WHOLE)
    assert secret.read_bytes() == b"secret"
    assert (root / SESSION / FIRST).read_bytes() == WHOLE


async def test_photos_are_for_the_bot_alone(root: Path, store: FilePhotoStore) -> None:
    await store.put(SESSION, FIRST, WHOLE)

    assert {path.stat().st_mode & 0o077 for path in inside(root)} == {0}


async def test_a_purge_leaves_no_phone(root: Path, store: FilePhotoStore) -> None:
    await store.put(SESSION, FIRST, WHOLE)
    (root / SESSION / LEFT_OVER).write_bytes(b"half")

    assert await store.purge(SESSION) == 1
    assert inside(root) == [root / "lumiku"]
