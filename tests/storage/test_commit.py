"""What came of a turn is kept whole or not at all."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.chats import accept, commit
from storage.downloads import Settled, on_their_way, settle
from storage.engine import Engine
from storage.errors import StorageRefused
from storage.items import ItemRow, publish
from storage.outbox import Due, due
from storage.records import ChatRow, NewEffect, Outcome
from storage.tables import (
    chats,
    downloads,
    effects,
    inbox,
    metadata,
    outbox,
    sessions,
)
from tests.storage.rows import (
    ANI,
    BUDI,
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

EFFECT = NewEffect(name="publish_car", session=SESSION, visit=3)


def full(seq: int, **other: Any) -> Outcome:
    """An outcome with something of everything."""
    row: dict[str, Any] = {
        "replies": ("one", "two"),
        "downloads": (photo("p1"), photo("p2")),
        "effects": (EFFECT,),
    }
    return outcome(seq, session(), **row | other)


async def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: (await look(engine, select(func.count()).select_from(table)))[0][0]
        for table in metadata.sorted_tables
    }


async def seqs(engine: Engine, *sent: tuple[str, str]) -> list[int]:
    for name, chat in sent:
        await engine.run(accept, message(name, chat))
    return [one.seq for one in await waiting(engine)]


async def test_everything_that_came_of_a_turn_is_kept(engine: Engine) -> None:
    [seq] = await seqs(engine, ("m1", ANI))

    await engine.run(commit, full(seq))

    assert await waiting(engine) == []
    assert await look(engine, select(sessions.c.id, sessions.c.state)) == [
        (SESSION, "collecting_photos")
    ]
    assert await look(engine, select(chats.c.chat, chats.c.session)) == [(ANI, SESSION)]
    assert await look(engine, select(outbox.c.body).order_by(outbox.c.seq)) == [
        ("one",), ("two",),
    ]  # fmt: skip
    assert await look(engine, select(downloads.c.name, downloads.c.chat)) == [
        ("p1", ANI), ("p2", ANI),
    ]  # fmt: skip
    assert await look(engine, select(effects.c.key, effects.c.next_at)) == [
        (f"{SESSION}:3", NOW)
    ]


async def test_a_message_says_what_became_of_it(engine: Engine) -> None:
    found = await seqs(engine, ("m1", ANI), ("m2", BUDI))

    await engine.run(commit, outcome(found[0], result="ignored"))
    await engine.run(commit, outcome(found[1], chat=BUDI, result="parked"))

    assert await look(engine, select(inbox.c.outcome, inbox.c.done_at)) == [
        ("ignored", NOW), ("parked", NOW),
    ]  # fmt: skip


async def test_a_turn_that_came_to_nothing_is_taken_again(engine: Engine) -> None:
    [seq] = await seqs(engine, ("m1", ANI))

    for _ in range(2):
        await engine.run(commit, outcome(seq, result=None))

    [one] = await waiting(engine)
    assert (one.message_id, one.attempts) == ("m1", 2)


BROKEN: Sequence[Any] = [
    full(0, replies=("said", None)),
    full(0, replies=("said", "half \ud800")),
    full(0, downloads=(photo("p1"), replace(photo("p2"), photo=None))),  # type: ignore[arg-type]  # the mistake
    full(0, effects=(replace(EFFECT, name=None),)),  # type: ignore[arg-type]  # the mistake
    replace(full(0), session=session(state=None)),
    replace(full(0), chat=ChatRow(chat=ANI, last_photo_ms=1 << 70)),
    replace(full(0), chat=ChatRow(chat=ANI, phone={})),  # type: ignore[arg-type]  # the mistake
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_what_the_tables_refuse_leaves_nothing_behind(
    engine: Engine, broken: Outcome
) -> None:
    [seq] = await seqs(engine, ("m1", ANI))
    before = await counts(engine)

    with pytest.raises(StorageRefused) as refused:
        await engine.run(commit, replace(broken, seq=seq))

    assert await counts(engine) == before
    [one] = await waiting(engine)
    assert (one.message_id, one.attempts) == ("m1", 0)
    assert not {"said", "half", "one", ANI} & set(str(refused.value).split())


@pytest.mark.parametrize("broken", BROKEN)
async def test_what_the_tables_refuse_fails_no_neighbour(
    engine: Engine, broken: Outcome
) -> None:
    people = [f"lumiku/wa/{number}" for number in range(20)]
    found = await seqs(engine, *((f"m{chat}", chat) for chat in people), ("m", ANI))
    good = [
        outcome(seq, session(chat, chat), chat, replies=("fine",))
        for seq, chat in zip(found, people, strict=False)
    ]

    batch = [*good[:7], replace(broken, seq=found[-1]), *good[7:]]
    kept = await asyncio.gather(
        *(engine.run(commit, one) for one in batch), return_exceptions=True
    )

    assert [type(one) for one in kept if one is not None] == [StorageRefused]
    assert await ids(engine) == ["m"]
    rows = await counts(engine)
    assert (rows["sessions"], rows["chats"], rows["outbox"]) == (20, 20, 20)
    assert (rows["downloads"], rows["effects"]) == (0, 0)


async def test_a_session_stays_where_publishing_moved_it(engine: Engine) -> None:
    await begin(engine, session())
    [seq] = await seqs(engine, ("m1", ANI))
    item = ItemRow(
        tenant="lumiku", word="cars", slug="x", flow="upload", session=SESSION,
        folder=SHOP, title="", data="{}", description="", created_at=NOW,
    )  # fmt: skip
    published = await engine.run(publish, item)

    await engine.run(commit, outcome(seq, session(state="published", visit=9)))

    [row] = await look(engine, select(sessions))
    assert (row.home, row.folder) == (published.home, SHOP)
    assert (row.state, row.visit) == ("published", 9)


async def test_replies_of_a_batch_keep_the_order_of_each_chat(engine: Engine) -> None:
    found = await seqs(engine, ("m1", ANI), ("m2", BUDI))
    said = {ANI: ("a1", "a2", "a3"), BUDI: ("b1", "b2")}

    await asyncio.gather(
        *(
            engine.run(commit, outcome(seq, chat=chat, replies=said[chat]))
            for seq, chat in zip(found, said, strict=True)
        )
    )

    rows = await look(engine, select(outbox).order_by(outbox.c.seq))
    for chat, replies in said.items():
        assert tuple(row.body for row in rows if row.chat == chat) == replies
    heads = (await engine.run(due, Due(now=NOW))).replies
    assert [reply.body for reply in heads] == ["a1", "b1"]


async def test_a_photo_taken_twice_is_fetched_once(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    [seq] = await seqs(engine, ("m1", ANI))

    await engine.run(commit, outcome(seq, session(), downloads=(photo("p1"),)))

    assert len(await engine.run(on_their_way, 0)) == 1


async def test_photos_given_up_are_told_once(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2")
    for download in await engine.run(on_their_way, 0):
        end = Settled(id=download.id, stored=False, folder=None, now=NOW)
        await engine.run(settle, end)
    [one] = await waiting(engine)

    await engine.run(commit, outcome(one.seq, session(), told=True))
    await engine.run(accept, message("m1"))
    [after] = await waiting(engine)

    assert (one.failed, after.failed) == (2, 0)


async def test_leaving_a_session_leaves_its_chat_outside(engine: Engine) -> None:
    await begin(engine, session())
    [seq] = await seqs(engine, ("m1", ANI))
    ended = outcome(seq, session(state="published", ended_at=NOW))

    await engine.run(commit, replace(ended, chat=ChatRow(chat=ANI)))
    await engine.run(accept, message("m2"))

    [one] = await waiting(engine)
    assert (one.chat.session, one.session) == (None, None)
