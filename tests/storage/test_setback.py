"""What was set for a moment stays near, when the machine's time was set back."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.runner import PAUSES_SECONDS
from bot.sender import LONGEST_PAUSE_SECONDS
from storage.chats import accept, commit
from storage.engine import Engine
from storage.records import ChatRow, NewEffect, Outcome
from storage.setback import FARTHEST_TRY_SECONDS, UNNOTICED_SECONDS, bring_near
from storage.tables import chats, effects, inbox, outbox, sessions
from storage.timers import QUIET_SECONDS
from tests.storage.rows import ANI, NOW, begin, look, message, outcome, session, waiting

HOURS = 3 * 3_600.0
THEN = NOW - HOURS
"""The time of the machine after it was set back."""


async def silence(engine: Engine) -> tuple[float | None, float | None]:
    moments = select(sessions.c.wake_at, sessions.c.look_at, sessions.c.resumable_until)
    [(wake_at, look_at, resumable_until)] = await look(engine, moments)
    assert look_at == wake_at
    return wake_at, resumable_until


@pytest.mark.parametrize("times", [1, 2])
async def test_silences_and_drafts_end_as_late_as_they_were_to(
    engine: Engine, times: int
) -> None:
    kept: dict[str, Any] = {
        "wake_at": NOW + 1_500,
        "wake": "reminder",
        "wake_mark": "7",
    }
    await begin(engine, session(**kept, resumable_until=NOW + 86_400))
    await engine.run(accept, message("m2"))

    moved = [await engine.run(bring_near, THEN) for _ in range(times)]

    assert moved == [HOURS, 0.0][:times]
    assert await silence(engine) == (THEN + 1_500, THEN + 86_400)


async def test_a_time_that_went_on_moves_nothing(engine: Engine) -> None:
    await begin(engine, session(wake_at=NOW + 1_500, wake="timeout", wake_mark="7"))
    await engine.run(accept, message("m2"))

    moved = [
        await engine.run(bring_near, NOW + later)
        for later in (-UNNOTICED_SECONDS, 0, 86_400.0)
    ]

    assert moved == [0.0, 0.0, 0.0]
    assert await silence(engine) == (NOW + 1_500, None)


async def test_an_empty_database_is_left_alone(engine: Engine) -> None:
    assert await engine.run(bring_near, 0.0) == 0.0


async def test_a_reply_that_was_to_be_tried_again_is_tried_at_once(
    engine: Engine,
) -> None:
    await begin(engine, session())
    await engine.run(accept, message("m2"))
    [word] = await waiting(engine)
    await engine.run(commit, outcome(word.seq, replies=("halo", "lagi")))

    await engine.run(bring_near, THEN)

    assert await look(engine, select(outbox.c.next_at)) == [(THEN,), (None,)]


async def test_an_effect_that_was_to_be_tried_again_is_tried_at_once(
    engine: Engine,
) -> None:
    await begin(engine, session())
    await engine.run(accept, message("m2"))
    [word] = await waiting(engine)
    publish = NewEffect(name="publish", session="s", visit=1)
    await engine.run(commit, outcome(word.seq, effects=(publish,)))

    await engine.run(bring_near, THEN)

    assert await look(engine, select(effects.c.next_at)) == [(THEN,)]


async def test_the_end_of_a_burst_and_words_that_wait_are_not_put_off(
    engine: Engine,
) -> None:
    end: dict[str, Any] = {
        "kind": "photos_settled",
        "ahead": True,
        "not_before": NOW + QUIET_SECONDS,
    }
    await engine.run(accept, message("end", **end))
    await engine.run(accept, message("word"))

    await engine.run(bring_near, THEN)

    moments = await look(engine, select(inbox.c.received_at, inbox.c.not_before))
    assert moments == [(THEN, THEN), (THEN, 0.0)]


async def test_who_was_told_a_moment_ago_is_told_again_after_a_day(
    engine: Engine,
) -> None:
    await engine.run(accept, message())
    [word] = await waiting(engine)
    told = Outcome(
        seq=word.seq,
        now=NOW,
        result="ignored",
        chat=ChatRow(chat=ANI, hinted_at=NOW, refused_at=NOW),
    )
    await engine.run(commit, told)

    await engine.run(bring_near, THEN)

    moments = select(chats.c.hinted_at, chats.c.refused_at)
    assert await look(engine, moments) == [(THEN, THEN)]


async def test_a_pause_that_was_just_set_is_left_as_it_is(engine: Engine) -> None:
    await begin(engine, session())
    await engine.run(accept, message("m2"))
    [word] = await waiting(engine)
    await engine.run(commit, outcome(word.seq, replies=("halo",)))

    await engine.run(bring_near, NOW - FARTHEST_TRY_SECONDS)

    assert await look(engine, select(outbox.c.next_at)) == [(NOW,)]


def test_no_loop_waits_longer_for_a_try_than_a_start_lets_it() -> None:
    assert max(LONGEST_PAUSE_SECONDS, *PAUSES_SECONDS) <= FARTHEST_TRY_SECONDS
