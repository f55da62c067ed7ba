"""Folders that vanish and files that lose their bytes, under the real process."""

import shutil
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.pictures import jpeg


@pytest.mark.parametrize("whole_root", [False, True], ids=["session", "root"])
async def test_photos_that_were_deleted_by_hand_count_no_more_and_later_ones_do(
    server: Server, staff: Callable[..., Person], *, whole_root: bool
) -> None:
    person = staff()
    await person.says(said.UPLOAD)
    for photo in ("3EB0A1", "3EB0A2"):
        await person.sends(photo)
    [folder, *_] = {photo.parent for photo in await stored(server, 2)}

    root = server.folder / "data" / "photos"
    shutil.rmtree(root if whole_root else folder)
    await person.sends("3EB0A3")
    await person.says("selesai")
    await person.says("ya")
    await person.hears(4)
    pictures = await server.pictures(person.page)

    assert person.heard == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("1"),
        said.published(person.link, 1),
    ]
    assert len(pictures) == 1
    assert await server.stop() == 0


async def test_a_folder_that_vanishes_while_photos_come_loses_none_that_come_later(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    await person.says(said.UPLOAD)
    await person.sends("3EB0A0")
    await stored(server, 1)
    for number in range(1, 6):
        await person.sends(f"3EB0A{number}", late_seconds=1)

    shutil.rmtree(server.folder / "data" / "photos")
    await person.says("selesai")
    await person.says("ya")
    await person.hears(4)

    assert person.heard[2:] == [said.preview("5"), said.published(person.link, 5)]
    assert len(await server.pictures(person.page)) == 5


async def test_an_empty_file_is_no_photo_and_a_torn_one_breaks_no_page(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    await person.says(said.UPLOAD)
    for photo in ("3EB0A1", "3EB0A2", "3EB0A3"):
        await person.sends(photo, jpeg(640, 480))
    empty, torn, _ = await stored(server, 3)

    empty.write_bytes(b"")
    torn.write_bytes(half := torn.read_bytes()[:200])
    await person.says("selesai")
    await person.says("ya")
    await person.hears(4)
    pictures = await server.pictures(person.page)
    thumbnails = {
        name: await status(server, f"{person.page}/photos/{name}?w=480")
        for name in (empty.name, *pictures)
    }

    assert person.heard[2:] == [said.preview("2"), said.published(person.link, 2)]
    assert pictures[torn.name] == half
    assert thumbnails.pop(empty.name) == 404
    assert set(thumbnails.values()) == {200}


async def test_a_word_that_overtakes_its_photo_is_put_right_when_the_photo_comes(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()
    await person.says(said.UPLOAD)
    await person.sends("3EB0A1")
    await stored(server, 1)

    await person.says("selesai")
    await person.sends("3EB0A2", late_seconds=1)
    await person.hears(4)
    await person.says("ya")
    await person.hears(5)

    assert person.heard[2:] == [
        said.preview("1"),
        said.preview("2"),
        said.published(person.link, 2),
    ]


async def stored(server: Server, count: int) -> list[Path]:
    """Every photo, once there are *count*."""
    await server.logs("photo.stored", count)
    return server.photos


async def status(server: Server, path: str) -> int:
    """The status of a page that is no text."""
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{server.url}{path}") as answer,
    ):
        return answer.status
