"""A step is whatever changed something on the disk, and the last one is the end."""

import os
import signal
from pathlib import Path

import pytest

from bot.crashtest.steps import Steps, WatchedPhotoStore
from storage.engine import open_engine
from storage.evidence import delivered, evidence
from storage.overview import ping
from storage.versions import FlowVersion, keep

FOLDER, MOVED = "demo/whatsapp:+6281200000011", "demo/cars/freed"
PHOTO = "1761646020000-0123456789abcdef.jpg"
VERSION = FlowVersion(version="1", name="little", source="flow: little")


async def test_a_commit_is_a_step_if_it_changed_something(tmp_path: Path) -> None:
    steps = Steps(None)
    engine = await open_engine(tmp_path / "bot.db", committed=steps.committed)
    await engine.run(ping, None)  # the first is one: the tables were made before it
    before = len(steps.taken)

    await engine.run(keep, VERSION)
    await engine.run(ping, None)
    await engine.close()

    assert steps.taken[before:] == ["commit: keep"]


async def test_every_change_of_the_photos_is_a_step(tmp_path: Path) -> None:
    steps = Steps(None)
    photos = WatchedPhotoStore(tmp_path, steps)

    await photos.put(FOLDER, PHOTO, b"front")
    await photos.listings([FOLDER])
    await photos.move(FOLDER, MOVED)
    await photos.purge(MOVED)

    assert steps.taken == ["photo stored", "photos moved", "photos purged"]


def test_the_last_step_is_the_end_of_the_process() -> None:
    pid = os.fork()
    if pid == 0:
        steps = Steps(2)
        steps.take("first")
        steps.take("second")
        os._exit(0)
    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


async def test_who_looks_at_what_was_left_behind_changes_nothing(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bot.db"
    engine = await open_engine(file)
    await WatchedPhotoStore(tmp_path, Steps(None)).put(FOLDER, PHOTO, b"front")

    while_open = evidence(file, tmp_path)
    await engine.run(keep, VERSION)
    await engine.close()
    content = file.read_bytes()

    assert list(while_open.photos) == [f"{FOLDER}/{PHOTO}"]
    assert evidence(file, tmp_path) == while_open
    assert delivered(file) == {}
    assert file.read_bytes() == content


def test_there_is_nothing_delivered_where_there_is_no_database(tmp_path: Path) -> None:
    assert delivered(tmp_path / "bot.db") == {}
    with pytest.raises(Exception, match="unable to open"):
        evidence(tmp_path / "bot.db", tmp_path)
