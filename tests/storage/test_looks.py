"""A timer is looked at no later than it ends, whatever moved it meanwhile."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.chats import accept, commit
from storage.engine import Engine
from storage.tables import inbox, sessions
from storage.timers import LOOKED_AT_ONCE, fire
from tests.storage.rows import NOW, begin, ids, look, message, outcome, session, waiting

REMINDER = session(wake_at=NOW + 10, wake="reminder", wake_mark="7")


async def said_again(engine: Engine, wake_at: float | None) -> None:
    """Somebody says another word, which ends the silence at *wake_at*."""
    await engine.run(accept, message(f"until {wake_at}"))
    [word] = await waiting(engine)
    assert word.session is not None
    again = replace(word.session, wake_at=wake_at, wake_mark=str(word.seq))
    await engine.run(commit, outcome(word.seq, again))


async def looked_at(engine: Engine) -> float | None:
    [(found,)] = await look(engine, select(sessions.c.look_at))
    return None if found is None else float(found)


async def test_a_silence_that_ends_later_leaves_its_place_among_the_timers(
    engine: Engine,
) -> None:
    await begin(engine, REMINDER)

    await said_again(engine, NOW + 20)
    await said_again(engine, NOW + 30)

    assert await looked_at(engine) == NOW + 10
    assert await engine.run(fire, NOW + 10) == NOW + 30
    assert await engine.run(fire, NOW + 29) == NOW + 30
    assert await ids(engine) == []
    assert await engine.run(fire, NOW + 30) is None
    [one] = await waiting(engine)
    assert one.kind == "reminder"
    assert await looked_at(engine) is None


async def test_a_silence_that_ends_earlier_is_looked_at_earlier(
    engine: Engine,
) -> None:
    await begin(engine, REMINDER)

    await said_again(engine, NOW + 5)

    assert await engine.run(fire, NOW) == NOW + 5


async def fired_later(engine: Engine) -> list[str]:
    """The sessions whose silences were over, in the order in which they came in."""
    while await engine.run(fire, NOW + 1_000) is not None:
        pass
    rows = await look(engine, select(inbox.c.message_id).order_by(inbox.c.seq))
    return [one.split("/")[1] for (one,) in rows if one.startswith("timeout/")]


async def test_silences_end_in_their_order_wherever_they_were_to_end_first(
    engine: Engine,
) -> None:
    wake = {"wake": "timeout", "wake_mark": "1"}
    for number in range(2 * LOOKED_AT_ONCE):
        row = session(f"s{number}", f"lumiku/wa/{number}", **wake, wake_at=NOW + number)
        await begin(engine, row)
    for number in (0, 3, LOOKED_AT_ONCE):
        chat = f"lumiku/wa/{number}"
        await engine.run(accept, message(f"word {number}", chat))
        [word] = await waiting(engine)
        assert word.session is not None
        later = replace(word.session, wake_at=NOW + number + 100.5)
        await engine.run(commit, outcome(word.seq, later, chat))
    order = [n for n in range(2 * LOOKED_AT_ONCE) if n not in {0, 3, LOOKED_AT_ONCE}]
    order.insert(order.index(100) + 1, 0)
    order.insert(order.index(103) + 1, 3)
    order.append(LOOKED_AT_ONCE)

    assert await fired_later(engine) == [f"s{number}" for number in order]


async def test_where_no_silence_is_left_nothing_is_looked_at(engine: Engine) -> None:
    await begin(engine, REMINDER)

    await said_again(engine, None)

    assert await looked_at(engine) is None
    assert await engine.run(fire, NOW + 99) is None


@pytest.mark.parametrize(
    ("until", "following"), [(NOW + 20, NOW + 20), (NOW + 40, NOW + 30)]
)
async def test_a_silence_that_was_looked_at_while_somebody_was_answered(
    engine: Engine, until: float, following: float
) -> None:
    await begin(engine, REMINDER)
    await said_again(engine, NOW + 30)
    await engine.run(accept, message("word"))
    [word] = await waiting(engine)
    await engine.run(fire, NOW + 10)
    assert word.session is not None

    answered = replace(word.session, wake_at=until, wake_mark=str(word.seq))
    await engine.run(commit, outcome(word.seq, answered))

    assert await engine.run(fire, NOW + 11) == following


async def test_a_silence_that_became_a_message_while_somebody_was_answered(
    engine: Engine,
) -> None:
    await begin(engine, REMINDER)
    await engine.run(accept, message("word"))
    [word] = await waiting(engine)
    await engine.run(fire, NOW + 10)
    assert word.session is not None

    answered = replace(word.session, wake_at=NOW + 20, wake_mark=str(word.seq))
    await engine.run(commit, outcome(word.seq, answered))

    assert await engine.run(fire, NOW + 11) == NOW + 20
