"""What is answered next: the oldest message of each chat that may be answered."""

import asyncio
from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
from sqlalchemy import Connection, Table, insert

from storage.chats import accept, commit
from storage.claims import Claim, claim
from storage.downloads import Settled, mark_tried, on_their_way, settle
from storage.engine import Engine
from storage.lines import CLAIMED_AT_ONCE
from storage.records import ChatRow, SessionRow
from storage.tables import chats, inbox, sessions
from storage.timers import told
from tests.storage.rows import (
    ANI,
    BUDI,
    HOME,
    LATER,
    NOW,
    SESSION,
    begin,
    ids,
    message,
    outcome,
    session,
    waiting,
)


async def accepted(engine: Engine, *names: str, chat: str = ANI) -> None:
    await asyncio.gather(*(engine.run(accept, message(n, chat)) for n in names))


async def test_nothing_is_claimed_of_an_empty_inbox(engine: Engine) -> None:
    assert await waiting(engine) == []


async def test_each_chat_has_its_oldest_message_claimed(engine: Engine) -> None:
    await accepted(engine, "a1", "a2")
    await accepted(engine, "b1", "b2", chat=BUDI)

    assert await ids(engine) == ["a1", "b1"]


async def test_a_claim_marks_nothing(engine: Engine) -> None:
    await accepted(engine, "a1")

    assert await waiting(engine) == await waiting(engine)


async def test_a_flood_of_one_chat_starves_nobody(engine: Engine) -> None:
    await accepted(engine, *(f"flood {n}" for n in range(1_000)))
    await accepted(engine, "b1", chat=BUDI)

    assert await ids(engine) == ["flood 0", "b1"]


async def test_every_chat_has_its_turn_however_many_wait(engine: Engine) -> None:
    chats = [f"lumiku/wa/{number:04d}" for number in range(2 * CLAIMED_AT_ONCE + 6)]
    for chat in chats:
        await accepted(engine, f"of {chat}", chat=chat)

    heard, after = [], ""
    for _ in range(3):
        claims = await engine.run(claim, Claim(now=LATER, after=after))
        heard += [one.chat.chat for one in claims.messages]
        after = claims.after

    assert heard == chats
    assert after == ""


async def test_quiet_chats_stand_in_nobodys_way(engine: Engine) -> None:
    for number in range(CLAIMED_AT_ONCE):
        quiet = told(
            f"lumiku/wa/{number:04d}", "s", "photos_settled", f"{number}", LATER
        )
        await engine.run(accept, quiet)
    await accepted(engine, "word", chat="lumiku/wa/9999")

    first = await engine.run(claim, Claim(now=NOW))
    second = await engine.run(claim, Claim(now=NOW, after=first.after))

    assert first.messages == []
    assert [one.message_id for one in second.messages] == ["word"]
    assert second.after == ""


