"""A file that came along with its message is kept once, until it is settled."""

from dataclasses import replace

import pytest

from bot.messages import Kind, Message, PhotoRef
from tests.house import PICTURE, STRANGER, House, open_house

BEGIN = "jual Avanza 145000000"
DATA = "SU5MSU5FIQ==" * 1_000
_EVERY_ROW = """
    SELECT 'inbox' FROM inbox WHERE body LIKE '%SU5MSU5FIQ==%'
    UNION ALL SELECT 'downloads' FROM downloads WHERE photo LIKE '%SU5MSU5FIQ==%'
"""


@pytest.fixture
async def collecting(tmp_path):
    """A bot whose staff began a car and has sent no photo yet."""
    async with open_house(tmp_path) as house:
        await house.hears(BEGIN)
        yield house


def _inline(message: Message) -> Message:
    assert message.photo is not None
    return replace(message, photo=replace(message.photo, data=DATA))


async def _hears(house: House, **how) -> None:
    await house.hears_at_once(_inline(house.message(**how)))


async def _kept_in(house: House) -> list[str]:
    return [table for (table,) in await house.ask(_EVERY_ROW)]


async def test_it_waits_with_its_message_to_be_answered(collecting):
    house = collecting
    await house.halt()

    await house.bot.inbox.add([_inline(house.message(photo=house.brings("a")))])

    assert await _kept_in(house) == ["inbox"]


async def test_on_its_way_it_is_kept_on_the_to_do_list_alone(collecting):
    house = collecting

    await _hears(house, photo=house.brings("a", OSError("late"), PICTURE))

    assert await _kept_in(house) == ["downloads"]


async def test_it_is_handed_to_the_channel_after_a_crash(collecting):
    house = collecting
    await _hears(house, photo=house.brings("a", OSError("late"), PICTURE))

    await house.restart()

    assert [photo.data for photo in house.gateway.given] == [DATA, DATA]
    assert len(house.stored()) == 1


async def test_once_it_is_stored_it_is_in_no_row(collecting):
    house = collecting

    await _hears(house, photo=house.brings("a"))

    assert len(house.stored()) == 1
    assert await _kept_in(house) == []


async def test_where_else_it_may_be_is_still_known(collecting):
    house = collecting

    await _hears(house, photo=house.brings("a"), text="depan")

    [(body,)] = await house.ask("SELECT body FROM inbox WHERE kind = 'photo'")
    [(photo,)] = await house.ask("SELECT photo FROM downloads")
    kept = Message.from_json(body, id="m", chat=house.message().chat)
    assert (kept.text, kept.photo) == ("depan", PhotoRef(locator="a"))
    assert '"locator": "a"' in photo


async def test_its_message_is_still_known_when_it_comes_again(collecting):
    house = collecting
    await _hears(house, photo=house.brings("a"), id="one")
    house.said()

    await _hears(house, photo=house.brings("a"), id="one")

    assert len(house.stored()) == 1
    assert house.said() == []


async def test_once_it_is_given_up_it_is_in_no_row(collecting):
    house = collecting

    await _hears(house, photo=house.brings("a", b"no picture"))
    await house.passes(120)

    assert house.stored() == []
    assert await _kept_in(house) == []


async def test_what_nobody_takes_is_in_no_row(tmp_path):
    async with open_house(tmp_path) as house:
        await _hears(house, photo=house.brings("a"), phone=STRANGER)

        assert await _kept_in(house) == []


async def test_what_is_deleted_while_it_waits_is_in_no_row(collecting):
    house = collecting

    await house.hears_at_once(
        house.message(kind=Kind.PHOTO_REMOVED, target="one"),
        _inline(house.message(photo=house.brings("a"), id="one")),
    )

    assert await _kept_in(house) == []
