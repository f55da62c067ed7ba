"""Silence becomes a message once, in order, whatever happened meanwhile."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.chats import accept, commit
from storage.engine import Engine, open_engine
from storage.tables import inbox, sessions
from storage.timers import LOOKED_AT_ONCE, fire, told
from tests.storage.rows import (
    ANI,
    BUDI,
    NOW,
    SESSION,
    begin,
    ids,
    look,
    message,
    outcome,
    session,
    waiting,
)

REMINDER = session(wake_at=NOW + 10, wake="reminder", wake_mark="7")


async def test_nothing_is_due_where_nothing_was_set(engine: Engine) -> None:
    await begin(engine, session())

    assert await engine.run(fire, NOW + 1e9) is None
    assert await ids(engine) == []


async def test_a_silence_not_over_yet_is_only_told_when_it_is(engine: Engine) -> None:
    await begin(engine, REMINDER)

    assert await engine.run(fire, NOW + 9.9) == NOW + 10
    assert await ids(engine) == []


async def test_a_silence_that_is_over_becomes_a_message(engine: Engine) -> None:
    await begin(engine, REMINDER)

    following = await engine.run(fire, NOW + 10)

    assert following is None
    [one] = await waiting(engine)
    assert one.message_id == f"reminder/{SESSION}/7"
    assert json.loads(one.body)["kind"] == "reminder"
    assert json.loads(one.body)["values"] == {"mark": "7"}
    assert one.session is not None
    assert one.session.id == SESSION


async def test_a_silence_fires_once(engine: Engine) -> None:
    await begin(engine, REMINDER)

    await asyncio.gather(*(engine.run(fire, NOW + 10 + n) for n in range(5)))

    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq))
    assert await engine.run(fire, NOW + 99) is None
    assert await ids(engine) == []


async def test_a_silence_fires_after_a_restart_once(engine: Engine, file: Path) -> None:
    await begin(engine, REMINDER)
    await engine.close()

    for later in (20, 30):
        reopened = await open_engine(file)
        await reopened.run(fire, NOW + later)
        [(fired,)] = await look(
            reopened,
            select(func.count()).where(inbox.c.message_id.startswith("reminder/")),
        )
        await reopened.close()
        assert fired == 1


async def test_a_silence_waits_behind_what_was_said_before(engine: Engine) -> None:
    await begin(engine, REMINDER)
    await engine.run(accept, message("word"))

    await engine.run(fire, NOW + 10)

    assert await ids(engine) == ["word"]


async def test_a_silence_that_was_broken_carries_an_old_mark(engine: Engine) -> None:
    await begin(engine, REMINDER)
    await engine.run(accept, message("word"))
    await engine.run(fire, NOW + 10)
    [word] = await waiting(engine)
    again = session(wake_at=NOW + 60, wake="reminder", wake_mark=str(word.seq))
    await engine.run(commit, outcome(word.seq, again))

    [stale] = await waiting(engine)

    assert stale.session is not None
    assert json.loads(stale.body)["values"]["mark"] != stale.session.wake_mark
    assert await engine.run(fire, NOW + 20) == NOW + 60


async def test_a_silence_set_anew_fires_anew(engine: Engine) -> None:
    fired = []
    for mark in ("1", "2", "3"):
        armed = session(wake_at=NOW, wake="reminder", wake_mark=mark)
        await engine.run(accept, message(f"word {mark}"))
        [word] = await waiting(engine)
        await engine.run(commit, outcome(word.seq, armed))
        await engine.run(fire, NOW)
        [one] = await waiting(engine)
        await engine.run(commit, outcome(one.seq))
        fired.append(one.message_id)

    assert fired == [f"reminder/{SESSION}/{mark}" for mark in ("1", "2", "3")]


async def test_the_next_silence_of_all_is_told(engine: Engine) -> None:
    for number, chat in enumerate((ANI, BUDI)):
        wake = {"wake": "timeout", "wake_mark": "1", "wake_at": NOW + 50 - number}
        await begin(engine, session(f"s{number}", chat, **wake))

    assert await engine.run(fire, NOW) == NOW + 49
    assert await engine.run(fire, NOW + 49) == NOW + 50
    assert await engine.run(fire, NOW + 50) is None


async def test_more_silences_than_fit_at_once_all_fire(engine: Engine) -> None:
    for number in range(LOOKED_AT_ONCE + 1):
        wake = {"wake": "timeout", "wake_mark": "1", "wake_at": NOW + number}
        await begin(engine, session(f"s{number}", f"lumiku/wa/{number}", **wake))

    following = await engine.run(fire, NOW + 1_000)

    assert following == NOW + LOOKED_AT_ONCE
    assert await engine.run(fire, NOW + 1_000) is None
    [(fired,)] = await look(
        engine, select(func.count()).where(inbox.c.message_id.startswith("timeout/"))
    )
    assert fired == LOOKED_AT_ONCE + 1


async def test_looking_for_what_is_due_writes_nothing(engine: Engine) -> None:
    await begin(engine, REMINDER)

    def written(connection: Connection, items: Sequence[None]) -> list[int]:
        raw = connection.connection.driver_connection
        assert raw is not None
        before = raw.total_changes
        fire(connection, [NOW])
        return [raw.total_changes - before for _ in items]

    assert await engine.run(written, None) == 0


async def test_the_next_time_to_look_is_found_by_indexes_alone(
    engine: Engine,
) -> None:
    following = select(func.min(sessions.c.look_at)).where(
        sessions.c.look_at.is_not(None)
    )

    def plan(connection: Connection, items: Sequence[None]) -> list[list[str]]:
        raw = connection.connection.driver_connection
        assert raw is not None
        said: list[str] = []
        raw.set_trace_callback(said.append)
        fire(connection, [NOW])
        raw.set_trace_callback(None)
        steps = [
            step[3]
            for asked in said[-2:]
            for step in raw.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
        ]
        return [steps for _ in items]

    silence, quiet = await engine.run(plan, None)

    assert "COVERING INDEX sessions_look" in silence
    assert "USING INDEX inbox_quiet" in quiet
    assert await look(engine, following) == [(None,)]


def test_only_the_end_of_photos_goes_ahead() -> None:
    kinds = ("photos_settled", "reminder", "timeout", "done", "failed")

    ahead = [kind for kind in kinds if told(ANI, "s", kind, "1", NOW).ahead]

    assert ahead == ["photos_settled"]
