"""Photos whose files come late, or never."""

import asyncio
from collections.abc import Callable

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.fakes.gateway import FakeGateway

SHORT = {"media": {"attempts": 2, "delay": 0.5, "patience": 6}}
"""Words wait for half a second, and what is not there after six is given up."""

short_patience = pytest.mark.parametrize("settings", [SHORT], ids=["short"])


async def test_words_wait_for_the_attempts_only_and_the_preview_comes_once_more(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1")
    sent_at = asyncio.get_running_loop().time()
    await person.sends("3EB0A2", late_seconds=20)
    await person.sends("3EB0A3", late_seconds=20)
    await person.says("selesai")
    await person.hears(4)
    await person.says("ya")
    await person.hears(5)
    pictures = await server.pictures(person.page)
    status = await server.stop()
    attempts = [one.at - sent_at for one in gateway.attempts if one.photo == "3EB0A2"]

    assert status == 0
    assert person.heard[2:] == [
        said.preview(said.still_coming(1, 2)),
        said.preview("3"),
        said.published(person.link, 3),
    ]
    assert 4.9 < gateway.replies[2].at - sent_at < 8
    assert attempts == pytest.approx([0, 2, 5, 10, 15, 20, 25][: len(attempts)], abs=1)
    assert len(pictures) == 3


async def test_a_photo_that_comes_after_publishing_is_on_the_page(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1")
    await person.sends("3EB0A2", late_seconds=7)
    await person.says("selesai")
    await person.says("ya")
    await person.hears(4)
    before = await server.pictures(person.page)
    await server.logs("photo.stored", 2)
    after = await server.pictures(person.page)

    assert person.heard[2] == said.preview(said.still_coming(1, 1))
    assert (len(before), len(after)) == (1, 2)


async def test_a_word_that_waits_long_is_told_so_once(
    gateway: FakeGateway, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", delay_seconds=9)
    await person.sends("3EB0A2", delay_seconds=9)
    said_at = asyncio.get_running_loop().time()
    await person.says("selesai")
    await person.hears(4)

    assert person.heard[2:] == [
        "Tunggu sebentar, 2 foto masih diproses.",
        said.preview("2"),
    ]
    assert 8 <= gateway.replies[2].at - said_at < 9


@short_patience
async def test_one_message_names_how_many_never_came(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", missing=True)
    await person.sends("3EB0A2")
    await person.sends("3EB0A3", missing=True)
    await person.hears(3)
    await person.says("selesai")
    await person.hears(4)
    status = await server.stop()

    assert status == 0
    assert person.heard[2:] == [said.failed(2), said.preview("1")]


@short_patience
async def test_photos_that_never_came_are_named_with_the_preview(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", missing=True)
    await person.sends("3EB0A2")
    await person.says("selesai")
    await person.hears(5)
    status = await server.stop()

    assert status == 0
    assert person.heard[2:] == [
        said.preview(said.still_coming(1, 1)),
        said.failed(1),
        said.preview("1"),
    ]


@short_patience
async def test_photos_that_never_came_are_told_after_publishing_with_the_link(
    server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1")
    await person.sends("3EB0A2", missing=True)
    await person.sends("3EB0A3", missing=True)
    await person.says("selesai")
    await person.says("ya")
    await person.hears(5)
    status = await server.stop()

    assert status == 0
    assert person.heard[3:] == [
        said.published(person.link, said.still_coming(1, 2)),
        said.left_out(2, person.link),
    ]


@short_patience
async def test_what_the_gateway_will_never_hand_out_is_asked_for_once(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person]
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", late_seconds=2)
    await person.sends("3EB0A2", status=403)
    await person.sends("3EB0A3", status=410)
    await person.says("selesai")
    await person.hears_words(said.failed(2))
    status = await server.stop()
    asked = [one.photo for one in gateway.attempts if one.photo != "3EB0A1"]

    assert status == 0
    assert sorted(asked) == ["3EB0A2", "3EB0A3"]
    assert person.heard[-1] == said.preview("1")
    assert sum("tidak berhasil" in one for one in person.heard) == 1


@pytest.mark.parametrize(
    ("settings", "data"),
    [
        ({"media": {"max_mib": 1}}, b"\xff\xd8\xff" + bytes(1024 * 1024)),
        (SHORT, b"<html>no picture</html>" * 10),
    ],
    ids=["too large", "no picture"],
)
async def test_what_is_no_photo_is_named_and_not_stored(
    server: Server, staff: Callable[..., Person], data: bytes
) -> None:
    person = staff()

    await person.says(said.UPLOAD)
    await person.sends("3EB0A1", data)
    await person.hears_words(said.failed(1))

    assert server.photos == []