async def test_a_held_chat_waits_for_photos_with_attempts_left(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2")
    await accepted(engine, "finish")
    held = Claim(now=LATER, held=frozenset({ANI, BUDI}))
    [first, second] = await engine.run(on_their_way, 0)

    assert await ids(engine, held) == []
    await engine.run(mark_tried, first.id)
    assert await ids(engine, held) == []
    await engine.run(mark_tried, second.id)
    assert await ids(engine, held) == ["finish"]


async def test_a_held_chat_without_photos_is_claimed(engine: Engine) -> None:
    await accepted(engine, "a1")

    assert await ids(engine, Claim(now=LATER, held=frozenset({ANI}))) == ["a1"]


async def test_photos_of_a_chat_hold_no_other(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    await accepted(engine, "a1")
    await accepted(engine, "b1", chat=BUDI)

    assert await ids(engine, Claim(now=LATER, held=frozenset({ANI, BUDI}))) == ["b1"]


async def test_the_end_of_the_photos_goes_ahead_of_a_word(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    await accepted(engine, "finish", "later")
    [download] = await engine.run(on_their_way, 0)
    end = Settled(id=download.id, stored=True, folder=HOME, now=NOW)
    await engine.run(settle, end)

    answered = []
    while found := await waiting(engine):
        answered.append(found[0].message_id)
        await engine.run(commit, outcome(found[0].seq, session()))

    assert answered == [
        f"photos_settled/{SESSION}/{download.id}", "finish", "later",
    ]  # fmt: skip


async def test_what_goes_ahead_overtakes_in_its_own_chat_alone(engine: Engine) -> None:
    await accepted(engine, "a1")
    await accepted(engine, "b1", chat=BUDI)
    ahead = told(BUDI, "s", "photos_settled", "1", NOW)
    await engine.run(accept, ahead)

    found = await waiting(engine)

    assert {one.chat.chat: one.message_id for one in found} == {
        ANI: "a1",
        BUDI: ahead.message_id,
    }


async def test_a_claim_carries_what_the_turn_needs(engine: Engine) -> None:
    await begin(engine, session(), "p1", "p2", "p3")
    first, second, _ = await engine.run(on_their_way, 0)
    await engine.run(mark_tried, second.id)
    lost = Settled(id=first.id, stored=False, folder=None, now=NOW)
    await engine.run(settle, lost)
    await accepted(engine, "m1")

    [one] = await waiting(engine)

    assert one.session == session()
    assert one.chat == ChatRow(chat=ANI, session=SESSION)
    assert one.coming == {"p2", "p3"}
    assert (one.blocking, one.failed) == (1, 1)
    assert (one.attempts, one.notified) == (0, False)


async def test_a_chat_never_heard_before_is_known_by_its_message(
    engine: Engine,
) -> None:
    await engine.run(accept, message("m1", phone="+6281200000011"))

    [one] = await waiting(engine)

    assert one.chat == ChatRow(chat=ANI, phone="+6281200000011")
    assert one.session is None


async def test_a_phone_once_known_stays_known(engine: Engine) -> None:
    await engine.run(accept, message("m1", phone="+6281200000011"))
    [one] = await waiting(engine)
    await engine.run(commit, replace(outcome(one.seq), chat=one.chat))
    await engine.run(accept, message("m2", phone=None))

    [one] = await waiting(engine)

    assert one.chat.phone == "+6281200000011"


async def test_a_message_of_a_session_finds_it_after_another_began(
    engine: Engine,
) -> None:
    await begin(engine, session("old"))
    await begin(engine, session("new"))
    await engine.run(accept, told(ANI, "old", "done", "1", NOW))

    [one] = await waiting(engine)

    assert one.session is not None
    assert (one.session.id, one.chat.session) == ("old", "new")


async def test_several_claims_in_one_batch_are_each_answered(engine: Engine) -> None:
    await accepted(engine, "a1")
    await accepted(engine, "b1", chat=BUDI)

    both = await asyncio.gather(
        engine.run(claim, Claim(now=LATER)),
        engine.run(claim, Claim(now=LATER, settling=frozenset({ANI}))),
    )

    assert [[one.message_id for one in found.messages] for found in both] == [
        ["a1", "b1"],
        ["b1"],
    ]


async def test_a_claim_reads_nothing_of_what_was_answered(engine: Engine) -> None:
    await begin(engine, session(), "p1")
    await accepted(engine, "m1")

    def plans(connection: Connection, items: Sequence[None]) -> list[list[str]]:
        done = [
            {"channel": "c", "message_id": f"{n}", "chat": f"{n}", "body": "{}"}
            | {"received_at": NOW, "done_at": NOW}
            for n in range(5_000)
        ]
        connection.execute(insert(inbox), done)
        raw = connection.connection.driver_connection
        assert raw is not None
        said: list[str] = []
        raw.set_trace_callback(said.append)
        claim(connection, [Claim(now=LATER, held=frozenset({BUDI}))])
        raw.set_trace_callback(None)
        steps = [
            step[3]
            for statement in said
            for step in raw.execute(f"EXPLAIN QUERY PLAN {statement}")
        ]
        return [steps for _ in items]

    steps = await engine.run(plans, None)

    assert "SEARCH first USING COVERING INDEX inbox_todo (chat>?)" in steps
    assert [
        step
        for step in steps
        if step.startswith("SCAN ")
        and "inbox_todo" not in step
        and step.split()[1] not in {"lines", "anon_1"}
    ] == []


@pytest.mark.parametrize(("kind", "table"), [(ChatRow, chats), (SessionRow, sessions)])
def test_rows_become_records_column_by_column(kind: type, table: Table) -> None:
    assert [one.name for one in fields(kind)] == table.columns.keys()
