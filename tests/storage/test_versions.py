"""Flows by version, who is inside of them, and their moves: all of one, or none."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.chats import commit
from storage.errors import StorageError
from storage.glance import glance
from storage.records import NewEffect
from storage.tables import sessions
from storage.versions import (
    FlowVersion,
    Inside,
    Move,
    in_use,
    inside,
    keep,
    move,
    standing,
)
from tests.storage.rows import ANI, BUDI, begin, look, outcome, session

OLD = FlowVersion(version="v1", name="upload", source="flow: upload")
NEW = FlowVersion(version="v2", name="upload", source="flow: upload  # new")
HERS = session("s1", ANI, wake_at=5.0, wake="timeout", wake_mark="1")
HIS = session("s2", BUDI, state="preview")


def moved(one, state="asking"):
    return one, replace(one, version="v2", state=state, memory='{"taken":1}')


async def places(engine):
    found = await look(engine, select(sessions).order_by(sessions.c.id))
    return [(row.id, row.version, row.state) for row in found]


async def test_a_version_is_in_use_while_somebody_is_inside(engine):
    await engine.run(keep, OLD)
    await engine.run(keep, NEW)
    await begin(engine, HERS)

    before = await engine.run(in_use, None)
    await engine.run(commit, outcome(1, replace(HERS, ended_at=6.0)))

    assert before == [OLD]
    assert await engine.run(in_use, None) == []


async def test_people_are_counted_by_flow_version_and_state(engine):
    await begin(engine, HERS)
    await begin(engine, HIS)
    await begin(engine, session("s3", "lumiku/wa/3@c.us"))

    assert await engine.run(inside, None) == [
        Inside(flow="upload", version="v1", state="collecting_photos", people=2),
        Inside(flow="upload", version="v1", state="preview", people=1),
    ]


async def test_who_left_is_not_counted(engine):
    await begin(engine, replace(HERS, ended_at=6.0))

    assert await engine.run(inside, None) == []
    assert await engine.run(standing, "upload") == []


async def test_whoever_waits_for_an_effect_is_told_apart(engine):
    await begin(engine, HERS)
    await begin(engine, HIS)
    effect = NewEffect(name="publish", session="s2", visit=1)
    await engine.run(commit, outcome(2, HIS, BUDI, effects=(effect,)))

    found = await engine.run(standing, "upload")

    assert [(one.session.id, one.waits) for one in found] == [
        ("s1", False),
        ("s2", True),
    ]


async def test_a_move_changes_version_state_memory_and_silence(engine):
    await begin(engine, HERS)
    after = replace(
        HERS, version="v2", state="asking", memory="{}", wake_at=9.0, wake_mark="2"
    )
    looked_at = replace(after, look_at=9.0)

    count = await engine.run(move, Move(to=NEW, sessions=[(HERS, after)]))
    [row] = await look(engine, select(sessions))

    assert count == 1
    assert row._asdict() == {name: getattr(looked_at, name) for name in row._fields}
    assert await engine.run(in_use, None) == [NEW]


async def test_who_is_not_where_they_were_is_left_there(engine):
    await begin(engine, HERS)
    await begin(engine, HIS)
    gone_on = replace(HIS, visit=0)

    count = await engine.run(move, Move(to=NEW, sessions=[moved(HERS), moved(gone_on)]))

    assert count == 1
    assert await places(engine) == [
        ("s1", "v2", "asking"),
        ("s2", "v1", "preview"),
    ]


async def test_a_move_that_fails_in_the_middle_moves_nobody(engine):
    await begin(engine, HERS)
    await begin(engine, HIS)
    impossible = replace(HIS, version="v2", memory=None)  # type: ignore[arg-type]

    with pytest.raises(StorageError):
        await engine.run(move, Move(to=NEW, sessions=[moved(HERS), (HIS, impossible)]))

    assert {version for _, version, _ in await places(engine)} == {"v1"}


async def test_a_glance_counts_beside_whoever_works_on_the_file(engine, file):
    await begin(engine, HERS)

    [found] = glance(file, inside)

    assert (found.state, found.people) == ("collecting_photos", 1)


async def test_a_glance_at_what_is_no_database_is_an_error(tmp_path):
    file = tmp_path / "bot.db"
    file.write_text("no database at all, but quite a long text" * 100)

    with pytest.raises(StorageError):
        glance(file, inside)
