"""Photos on their way settle one by one; the last one is told to the chat."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage.chats import accept, commit
from storage.claims import Claim
from storage.downloads import (
    Download,
    Settled,
    begin_anew,
    mark_tried,
    on_their_way,
    settle,
)
from storage.engine import Engine, open_engine
from storage.items import ItemRow, publish
from storage.tables import downloads, inbox
from tests.storage.rows import (
    ANI,
    BUDI,
    HOME,
    LATER,
    NOW,
    SESSION,
    SHOP,
    begin,
    ids,
    look,
    message,
    outcome,
    photo,
    session,
    waiting,
)


async def coming(engine: Engine, after: int = 0) -> tuple[Download, ...]:
    return await engine.run(on_their_way, after)


async def end(
    engine: Engine, of: Download, *, stored: bool = True, folder: str = HOME
) -> str | None:
    put = folder if stored else None
    return await engine.run(
        settle, Settled(id=of.id, stored=stored, folder=put, now=NOW)
    )


async def settled(engine: Engine) -> list[str]:
    """The ids of all that told that no photo is on its way, answered or not."""
    rows = await look(engine, select(inbox.c.message_id).order_by(inbox.c.seq))
    return [row[0] for row in rows if row[0].startswith("photos_settled/")]


async def test_a_photo_on_its_way_knows_where_it_goes(engine: Engine) -> None:
    await begin(engine, session(), "p1")

    [one] = await coming(engine)

    assert (one.chat, one.session, one.name) == (ANI, SESSION, "p1")
    assert (one.home, one.folder) == (HOME, HOME)
    assert one.photo == '{"media": "x"}'


async def test_only_photos_that_came_after_are_asked_for(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2")
    first, second = await coming(engine)

    assert await coming(engine, first.id) == (second,)
    assert await coming(engine, second.id) == ()


@pytest.mark.parametrize("became", ["stored", "given_up"])
async def test_a_settled_photo_is_no_longer_on_its_way(
    engine: Engine, became: str
) -> None:
    await begin(engine, session(), "p1")
    [one] = await coming(engine)

    assert await end(engine, one, stored=became == "stored") is None

    assert await coming(engine) == ()
    [row] = await look(engine, select(downloads))
    assert row.outcome == became


async def test_the_last_photo_alone_is_told(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2", "p3")
    photos = await coming(engine)

    for one in photos[:2]:
        await end(engine, one)
    assert await settled(engine) == []
    await end(engine, photos[2], stored=False)

    assert await settled(engine) == [f"photos_settled/{SESSION}/{photos[2].id}"]


async def test_photos_that_settle_in_one_batch_are_told_once(engine: Engine) -> None:
    await begin(engine, session(), *(f"p{number}" for number in range(10)))

    await asyncio.gather(*(end(engine, one) for one in await coming(engine)))

    assert len(await settled(engine)) == 1


async def test_photos_of_another_chat_are_not_waited_for(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    await begin(engine, session("other", BUDI), "p2")
    mine, _ = await coming(engine)

    await end(engine, mine)

    assert await settled(engine) == [f"photos_settled/{SESSION}/{mine.id}"]


async def test_a_second_burst_is_told_again(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    [first] = await coming(engine)
    await end(engine, first)
    [told] = await waiting(engine)
    await engine.run(commit, outcome(told.seq, session(), downloads=(photo("p2"),)))
    [second] = await coming(engine)

    await end(engine, second)

    assert await settled(engine) == [
        f"photos_settled/{SESSION}/{one.id}" for one in (first, second)
    ]


async def test_a_photo_that_settles_twice_stays_as_it_was(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    [one] = await coming(engine)
    await end(engine, one)

    await end(engine, one, stored=False)

    [row] = await look(engine, select(downloads))
    assert row.outcome == "stored"
    assert len(await settled(engine)) == 1


async def test_settling_what_nobody_asked_for_is_harmless(engine: Engine) -> None:
    gone = Settled(id=99, stored=False, folder=None, now=NOW)

    assert await engine.run(settle, gone) is None
    assert await settled(engine) == []


async def test_a_photo_of_a_published_session_follows_it(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    [one] = await coming(engine)
    item = ItemRow(
        tenant="lumiku", word="cars", slug="x", flow="upload", session=SESSION,
        folder=SHOP, title="", data="{}", description="", created_at=NOW,
    )  # fmt: skip
    await engine.run(publish, item)

    assert await end(engine, one, folder=HOME) == SHOP
    assert await settled(engine) == []
    assert [(d.home, d.folder) for d in await coming(engine)] == [(HOME, SHOP)]
    assert await end(engine, one, folder=SHOP) is None
    assert len(await settled(engine)) == 1


async def test_words_wait_for_photos_with_attempts_left(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2")
    first, second = await coming(engine)
    await engine.run(accept, message("word"))
    held = Claim(now=LATER, held=frozenset({ANI}))

    await engine.run(mark_tried, first.id)
    waits = await ids(engine, held)
    await engine.run(mark_tried, second.id)

    assert (waits, await ids(engine, held)) == ([], ["word"])
    assert len(await coming(engine)) == 2


async def test_after_a_restart_photos_have_their_attempts_anew(
    engine: Engine, file: Path
) -> None:
    await begin(engine, session(), "p1", "p2")
    first, second = await coming(engine)
    await asyncio.gather(*(engine.run(mark_tried, one.id) for one in (first, second)))
    await end(engine, first)
    await engine.close()

    reopened = await open_engine(file)
    await reopened.run(begin_anew, None)
    rows = await look(reopened, select(downloads.c.tried).order_by(downloads.c.id))
    again = await coming(reopened)
    await reopened.close()

    assert [row.tried for row in rows] == [True, False]
    assert again == (second,)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(range(4)), stored=st.lists(st.booleans(), min_size=4))
async def test_in_whatever_order_photos_settle_one_message_tells_it(
    engine: Engine, order: list[int], stored: list[bool]
) -> None:
    made = len(await look(engine, select(downloads.c.session).distinct()))
    own = session(f"s{made}", f"lumiku/wa/{made}")
    await begin(engine, own, *(f"p{number}" for number in range(4)))
    photos = [one for one in await coming(engine) if one.session == own.id]
    before = await settled(engine)

    for number in order:
        assert await settled(engine) == before
        await end(engine, photos[number], stored=stored[number])

    last = photos[order[-1]].id
    assert await settled(engine) == [*before, f"photos_settled/{own.id}/{last}"]
