"""What is on its way can be unwanted meanwhile; what was given up, wanted again."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.chats import accept
from storage.claims import Claim
from storage.downloads import (
    Download,
    Refetch,
    Settled,
    clear,
    mark_tried,
    on_their_way,
    refetch,
    settle,
)
from storage.engine import Engine
from storage.pruning import Place, prune
from storage.tables import downloads, effects, inbox
from tests.storage.rows import ANI, LATER, NOW, begin, look, message, session, waiting
from tests.storage.test_pruning import BEFORE, brought, count, heard, put, ran

OWN = "lumiku/whatsapp:+6281200000011"
SHARING = session(home=OWN, folder=OWN)


async def coming(engine: Engine, after: int = 0) -> tuple[Download, ...]:
    return await engine.run(on_their_way, after)


async def end(engine: Engine, of: Download, *, stored: bool) -> str | None:
    put_in = of.folder if stored else None
    return await engine.run(
        settle, Settled(id=of.id, stored=stored, folder=put_in, now=NOW)
    )


async def outcomes(engine: Engine) -> list[str | None]:
    found = await look(engine, select(downloads.c.outcome).order_by(downloads.c.id))
    return [row.outcome for row in found]


async def test_what_is_cleared_belongs_nowhere_when_it_comes(engine: Engine) -> None:
    await begin(engine, SHARING, "p1")
    [one] = await coming(engine)

    await engine.run(clear, OWN)

    assert await end(engine, one, stored=True) == ""
    assert await end(engine, one, stored=False) is None
    assert await outcomes(engine) == ["cleared"]


async def test_after_a_restart_it_is_known_to_be_cleared(engine: Engine) -> None:
    await begin(engine, SHARING, "p1", "p2")
    [first, _] = await coming(engine)
    await end(engine, first, stored=True)

    await engine.run(clear, OWN)

    [second] = await coming(engine)
    assert second.cleared
    assert await outcomes(engine) == ["stored", "cleared"]


async def test_no_word_waits_for_it_and_nobody_counts_it(engine: Engine) -> None:
    await begin(engine, SHARING, "p1")
    await engine.run(clear, OWN)
    await engine.run(accept, message("m9"))

    [claimed] = await waiting(engine, Claim(now=LATER))

    assert (claimed.blocking, claimed.coming) == (0, frozenset())


async def test_the_own_folder_of_a_session_is_left_to_its_draft(
    engine: Engine,
) -> None:
    await begin(engine, session(), "p1")
    [one] = await coming(engine)

    await engine.run(clear, one.folder)

    assert not (await coming(engine))[0].cleared


async def given_up(engine: Engine, *names: str) -> None:
    await begin(engine, SHARING, *names)
    for one in await coming(engine):
        await end(engine, one, stored=False)


async def test_what_was_given_up_is_on_its_way_again(engine: Engine) -> None:
    await given_up(engine, "p1", "p2")
    last = max(row.id for row in await look(engine, select(downloads)))

    assert await engine.run(refetch, Refetch(chat=ANI, now=LATER)) == 2

    again = await coming(engine, last)
    assert [one.name for one in again] == ["p1", "p2"]
    assert {one.folder for one in again} == {OWN}


async def test_what_is_stored_or_on_its_way_is_left_alone(engine: Engine) -> None:
    await begin(engine, SHARING, "p1", "p2")
    [first, second] = await coming(engine)
    await end(engine, first, stored=True)
    await engine.run(mark_tried, second.id)

    assert await engine.run(refetch, Refetch(chat=ANI, now=LATER)) == 0
    assert await coming(engine) == (second,)


async def test_what_nobody_would_look_for_is_passed_by(engine: Engine) -> None:
    ended = replace(session(), ended_at=NOW)
    await begin(engine, ended, "p1")
    for one in await coming(engine):
        await end(engine, one, stored=False)

    assert await engine.run(refetch, Refetch(chat=ANI, now=LATER)) == 0


@pytest.mark.parametrize(("passed", "left"), [("lumiku", 1), ("other", 0)])
async def test_a_tenant_that_keeps_messages_longer_is_passed_by(
    engine: Engine, passed: str, left: int
) -> None:
    await put(engine, inbox, heard("m1"))
    await put(engine, downloads, brought("p1"))
    await put(engine, effects, ran(1))

    place: Place | None = Place(before=BEFORE, passed=frozenset({passed}))
    while place is not None:
        place = (await engine.run(prune, place)).following

    found = [await count(engine, table) for table in (inbox, downloads, effects)]
    assert found == [left, left, left]
