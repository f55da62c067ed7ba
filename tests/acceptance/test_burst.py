"""Forty people at once, and a gateway that is late, cuts photos short and repeats."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.messages import digest
from tests.acceptance import people, said
from tests.acceptance.people import Person
from tests.acceptance.server import Server
from tests.pictures import jpeg

CHATS = 40
LATEST_SECONDS = 4.5
CUT_BEFORE_SECONDS = 1.5
"""A file this late may come cut short and still be whole within the attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """
    One photo of the burst.

    Attributes:
        id: The id of its message.
        late_seconds: When its file is there.
        cut_short: How often half of it is handed out first.
        announced: Whether its length is told.
        copies: How often it is delivered.
    """

    id: str
    late_seconds: float
    cut_short: int
    announced: bool
    copies: int


def _photos(chance: random.Random, chat: int) -> list[Photo]:
    photos = []
    for number in range(chance.randint(1, 10)):
        late = chance.uniform(0, LATEST_SECONDS)
        photos.append(
            Photo(
                id=f"3EB0{chat:02d}{number:02d}",
                late_seconds=late,
                cut_short=int(late < CUT_BEFORE_SECONDS and chance.random() < 0.5),
                announced=chance.random() < 0.5,
                copies=_copies(chance),
            )
        )
    return photos


def _copies(chance: random.Random) -> int:
    return 2 if chance.random() < 1 / 3 else 1


async def _uploads(person: Person, photos: list[Photo], chance: random.Random) -> None:
    data = jpeg(320, 240)
    await person.says(said.UPLOAD, copies=_copies(chance))
    for photo in photos:
        await person.sends(
            photo.id,
            data,
            size_bytes=len(data) if photo.announced else None,
            copies=photo.copies,
            late_seconds=photo.late_seconds,
            cut_short=photo.cut_short,
        )
    await person.says("selesai", copies=_copies(chance))
    await person.hears(3)
    await person.says("ya", copies=_copies(chance))
    await person.hears(4)


async def test_no_photo_is_lost_or_counted_twice(
    server: Server, staff: Callable[..., Person]
) -> None:
    chance = people.chance(20251028)
    everybody = [staff(number) for number in range(CHATS)]
    sent = [_photos(chance, number) for number in range(CHATS)]

    async with asyncio.TaskGroup() as uploads:
        for person, photos in zip(everybody, sent, strict=True):
            own = people.chance(chance.random())
            uploads.create_task(_uploads(person, photos, own))
    pages = [await server.pictures(person.page) for person in everybody]
    status = await server.stop()

    assert status == 0
    for person, photos, page in zip(everybody, sent, pages, strict=True):
        assert person.heard == [
            said.ACCEPTED,
            said.FIRST_PHOTO,
            said.preview(str(len(photos))),
            said.published(person.link, len(photos)),
        ]
        # In the order in which they were sent, each under the name of its message.
        names = [name.partition("-")[2] for name in sorted(page)]
        assert names == [f"{digest(photo.id)}.jpg" for photo in photos]
    assert len(server.photos) == sum(map(len, sent))
