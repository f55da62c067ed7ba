"""What is long over is forgotten, and can never be answered again."""

import pytest

from storage.versions import FlowVersion, keep
from tests.house import STAFF, open_house

DAY = 24 * 3600.0
SHORT = {"messages": "2 days"}
BEGIN = "jual Avanza 145000000"


@pytest.fixture
async def house(tmp_path):
    """A bot that keeps what is over for two days, and a day more to be sure."""
    async with open_house(tmp_path, retention=SHORT) as opened:
        yield opened


async def later(house, seconds):
    """Let *seconds* pass as if the machine had slept, and a minute to look around."""
    house.clock.move_to(house.clock.now() + seconds - 61)
    await house.passes(61)


async def rows(house):
    """How many rows each table has that is pruned."""
    found = {}
    for table in ("inbox", "outbox", "downloads", "effects", "sessions"):
        [(found[table],)] = await house.ask(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of ours
    return found


async def publishes(house):
    await house.hears(BEGIN)
    await house.hears(photo=house.brings("a"))
    await house.hears("selesai")
    await house.hears("ya")
    await house.passes(60)


async def test_a_dialogue_that_is_over_leaves_its_item_and_its_photos(house):
    await publishes(house)
    before = await rows(house)

    await later(house, 3 * DAY)

    assert all(before.values())
    assert set((await rows(house)).values()) == {0}
    assert await house.ask("SELECT count(*) FROM items") == [(1,)]
    assert len(house.stored()) == 1
    assert sum(log["rows"] for log in house.logged("history.pruned")) == sum(
        before.values()
    )


async def test_nothing_goes_before_its_time(house):
    await publishes(house)
    before = await rows(house)

    await later(house, 3 * DAY - 120)

    assert await rows(house) == before


async def test_a_delivery_posted_again_after_it_was_forgotten_is_not_taken(house):
    message = house.message("bantuan")
    await house.hears_at_once(message)
    await later(house, 3 * DAY + 61)
    assert await house.ask("SELECT count(*) FROM inbox") == [(0,)]

    await house.hears_at_once(message)

    assert house.said() == ["ketik jual"]


async def test_the_same_holds_where_the_clock_of_the_sender_is_ahead(house):
    ahead = int((house.clock.now() + DAY - 1) * 1000)
    message = house.message("bantuan", sent_ms=ahead)
    await house.hears_at_once(message)

    for _ in range(9):
        await later(house, DAY / 2)
        await house.hears_at_once(message)

    assert house.said() == ["ketik jual"]


async def test_whoever_is_inside_a_dialogue_goes_on_where_it_was(house):
    await house.hears(BEGIN)
    await house.hears(photo=house.brings("a"))
    await later(house, 20 * DAY)
    house.said()

    await house.hears("selesai")
    await house.hears("ya")
    await house.passes(60)

    assert house.said()[0] == "ringkasan Avanza Rp 145.000.000, foto 1"
    assert await house.state() is None
    assert len(house.stored()) == 1


async def test_what_is_parked_stays_until_it_is_dropped(house):
    await house.hears(BEGIN)
    await house.hears("meledak")
    parked = "SELECT count(*) FROM inbox WHERE outcome = 'parked'"

    await later(house, 20 * DAY)
    before = await house.ask(parked)
    await house.ask("UPDATE inbox SET outcome = 'dropped' WHERE outcome = 'parked'")
    await house.passes(61)

    assert before == [(1,)]
    assert await house.ask("SELECT count(*) FROM inbox WHERE outcome = 'dropped'") == [
        (0,)
    ]


async def test_after_a_database_that_does_not_answer_it_is_tried_again(house):
    await house.hears("bantuan")
    await house.refuse("DELETE", "inbox")
    await later(house, 3 * DAY + 61)
    postponed = house.logged("history.postponed")
    await house.allow()

    await house.passes(60)

    assert postponed
    assert await house.ask("SELECT count(*) FROM inbox") == [(0,)]


async def test_a_thousand_rows_a_second_go_and_others_go_between(house):
    await house.ask(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1050)"
        " INSERT INTO outbox(chat, key, body, created_at, next_at, sent_at)"
        " SELECT 'shop/wa/x', i, 'x', 0, 0, 0 FROM n"
    )
    begun = house.clock.now()

    await house.passes(60.5)
    await house.hears("bantuan")
    [(left,)] = await house.ask("SELECT count(*) FROM outbox WHERE sent_at = 0")
    await house.passes(1)

    assert left == 1050 - 100 * 6
    assert house.said(STAFF) == ["ketik jual"]
    assert await house.ask("SELECT count(*) FROM outbox WHERE sent_at = 0") == [(0,)]
    assert house.clock.now() - begun < 62


async def test_a_start_forgets_versions_that_nobody_is_inside_of(house):
    await house.hears(BEGIN)
    await house.ask("UPDATE sessions SET version = 'mine'")
    for version in ("mine", "of nobody"):
        kept = FlowVersion(version=version, name="sale", source="x")
        await house.bot.engine.run(keep, kept)

    await house.restart()

    found = {version for (version,) in await house.ask("SELECT version FROM flows")}
    assert "mine" in found
    assert "of nobody" not in found
    assert len(found) == 2
