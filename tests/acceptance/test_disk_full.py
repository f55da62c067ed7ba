"""A full data folder: nothing is half-kept, and it goes on when there is room."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.deliveries import text
from tests.fakes.gateway import FakeGateway

SIZE = "3m"


@pytest.fixture
async def data(tmp_path: Path) -> AsyncIterator[Path]:
    """A data folder with a small file system of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    process = await asyncio.create_subprocess_exec(*mount, stderr=PIPE)
    _, told = await process.communicate()
    if process.returncode:
        pytest.skip(f"a file system of its own is needed: {told.decode().strip()}")
    yield folder
    process = await asyncio.create_subprocess_exec("umount", "--lazy", str(folder))
    assert await process.wait() == 0


def _fill(folder: Path) -> Path:
    """Leave no room in *folder*; the file to delete for some."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    return filler


def _half_written(folder: Path) -> list[Path]:
    return [*folder.rglob("*.part")]


async def test_a_full_disk_refuses_for_now_and_loses_nothing(
    tmp_path: Path, data: Path, gateway: FakeGateway
) -> None:
    async with Server(tmp_path, gateway=gateway.url) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.sends("3EB0A1")
        await server.logs("photo.stored")
        await person.hears(2)
        filler = _fill(data)

        finish = text("selesai " + "x" * 100_000, sender=f"{STAFF[0]}@s.whatsapp.net")
        refused = [await gateway.deliver(finish, to=server.webhook) for _ in range(3)]
        ready, told = await server.page("/readyz")
        alive, _ = await server.page("/healthz")
        filler.unlink()
        await person.says("selesai")
        await person.hears(3)
        await person.says("ya")
        await person.hears(4)
        pictures = await server.pictures(person.page)
        stopped = await server.stop()

    assert refused == [[503]] * 3
    assert (ready, alive) == (503, 200), told
    assert stopped == 0
    assert person.heard == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("1"),
        said.published(person.link, 1),
    ]
    assert len(pictures) == 1


async def test_a_photo_that_finds_no_room_is_stored_when_there_is_some(
    tmp_path: Path, data: Path, gateway: FakeGateway
) -> None:
    async with Server(tmp_path, gateway=gateway.url) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.sends("3EB0A1", late_seconds=1)
        await person.hears(2)
        filler = _fill(data)
        await server.logs("photo.postponed")
        before = server.photos
        filler.unlink()
        await person.says("selesai")
        await person.hears_words(said.preview("1"))

    assert before == []
    assert _half_written(data) == []
