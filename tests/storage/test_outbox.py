"""Replies of a chat go out in order; no chat waits for another."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.chats import accept, commit
from storage.engine import Engine, open_engine
from storage.outbox import DUE_AT_ONCE, Due, DueReply, Notice, Sent, due, mark, notify
from storage.overview import drop, retry
from storage.records import ChatRow
from storage.tables import outbox
from tests.storage.rows import ANI, BUDI, NOW, look, message, outcome, waiting


async def say(engine: Engine, *replies: str, chat: str = ANI) -> int:
    """Answer a message of *chat* with *replies*; the number of the message."""
    name = f"m {chat} {replies}"
    await engine.run(accept, message(name, chat))
    [one] = [c for c in await waiting(engine) if c.chat.chat == chat]
    await engine.run(commit, outcome(one.seq, chat=chat, replies=replies))
    return one.seq


async def heads(engine: Engine, now: float = NOW) -> list[DueReply]:
    return (await engine.run(due, Due(now=now))).replies


async def bodies(engine: Engine) -> list[str]:
    return [reply.body for reply in await heads(engine)]


async def came(engine: Engine, reply: DueReply, **how: Any) -> None:
    await engine.run(mark, Sent(seq=reply.seq, now=NOW, **how))


async def test_nothing_is_due_of_an_empty_outbox(engine: Engine) -> None:
    found = await engine.run(due, Due(now=NOW))

    assert (found.replies, found.following, found.passed) == ([], None, frozenset())


async def test_replies_of_a_chat_are_due_one_after_the_other(engine: Engine) -> None:
    await say(engine, "one", "two")
    await say(engine, "three")

    sent = []
    while found := await heads(engine):
        [reply] = found
        sent.append(reply.body)
        await came(engine, reply)

    assert sent == ["one", "two", "three"]


async def test_each_chat_has_a_reply_due(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    await say(engine, "b1", chat=BUDI)

    assert await bodies(engine) == ["a1", "b1"]


async def test_a_busy_chat_has_none_due(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    await say(engine, "b1", chat=BUDI)
    [first, _] = await heads(engine)

    found = await engine.run(due, Due(now=NOW, busy={ANI: first.seq}))

    assert [reply.body for reply in found.replies] == ["b1"]
    assert found.passed == frozenset()


async def test_a_busy_chat_with_another_reply_due_is_told_of(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    await say(engine, "b1", chat=BUDI)
    [first, _] = await heads(engine)
    await came(engine, first)

    found = await engine.run(due, Due(now=NOW, busy={ANI: first.seq}))

    assert [reply.body for reply in found.replies] == ["b1"]
    assert found.passed == {ANI}


async def test_it_is_told_whether_another_reply_may_be_due(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    told = []
    while found := await heads(engine):
        [reply] = found
        told.append(await engine.run(mark, Sent(seq=reply.seq, now=NOW)))

    assert told == [True, False]


async def test_a_reply_put_off_holds_its_own_chat_alone(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    await say(engine, "b1", chat=BUDI)
    [first, _] = await heads(engine)
    await came(engine, first, next_at=NOW + 5, error="not now")

    found = await engine.run(due, Due(now=NOW))

    assert [reply.body for reply in found.replies] == ["b1"]
    assert found.following == NOW + 5
    [_, again] = await heads(engine, NOW + 5)
    assert (again.body, again.attempts, again.unknown) == ("a1", 1, 0)
    assert again.key == first.key


async def test_what_is_on_its_way_is_not_the_next_one_due(engine: Engine) -> None:
    await say(engine, "a1")
    await say(engine, "b1", chat=BUDI)
    [sending, put_off] = await heads(engine)
    await came(engine, put_off, next_at=NOW + 9, error="not now")

    found = await engine.run(due, Due(now=NOW, busy={ANI: sending.seq}))

    assert found.replies == []
    assert found.following == NOW + 9


async def test_however_many_are_on_their_way_the_others_are_found(
    engine: Engine,
) -> None:
    chats = [f"lumiku/wa/{n:04d}" for n in range(DUE_AT_ONCE)]
    for chat in chats:
        await say(engine, "on its way", chat=chat)
    busy = {reply.chat: reply.seq for reply in await heads(engine)}
    await say(engine, "b1", chat=BUDI)

    found = await engine.run(due, Due(now=NOW, busy=busy))

    assert len(busy) == DUE_AT_ONCE
    assert [reply.body for reply in found.replies] == ["b1"]
    assert found.following is None


async def test_a_parked_reply_frees_the_next(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    [first] = await heads(engine)

    await came(engine, first, error="no such person")

    assert await bodies(engine) == ["a2"]


async def test_an_error_without_words_is_an_error(engine: Engine) -> None:
    await say(engine, "a1", "b1")
    [first] = await heads(engine)
    await came(engine, first, error="", next_at=NOW + 1)
    [again] = await heads(engine, NOW + 1)

    await came(engine, again, error="")

    [row] = await look(engine, select(outbox).where(outbox.c.seq == first.seq))
    assert (row.sent_at, row.parked_at) == (None, NOW)


async def test_attempts_of_unknown_end_are_counted(engine: Engine) -> None:
    await say(engine, "a1")
    [reply] = await heads(engine)

    await came(engine, reply, next_at=NOW, error="timed out", unknown=True)

    [again] = await heads(engine)
    assert (again.attempts, again.unknown) == (1, 1)


async def test_a_sent_reply_stays_sent_after_a_restart(
    engine: Engine, file: Path
) -> None:
    await say(engine, "a1", "a2")
    [reply] = await heads(engine)
    await came(engine, reply)
    await engine.close()

    reopened = await open_engine(file)
    found = await bodies(reopened)
    await reopened.close()

    assert found == ["a2"]


async def test_a_reply_knows_the_phone_of_its_chat(engine: Engine) -> None:
    await engine.run(accept, message("m1"))
    [one] = await waiting(engine)
    known = ChatRow(chat=ANI, phone="+6281200000011")
    row = outcome(one.seq, replies=("hello",))
    await engine.run(commit, replace(row, chat=known))

    [reply] = await heads(engine)

    assert reply.phone == "+6281200000011"


async def test_marks_of_many_chats_are_kept_together(engine: Engine) -> None:
    people = [f"lumiku/wa/{number}" for number in range(30)]
    for chat in people:
        await say(engine, "hello", "bye", chat=chat)

    await asyncio.gather(*(came(engine, reply) for reply in await heads(engine)))

    assert await bodies(engine) == ["bye"] * 30


async def test_a_flood_of_chats_is_due_in_parts_oldest_first(engine: Engine) -> None:
    for number in range(DUE_AT_ONCE + 1):
        await say(engine, f"{number}", chat=f"lumiku/wa/{1_000 - number}")

    assert await bodies(engine) == [f"{number}" for number in range(DUE_AT_ONCE)]


async def test_a_reply_parked_and_retried_goes_out_first(engine: Engine) -> None:
    await say(engine, "a1", "a2")
    [first] = await heads(engine)
    await came(engine, first, error="refused", unknown=True)

    taken_up = await engine.run(retry, f"r{first.seq}")

    assert taken_up is True
    [again] = await heads(engine, 0.0)
    assert (again.body, again.attempts, again.unknown) == ("a1", 0, 0)


async def test_a_reply_parked_and_dropped_is_gone(engine: Engine) -> None:
    await say(engine, "a1")
    [first] = await heads(engine)
    await came(engine, first, error="refused")

    assert await engine.run(drop, f"r{first.seq}") is True
    assert await engine.run(retry, f"r{first.seq}") is False
    assert await look(engine, select(outbox)) == []


async def test_a_notice_is_said_once(engine: Engine) -> None:
    await engine.run(accept, message("word"))
    [one] = await waiting(engine)
    notice = Notice(seq=one.seq, chat=ANI, body="please wait", now=NOW)

    await asyncio.gather(*(engine.run(notify, notice) for _ in range(3)))
    await engine.run(notify, notice)

    assert await look(engine, select(outbox.c.body)) == [("please wait",)]
    [again] = await waiting(engine)
    assert again.notified


async def test_a_notice_goes_out_before_the_answer(engine: Engine) -> None:
    await engine.run(accept, message("word"))
    [one] = await waiting(engine)
    wait = Notice(seq=one.seq, chat=ANI, body="please wait", now=NOW)
    await engine.run(notify, wait)
    await engine.run(commit, outcome(one.seq, replies=("answer",)))

    found = await look(engine, select(outbox.c.body).order_by(outbox.c.seq))

    assert found == [("please wait",), ("answer",)]
