"""Nobody suffers from a neighbour's mistake, or waits for what never comes."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from structlog.testing import capture_logs

from storage.chats import accept
from storage.engine import LARGEST_BATCH, Engine
from storage.errors import StorageRefused, StorageUnavailable
from storage.overview import ping
from storage.tables import inbox
from tests.storage.rows import ids, look, message
from tests.storage.watching import Gate, traced


async def accept_all(engine: Engine, *names: str) -> list[Any]:
    return await asyncio.gather(
        *(engine.run(accept, message(name, f"lumiku/wa/{name}")) for name in names),
        return_exceptions=True,
    )


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def count(engine: Engine) -> int:
    [(rows,)] = await look(engine, select(func.count()).select_from(inbox))
    return int(rows)


def failing(error: Exception) -> Callable[[Connection, Sequence[Any]], list[None]]:
    """A function that writes something and then raises *error*."""

    def fail(connection: Connection, _items: Sequence[Any]) -> list[None]:
        accept(connection, [message("written in vain")])
        raise error

    return fail


async def test_a_cancelled_caller_breaks_nobodys_batch(engine: Engine) -> None:
    gate = Gate()
    first = asyncio.create_task(engine.run(gate.hold, None))
    tasks = [
        asyncio.create_task(engine.run(accept, message(f"m{n}", f"lumiku/wa/{n}")))
        for n in range(30)
    ]
    await gate.reached()

    for task in tasks[::3]:
        task.cancel()
    gate.open()
    await first
    came = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(one) for one in came[::3]] == [asyncio.CancelledError] * 10
    assert [one for number, one in enumerate(came) if number % 3] == [True] * 20
    assert len(await ids(engine)) == 30


async def test_the_first_caller_may_be_cancelled_too(engine: Engine) -> None:
    gate = Gate()
    first = asyncio.create_task(engine.run(gate.hold, None))
    second = asyncio.create_task(engine.run(accept, message("second")))
    await gate.reached()

    first.cancel()
    gate.open()

    assert await second is True
    assert await ids(engine) == ["second"]


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (KeyError("lost"), KeyError),
        (StopIteration("an end"), RuntimeError),
        (StopAsyncIteration(), StopAsyncIteration),
        (RecursionError(), RecursionError),
        (OverflowError("secret"), StorageRefused),
    ],
)
async def test_a_mistake_fails_for_whoever_made_it_alone(
    engine: Engine, error: Exception, seen: type[Exception]
) -> None:
    fail = failing(error)

    came = await asyncio.gather(
        *(engine.run(accept, message(f"m{n}", f"lumiku/wa/{n}")) for n in range(9)),
        engine.run(fail, None),
        *(engine.run(accept, message(f"m{n}", f"lumiku/wa/{n}")) for n in range(9, 20)),
        return_exceptions=True,
    )

    assert came[:9] + came[10:] == [True] * 20
    assert type(came[9]) is seen
    assert "secret" not in repr(came[9])
    assert await ids(engine) == [f"m{number}" for number in range(20)]


async def test_a_mistake_costs_its_neighbours_few_transactions(engine: Engine) -> None:
    said = await traced(engine)

    await asyncio.gather(
        engine.run(failing(KeyError("lost")), None),
        *(engine.run(accept, message(f"m{n}")) for n in range(LARGEST_BATCH - 1)),
        return_exceptions=True,
    )

    assert await count(engine) == LARGEST_BATCH - 1
    assert said.count("BEGIN ") + said.count("BEGIN") < 20


async def test_a_function_that_loses_a_result_fails(engine: Engine) -> None:
    def forget(_connection: Connection, _items: Sequence[None]) -> list[None]:
        return []

    with pytest.raises(ValueError, match="shorter"):
        await engine.run(forget, None)

    assert await engine.run(accept, message("m1")) is True


async def test_a_commit_that_is_refused_leaves_no_transaction_open(
    engine: Engine,
) -> None:
    def break_at_commit(connection: Connection, items: Sequence[None]) -> list[None]:
        connection.exec_driver_sql("CREATE TEMP TABLE parent(id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql(
            "CREATE TEMP TABLE child("
            "parent REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"
        )
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")
        return [None for _ in items]

    with pytest.raises(StorageRefused, match="FOREIGN KEY"):
        await engine.run(break_at_commit, None)

    assert await accept_all(engine, "m1", "m2") == [True, True]
    assert await look(engine, text("SELECT name FROM sqlite_temp_master")) == []


async def test_a_refusal_repeats_no_words_of_people(engine: Engine) -> None:
    person = "lumiku/wa/6281200000077@c.us"
    broken: Any = {"message_id": None, "body": "my secret"}

    with capture_logs() as logs, pytest.raises(StorageRefused) as refused:
        await engine.run(accept, message("m1", person, **broken))

    said = f"{refused.value!r} {refused.value.__cause__} {logs}"
    assert "6281200000077" not in said
    assert "secret" not in said
    assert [entry["event"] for entry in logs] == ["database.refused"]


async def test_whoever_waits_is_told_when_the_loop_goes_down(engine: Engine) -> None:
    gate = Gate()
    asked = [asyncio.create_task(engine.run(gate.hold, None)) for _ in range(300)]
    await gate.reached()
    assert engine._working is not None

    engine._working.cancel()
    came = await asyncio.gather(*asked, return_exceptions=True)
    gate.open()

    assert {type(one) for one in came} == {StorageUnavailable}
    assert await engine.run(accept, message("another")) is True


async def test_whoever_waits_is_told_when_the_work_never_began(engine: Engine) -> None:
    def cancel() -> None:
        assert engine._working is not None
        engine._working.cancel()

    asked = [asyncio.create_task(engine.run(ping, None)) for _ in range(3)]
    asyncio.get_running_loop().call_soon(cancel)
    came = await asyncio.gather(*asked, return_exceptions=True)

    assert {type(one) for one in came} == {StorageUnavailable}
