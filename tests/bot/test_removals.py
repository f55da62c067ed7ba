"""What people delete for everyone is gone, whether it came before that or after."""

import pytest

from bot.messages import Kind
from tests import sale
from tests.house import PICTURE, open_house

BEGIN = "jual Avanza 145000000"
REMOVED = Kind.PHOTO_REMOVED
FLOW = (
    sale.FLOW + "  - {trigger: photo_removed, source: collecting, dest: stay,"
    " after: [{say: full}]}\n"
)
FILES = {**sale.FILES, "flows/sale/flow.yaml": FLOW}


@pytest.fixture
async def collecting(tmp_path):
    """A bot whose staff began a car and has sent no photo yet."""
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears(BEGIN)
        house.said()
        yield house


async def test_a_photo_that_was_deleted_is_no_photo_any_more(collecting):
    house = collecting
    await house.hears(photo=house.brings("a"), id="one")
    await house.hears(photo=house.brings("b"), id="two")
    [_, kept] = house.stored()

    await house.hears(kind=REMOVED, target="one")

    assert house.stored() == [kept]


async def test_the_flow_hears_of_a_deleted_photo(collecting):
    house = collecting
    await house.hears(photo=house.brings("a"), id="one")
    house.said()

    await house.hears(kind=REMOVED, target="one")

    assert len(house.said()) == 1


async def test_the_flow_hears_nothing_of_a_deleted_text(collecting):
    house = collecting
    await house.hears("apa saja", id="one")
    house.said()

    await house.hears(kind=REMOVED, target="one")

    assert house.said() == []


async def test_a_photo_deleted_before_it_came_is_not_taken(collecting):
    house = collecting
    await house.hears(kind=REMOVED, target="one")

    await house.hears(photo=house.brings("a"), id="one")

    assert house.stored() == []
    assert house.said() == []
    assert await house.ask("SELECT count(*) FROM downloads") == [(0,)]


async def test_a_photo_that_waits_in_the_inbox_is_not_taken_once_it_is_deleted(
    collecting,
):
    house = collecting

    await house.hears_at_once(
        house.message(kind=REMOVED, target="one"),
        house.message(photo=house.brings("a"), id="one"),
    )

    assert house.stored() == []
    assert await house.ask("SELECT count(*) FROM inbox WHERE done_at IS NULL") == [(0,)]


async def test_a_photo_deleted_on_its_way_is_not_kept(collecting):
    house = collecting
    await house.hears(photo=house.brings("a", OSError("late"), PICTURE), id="one")

    await house.hears(kind=REMOVED, target="one")
    await house.passes(10)

    assert house.stored() == []
    assert await house.ask("SELECT outcome, settled_at > 0 FROM downloads") == [
        ("cleared", 1)
    ]


async def test_words_do_not_wait_for_a_deleted_photo(collecting):
    house = collecting
    await house.hears(photo=house.brings("a"), id="one")
    await house.hears(photo=house.brings("b", None), id="two")
    house.said()

    await house.hears(kind=REMOVED, target="two")
    await house.hears("selesai")

    assert await house.state() == "preview"


async def test_a_photo_deleted_on_its_way_is_not_kept_after_a_crash(collecting):
    house = collecting
    await house.hears(photo=house.brings("a", None), id="one")
    await house.hears(kind=REMOVED, target="one")

    house.brings("a")
    await house.restart()

    assert house.stored() == []
    assert await house.ask(
        "SELECT count(*) FROM downloads WHERE settled_at IS NULL"
    ) == [(0,)]


async def test_a_deletion_by_another_chat_deletes_nothing_in_this_one(collecting):
    house = collecting
    await house.hears(photo=house.brings("a"), id="one")

    await house.hears(kind=REMOVED, target="one", phone="+6281200000012")

    assert len(house.stored()) == 1
