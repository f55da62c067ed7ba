"""A hundred thousand silences that are not over cost nothing to look past."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from storage.engine import Engine
from storage.timers import fire
from tests.storage.rows import NOW, begin, session

MANY = 100_000
COPIES = """
INSERT INTO sessions
WITH RECURSIVE numbers (n) AS
    (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many})
SELECT id || n, 'lumiku/wa/' || n, flow, version, state, language, home, folder, visit,
    memory, wake_at + n, wake, wake_mark, ended_at, resumable_until, latest,
    look_at + n
FROM sessions, numbers
"""


def steps(connection: Connection, items: Sequence[None]) -> list[int]:
    """How many steps SQLite takes to find that nothing is due."""
    raw = connection.connection.driver_connection
    assert raw is not None
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    fire(connection, [NOW])
    raw.set_progress_handler(count, 1)
    fire(connection, [NOW])
    raw.set_progress_handler(None, 0)
    return [taken for _ in items]


async def copies(engine: Engine, many: int) -> None:
    def copy(connection: Connection, items: Sequence[None]) -> list[None]:
        connection.exec_driver_sql(COPIES.format(many=many))
        return [None for _ in items]

    await engine.run(copy, None)


async def test_looking_past_many_silences_takes_as_many_steps_as_past_one(
    engine: Engine,
) -> None:
    await begin(engine, session(wake_at=NOW + 60, wake="reminder", wake_mark="7"))
    past_one = await engine.run(steps, None)

    await copies(engine, MANY)
    past_many = await engine.run(steps, None)

    assert past_many == pytest.approx(past_one, abs=5)
    assert 0 < past_one < 100


async def test_what_is_due_is_found_by_its_index(engine: Engine) -> None:
    await begin(engine, session(wake_at=NOW + 60, wake="reminder", wake_mark="7"))

    def plan(connection: Connection, items: Sequence[None]) -> list[list[str]]:
        raw = connection.connection.driver_connection
        assert raw is not None
        said: list[str] = []
        raw.set_trace_callback(said.append)
        fire(connection, [NOW])
        raw.set_trace_callback(None)
        found = [
            step[3]
            for asked in said
            if "look_at <=" in asked
            for step in raw.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
        ]
        return [found for _ in items]

    [step] = await engine.run(plan, None)

    assert step == "SEARCH sessions USING INDEX sessions_look (look_at<?)"
