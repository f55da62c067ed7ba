"""What an operator sees, and takes up again or drops."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from storage.chats import accept, commit
from storage.downloads import on_their_way
from storage.engine import Engine
from storage.errors import StorageUnavailable
from storage.outbox import Due, Sent, due, mark
from storage.overview import (
    Line,
    Parked,
    Whereabouts,
    drop,
    has_work,
    lines,
    parked,
    ping,
    retry,
    whereabouts,
)
from storage.records import ChatRow, NewEffect
from storage.tables import outbox
from tests.storage.rows import (
    ANI,
    BUDI,
    HOME,
    NOW,
    SESSION,
    begin,
    ids,
    look,
    message,
    outcome,
    photo,
    session,
    waiting,
)


async def answer(engine: Engine, name: str, result: str, *replies: str) -> int:
    """Let ANI say *name* and hear *replies*; the number of the message."""
    await engine.run(accept, message(name))
    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq, result=result, replies=replies))
    return one.seq


async def test_a_database_that_answers_says_so(engine: Engine) -> None:
    await engine.run(ping, None)
    await engine.close()

    with pytest.raises(StorageUnavailable):
        await engine.run(ping, None)


async def test_a_chat_with_a_message_to_be_answered_has_work(engine: Engine) -> None:
    await engine.run(accept, message("m1"))

    assert await engine.run(has_work, ANI) is True
    assert await engine.run(has_work, BUDI) is False


@pytest.mark.parametrize(
    "open_still",
    [
        {"replies": ("hello",)},
        {"downloads": (photo("p1"),)},
        {"effects": (NewEffect(name="publish_car", session=SESSION, visit=1),)},
    ],
)
async def test_a_chat_with_anything_else_to_be_done_has_work(
    engine: Engine, open_still: dict[str, Any]
) -> None:
    await begin(engine, session())
    await engine.run(accept, message("m1"))
    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq, session(), **open_still))

    assert await engine.run(has_work, ANI) is True


async def test_a_chat_with_nothing_to_be_done_has_no_work(engine: Engine) -> None:
    await begin(engine, session())

    assert await engine.run(has_work, ANI) is False


async def test_every_chat_is_where_it_is(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2")
    await engine.run(accept, message("word", received_at=NOW + 5))
    await engine.run(accept, message("hello", BUDI, received_at=NOW + 9))
    [_, budi] = await waiting(engine)
    known = ChatRow(chat=BUDI, phone="+6281200000022")
    await engine.run(commit, replace(outcome(budi.seq), chat=known))

    assert await engine.run(whereabouts, None) == [
        Whereabouts(chat=BUDI, phone="+6281200000022", flow=None, state=None,
                    folder=None, coming=0, waiting=0, heard_at=NOW + 9),
        Whereabouts(chat=ANI, phone=None, flow="upload", state="collecting_photos",
                    folder=HOME, coming=2, waiting=1, heard_at=NOW + 5),
    ]  # fmt: skip
    assert len(await engine.run(on_their_way, 0)) == 2


async def test_a_chat_is_read_in_order(engine: Engine) -> None:
    await answer(engine, "m1", "answered", "one", "two", "three")
    for error in (None, "refused"):
        [reply] = (await engine.run(due, Due(now=NOW))).replies
        await engine.run(mark, Sent(seq=reply.seq, now=NOW, error=error))
    await engine.run(accept, message("m2", body='{"n": 2}', received_at=NOW + 1))
    await engine.run(accept, message("m3", BUDI))

    assert await engine.run(lines, ANI) == [
        Line(at=NOW, ours=False, body="{}", outcome="answered"),
        Line(at=NOW, ours=True, body="one", outcome="sent"),
        Line(at=NOW, ours=True, body="two", outcome="parked"),
        Line(at=NOW, ours=True, body="three", outcome="waiting"),
        Line(at=NOW + 1, ours=False, body='{"n": 2}', outcome="waiting"),
    ]


async def test_what_was_set_aside_is_shown(engine: Engine) -> None:
    seq = await answer(engine, "m1", "parked", "sorry")
    [reply] = (await engine.run(due, Due(now=NOW))).replies
    await engine.run(mark, Sent(seq=reply.seq, now=NOW + 1, error="refused"))

    assert await engine.run(parked, None) == [
        Parked(id=f"m{seq}", chat=ANI, at=NOW, body="{}", error=""),
        Parked(id=f"r{reply.seq}", chat=ANI, at=NOW + 1, body="sorry", error="refused"),
    ]


async def test_a_message_taken_up_again_is_answered_before_later_ones(
    engine: Engine,
) -> None:
    for _ in range(2):
        seq = await answer(engine, "m1", "parked", "sorry")
        await engine.run(accept, message("m2"))

        assert await engine.run(retry, f"m{seq}") is True

        [one] = await waiting(engine)
        assert (one.message_id, one.attempts) == ("m1", 0)
        assert await engine.run(parked, None) == []


async def test_every_answer_to_a_message_taken_up_again_is_said(engine: Engine) -> None:
    seq = await answer(engine, "m1", "parked", "sorry")
    for said in ("sorry again", "here you are"):
        await engine.run(retry, f"m{seq}")
        result = "parked" if said == "sorry again" else "answered"
        await engine.run(commit, outcome(seq, result=result, replies=(said, "more")))

    rows = await look(engine, select(outbox).order_by(outbox.c.seq))

    assert [row.body for row in rows] == [
        "sorry", "sorry again", "more", "here you are", "more",
    ]  # fmt: skip
    assert len({row.key for row in rows}) == 5


async def test_taking_up_a_message_touches_no_replies_of_others(engine: Engine) -> None:
    seqs = [await answer(engine, f"m{n}", "parked", "sorry") for n in range(12)]
    before = {row.seq: row.key for row in await look(engine, select(outbox))}

    await engine.run(retry, f"m{seqs[0]}")

    after = {row.seq: row.key for row in await look(engine, select(outbox))}
    assert [seq for seq in before if before[seq] != after[seq]] == [1]


async def test_a_message_that_is_dropped_is_forgotten(engine: Engine) -> None:
    seq = await answer(engine, "m1", "parked")

    assert await engine.run(drop, f"m{seq}") is True
    assert await engine.run(drop, f"m{seq}") is False
    assert await engine.run(retry, f"m{seq}") is False
    assert await engine.run(parked, None) == []
    assert await ids(engine) == []


@pytest.mark.parametrize(
    "id",
    ["", "m", "r", "x1", "1", "m-1", "m1.5", "m 1", "m1\n", "m²", "r99999",
     "m\N{FULLWIDTH DIGIT ONE}", "m" + "9" * 30, "r1; DROP TABLE inbox"],
)  # fmt: skip
async def test_nothing_is_found_under_an_id_of_nothing(engine: Engine, id: str) -> None:  # noqa: A002 - the word of the tables
    seq = await answer(engine, "m1", "parked", "sorry")
    [reply] = (await engine.run(due, Due(now=NOW))).replies
    await engine.run(mark, Sent(seq=reply.seq, now=NOW, error="refused"))

    assert await engine.run(retry, id) is False
    assert await engine.run(drop, id) is False
    assert [one.id for one in await engine.run(parked, None)] == [
        f"m{seq}", f"r{reply.seq}",
    ]  # fmt: skip


async def test_what_was_answered_cannot_be_taken_up_again(engine: Engine) -> None:
    seq = await answer(engine, "m1", "answered", "hello")

    assert await engine.run(retry, f"m{seq}") is False
    assert await engine.run(retry, "r1") is False
    assert await ids(engine) == []
    assert (await look(engine, select(outbox.c.key))) == [(f"{seq}:0",)]
