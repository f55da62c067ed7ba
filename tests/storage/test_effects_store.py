"""An effect is due until it is over; the chat hears of its end once, in order."""

import asyncio
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.chats import accept, commit
from storage.effects import Due, DueEffect, Ran, due, finish
from storage.engine import Engine, open_engine
from storage.records import ChatRow, NewEffect
from storage.tables import effects, inbox
from tests.storage.rows import (
    ANI,
    BUDI,
    NOW,
    SESSION,
    ids,
    look,
    message,
    outcome,
    session,
    waiting,
)

KEY = f"{SESSION}:3"


async def ask(
    engine: Engine, of: str = SESSION, chat: str = ANI, word: str = "publish"
) -> None:
    """Let the turn of a *word* of *chat* ask for an effect."""
    await engine.run(accept, message(f"{word} {of}", chat))
    [one] = [c for c in await waiting(engine) if c.chat.chat == chat]
    effect = NewEffect(name="publish_car", session=of, visit=3)
    inside = session(of, chat, visit=3)
    await engine.run(commit, outcome(one.seq, inside, chat, effects=(effect,)))


async def found(engine: Engine, now: float = NOW, *busy: str) -> list[DueEffect]:
    rows, _ = await engine.run(due, Due(now=now, busy=frozenset(busy)))
    return rows


async def ran(engine: Engine, key: str = KEY, **how: Any) -> None:
    await engine.run(finish, Ran(key=key, now=NOW + 1, **how))


async def heard(engine: Engine) -> list[str]:
    rows = await look(engine, select(inbox.c.message_id).order_by(inbox.c.seq))
    return [row[0] for row in rows if row[0].partition("/")[0] in {"done", "failed"}]


async def test_nothing_is_due_where_nothing_was_asked(engine: Engine) -> None:
    assert await engine.run(due, Due(now=NOW)) == ([], None)


async def test_an_effect_that_a_turn_asked_for_is_due(engine: Engine) -> None:
    await ask(engine)

    [one] = await found(engine)

    assert (one.key, one.name, one.visit, one.attempts) == (KEY, "publish_car", 3, 0)
    assert one.chat == ChatRow(chat=ANI, session=SESSION)
    assert one.session == session(visit=3)


async def test_an_effect_that_runs_already_is_not_due(engine: Engine) -> None:
    await ask(engine)
    await ask(engine, "other", BUDI)

    assert [one.key for one in await found(engine, NOW, KEY)] == ["other:3"]


async def test_an_effect_put_off_is_due_later(engine: Engine) -> None:
    await ask(engine)
    await ran(engine, error="no answer", next_at=NOW + 5)

    rows, following = await engine.run(due, Due(now=NOW + 4))

    assert (rows, following) == ([], NOW + 5)
    [again] = await found(engine, NOW + 5)
    assert again.attempts == 1
    assert await heard(engine) == []


async def test_the_next_effect_is_that_of_those_not_busy(engine: Engine) -> None:
    await ask(engine)
    await ask(engine, "other", BUDI)
    await ran(engine, error="no answer", next_at=NOW + 5)
    await ran(engine, "other:3", error="no answer", next_at=NOW + 9)

    _, following = await engine.run(due, Due(now=NOW, busy=frozenset({KEY})))

    assert following == NOW + 9


async def test_the_chat_hears_that_it_is_done(engine: Engine) -> None:
    await ask(engine)

    await ran(engine, values={"link": "http://x/cars/y"})

    [one] = await waiting(engine)
    assert one.message_id == f"done/{SESSION}/3"
    assert json.loads(one.body)["values"] == {
        "mark": "3",
        "said": {"link": "http://x/cars/y"},
    }
    assert one.session == session(visit=3)


async def test_the_chat_hears_that_it_failed_for_good(engine: Engine) -> None:
    await ask(engine)

    await ran(engine, error="")

    assert await ids(engine) == [f"failed/{SESSION}/3"]
    [row] = await look(engine, select(effects))
    assert (row.done_at, row.error, row.attempts) == (NOW + 1, "", 1)


async def test_the_end_is_heard_once_however_often_it_is_told(engine: Engine) -> None:
    await ask(engine)

    await asyncio.gather(ran(engine), ran(engine), ran(engine, error="late"))
    await ran(engine, error="later still", next_at=NOW + 9)

    assert await heard(engine) == [f"done/{SESSION}/3"]
    assert await engine.run(due, Due(now=NOW + 99)) == ([], None)


async def test_the_end_waits_behind_what_was_said_before(engine: Engine) -> None:
    await ask(engine)
    await engine.run(accept, message("word"))

    await ran(engine)

    assert await ids(engine) == ["word"]


async def test_an_effect_of_no_one_ends_in_silence(engine: Engine) -> None:
    await ran(engine, "gone:1")

    assert await heard(engine) == []


async def test_an_effect_not_over_is_due_after_a_restart(
    engine: Engine, file: Path
) -> None:
    await ask(engine)
    await ask(engine, "other", BUDI)
    await ran(engine)
    await engine.close()

    reopened = await open_engine(file)
    rows = await found(reopened)
    await reopened.close()

    assert [one.key for one in rows] == ["other:3"]


async def test_the_same_visit_asks_once(engine: Engine) -> None:
    await ask(engine)
    await ran(engine)
    await engine.run(commit, outcome((await waiting(engine))[0].seq))

    await ask(engine, word="again")

    assert await found(engine) == []
