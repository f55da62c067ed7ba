"""What is long over is forgotten a little at a time; what is open or parked stays."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, insert, select

from storage import pruning
from storage.chats import accept
from storage.engine import Engine
from storage.pruning import PRUNED_AT_ONCE, Place, prune, prune_versions
from storage.records import values_of
from storage.tables import chats, downloads, effects, flows, inbox, outbox, sessions
from tests.storage.rows import ANI, NOW, SESSION, look, message, session
from tests.storage.watching import traced

LONG_AGO = NOW - 40 * 86_400.0
BEFORE = NOW - 30 * 86_400.0
LATELY = NOW - 20 * 86_400.0
OTHER = "1761642420001-aaaaaaaa"


async def put(engine: Engine, table: Table, *rows: dict[str, Any]) -> None:
    """Put *rows* into *table* as they are."""

    def write(connection: Connection, items: Sequence[Any]) -> list[None]:
        for row in rows:
            connection.execute(insert(table).values(row))
        return [None for _ in items]

    await engine.run(write, None)


async def count(engine: Engine, table: Table) -> int:
    [(rows,)] = await look(engine, select(func.count()).select_from(table))
    return int(rows)


async def pruned(engine: Engine) -> list[int]:
    """Prune until there is no more to prune; what each transaction deleted."""
    place: Place | None = Place(before=BEFORE)
    steps = []
    while place is not None:
        step = await engine.run(prune, place)
        steps.append(step.rows)
        place = step.following
    return steps


def heard(id: str, at: float | None = LONG_AGO, **other: Any) -> dict[str, Any]:  # noqa: A002 - the word of messages
    """A message that came long ago and was answered *at*."""
    row = values_of(message(id, received_at=LONG_AGO))
    outcome = None if at is None else "answered"
    return row | {"done_at": at, "outcome": outcome} | other


def said(key: str, **other: Any) -> dict[str, Any]:
    row = {"chat": ANI, "key": key, "body": "x", "created_at": LONG_AGO}
    return row | {"next_at": LONG_AGO, "sent_at": LONG_AGO} | other


def brought(name: str, **other: Any) -> dict[str, Any]:
    row = {"chat": ANI, "session": SESSION, "name": name, "photo": "{}"}
    settled = {"created_at": LONG_AGO, "settled_at": LONG_AGO, "outcome": "stored"}
    return row | settled | other


def ran(visit: int, **other: Any) -> dict[str, Any]:
    row = {"key": f"{SESSION}:{visit}", "name": "publish", "chat": ANI, "visit": visit}
    times = {"created_at": LONG_AGO, "next_at": LONG_AGO, "done_at": LONG_AGO}
    return row | times | {"session": SESSION} | other


def ended(id: str = SESSION, at: float | None = LONG_AGO, **other: Any) -> Any:  # noqa: A002 - the word of sessions
    return values_of(session(id, ended_at=at)) | other


async def test_what_is_over_for_long_is_forgotten(engine: Engine) -> None:
    await put(engine, inbox, heard("m1"))
    await put(engine, outbox, said("1:0"))
    await put(engine, downloads, brought("a"))
    await put(engine, effects, ran(1))
    await put(engine, sessions, ended())

    await pruned(engine)

    for table in (inbox, outbox, downloads, effects, sessions):
        assert await count(engine, table) == 0, table.name


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (inbox, heard("open", None)),
        (inbox, heard("answered lately", LATELY)),
        (inbox, heard("parked", outcome="parked")),
        (outbox, said("open", sent_at=None)),
        (outbox, said("sent lately", sent_at=LATELY)),
        (outbox, said("parked", sent_at=None, parked_at=LONG_AGO)),
        (downloads, brought("on its way", settled_at=None, outcome=None)),
        (downloads, brought("settled lately", settled_at=LATELY)),
        (effects, ran(1, done_at=None)),
        (effects, ran(1, done_at=LATELY)),
        (sessions, ended(at=None)),
        (sessions, ended(at=LATELY)),
        (sessions, ended(resumable_until=NOW)),
        (sessions, ended(resumable_until=LONG_AGO)),
    ],
)
async def test_what_is_open_parked_kept_or_young_stays(
    engine: Engine, table: Table, row: dict[str, Any]
) -> None:
    await put(engine, table, row)

    await pruned(engine)

    assert await count(engine, table) == 1


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (chats, {"chat": ANI, "session": SESSION}),
        (inbox, heard("m1", None, session=SESSION)),
        (downloads, brought("a", settled_at=None, outcome=None)),
        (effects, ran(1, done_at=None)),
    ],
)
async def test_a_session_stays_while_anything_refers_to_it(
    engine: Engine, table: Table, row: dict[str, Any]
) -> None:
    await put(engine, sessions, ended(), ended(OTHER))
    await put(engine, table, row)

    await pruned(engine)

    [(left,)] = await look(engine, select(sessions.c.id))
    assert left == SESSION


async def test_a_session_goes_though_its_chat_goes_on_in_another(
    engine: Engine,
) -> None:
    await put(engine, sessions, ended(), ended(OTHER, None))
    await put(engine, chats, {"chat": ANI, "session": OTHER})
    await put(engine, inbox, heard("m1", None, session=OTHER))

    await pruned(engine)

    [(left,)] = await look(engine, select(sessions.c.id))
    assert left == OTHER


async def test_a_photo_given_up_stays_until_it_is_told_or_nobody_can_be(
    engine: Engine,
) -> None:
    given_up = {"outcome": "given_up", "told": False}
    await put(engine, sessions, ended(at=None))
    await put(
        engine,
        downloads,
        brought("not told", **given_up),
        brought("told", **given_up | {"told": True}),
        brought("of nobody", **given_up, session=OTHER),
    )

    await pruned(engine)

    [(left,)] = await look(engine, select(downloads.c.name))
    assert left == "not told"


async def test_no_more_than_a_hundred_rows_go_at_once(engine: Engine) -> None:
    many = 2 * PRUNED_AT_ONCE + 50
    await put(engine, inbox, *(heard(f"m{n}") for n in range(many)))
    await put(engine, outbox, *(said(f"{n}:0") for n in range(many)))
    await put(engine, sessions, *(ended(f"{n:013d}-aaaaaaaa") for n in range(many)))

    steps = await pruned(engine)

    assert max(steps) == PRUNED_AT_ONCE
    assert sum(steps) == 3 * many
    assert await count(engine, inbox) == 0
    assert await count(engine, sessions) == 0


async def test_old_ones_that_stay_do_not_stop_those_behind_them(
    engine: Engine,
) -> None:
    many = 2 * PRUNED_AT_ONCE
    await put(engine, inbox, *(heard(f"p{n}", outcome="parked") for n in range(many)))
    await put(engine, inbox, *(heard(f"m{n}") for n in range(many)))

    steps = await pruned(engine)

    assert sum(steps) == many
    assert len(steps) < 8
    assert await count(engine, inbox) == many


async def test_the_young_ones_are_not_looked_at(engine: Engine) -> None:
    young = {"received_at": LATELY, "done_at": LATELY}
    await put(engine, inbox, *(heard(f"m{n}", **young) for n in range(3_000)))
    said = await traced(engine)

    assert await pruned(engine) == [0]
    assert len([one for one in said if "FROM inbox" in one]) == 2  # with sessions'


async def test_a_message_that_is_forgotten_gives_its_number_to_no_other(
    engine: Engine,
) -> None:
    await put(engine, inbox, heard("m1"), heard("m2"))

    await pruned(engine)
    await engine.run(accept, message("m3"))

    [(seq,)] = await look(engine, select(inbox.c.seq))
    assert seq == 3


async def test_what_an_operator_dropped_is_forgotten(engine: Engine) -> None:
    await put(engine, inbox, heard("m1", outcome="dropped"))

    await pruned(engine)

    assert await count(engine, inbox) == 0


def of_version(version: str) -> dict[str, str]:
    return {"version": version, "name": "upload", "source": "x"}


async def test_versions_that_nobody_can_come_back_to_are_forgotten(
    engine: Engine,
) -> None:
    await put(engine, flows, *map(of_version, ["today", "inside", "draft", "over"]))
    draft = ended(at=LATELY) | {"id": OTHER, "version": "draft", "resumable_until": NOW}
    await put(engine, sessions, ended() | {"version": "over"}, draft)

    forgotten = await engine.run(prune_versions, {"today", "inside"})

    assert forgotten == 1
    left = await look(engine, select(flows.c.version).order_by(flows.c.version))
    assert [version for (version,) in left] == ["draft", "inside", "today"]


async def test_every_question_of_pruning_is_answered_by_an_index(
    engine: Engine,
) -> None:
    await put(engine, inbox, heard("m1"))
    await put(engine, outbox, said("1:0"))
    await put(engine, downloads, brought("a"))
    await put(engine, effects, ran(1))
    await put(engine, sessions, ended())
    said_to_it = await traced(engine)
    await pruned(engine)
    asked = {one for one in said_to_it if re.match("SELECT|DELETE", one)}

    plans = await engine.run(_plans, sorted(asked))

    steps = [step for plan in plans for step in plan]
    assert len(asked) == 2 * len(pruning._PARTS)
    assert [step for step in steps if step.startswith("SEARCH")]
    assert [
        step for step in steps if "SCAN" in step and "USING INDEX" not in step
    ] == []
    assert [step for step in steps if "TEMP B-TREE" in step] == []


def _plans(connection: Connection, asked: Sequence[list[str]]) -> list[list[list[str]]]:
    return [
        [
            [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}")]
            for one in several
        ]
        for several in asked
    ]
