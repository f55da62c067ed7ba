"""Work is done in few transactions, each whole; nobody suffers from a neighbour."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from storage.chats import accept
from storage.claims import Claim, claim
from storage.engine import LARGEST_BATCH, MOST_WAITING, Engine, open_engine
from storage.errors import StorageUnavailable
from storage.overview import ping
from storage.tables import inbox
from tests.storage.rows import LATER, look, message
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


async def test_many_at_once_share_few_commits(engine: Engine) -> None:
    said = await traced(engine)

    await accept_all(engine, *(f"m{number}" for number in range(4 * LARGEST_BATCH)))

    assert said.count("COMMIT") == 4


async def test_what_is_asked_for_during_a_commit_shares_the_next(
    engine: Engine,
) -> None:
    said, gate = await traced(engine), Gate()
    first = asyncio.create_task(engine.run(gate.hold, None))
    await gate.reached()

    asked = [
        asyncio.create_task(engine.run(accept, message(f"m{number}")))
        for number in range(50)
    ]
    gate.open()
    await asyncio.gather(first, *asked)

    assert said.count("COMMIT") == 2


async def test_one_at_a_time_commits_each(engine: Engine) -> None:
    said = await traced(engine)

    for number in range(5):
        await engine.run(accept, message(f"m{number}"))

    assert said.count("COMMIT") == 5


async def test_different_work_shares_a_commit(engine: Engine) -> None:
    said = await traced(engine)

    new, nothing = await asyncio.gather(
        engine.run(accept, message("m1")), engine.run(ping, None)
    )

    assert (new, nothing) == (True, None)
    assert said.count("COMMIT") == 1


async def test_who_looks_sees_what_was_asked_for_until_then(engine: Engine) -> None:
    begun: list[int] = []
    looked = engine.submit(claim, Claim(now=LATER), begun=lambda: begun.append(1))
    kept = engine.submit(accept, message("m1"))

    claims = await looked

    assert await kept is True
    assert [one.message_id for one in claims.messages] == ["m1"]
    assert begun == [1]


async def test_who_looks_sees_it_even_beside_what_is_refused(engine: Engine) -> None:
    def refuse(_connection: Connection, _items: Sequence[None]) -> list[None]:
        raise ValueError("refused by the test")

    looked = engine.submit(claim, Claim(now=LATER), begun=lambda: None)
    kept = engine.submit(accept, message("m1"))
    refused = engine.submit(refuse, None)

    claims = await looked

    assert [one.message_id for one in claims.messages] == ["m1"]
    assert await kept is True
    with pytest.raises(ValueError, match="refused by the test"):
        await refused


async def test_who_looks_too_early_is_not_told_that_it_saw_everything(
    engine: Engine,
) -> None:
    begun: list[int] = []
    looked = engine.submit(claim, Claim(now=LATER), begun=lambda: begun.append(1))
    asked = [
        engine.submit(accept, message(f"m{number}", f"lumiku/wa/{number}"))
        for number in range(LARGEST_BATCH)
    ]

    await looked
    await asyncio.gather(*asked)

    assert begun == []


async def test_each_caller_gets_its_own_result(engine: Engine) -> None:
    await accept_all(engine, *(f"m{number}" for number in range(0, 100, 2)))

    new = await accept_all(engine, *(f"m{number}" for number in range(100)))

    assert new == [bool(number % 2) for number in range(100)]


async def test_a_commit_is_on_the_disk(engine: Engine) -> None:
    assert await look(engine, text("PRAGMA synchronous")) == [(2,)]
    assert await look(engine, text("PRAGMA journal_mode")) == [("wal",)]


async def test_too_much_at_once_is_refused_and_the_rest_is_done(
    engine: Engine,
) -> None:
    came = await asyncio.gather(
        *(engine.run(ping, None) for _ in range(MOST_WAITING + 3)),
        return_exceptions=True,
    )

    refused = [one for one in came if one is not None]
    assert [type(one) for one in refused] == [StorageUnavailable] * 3
    assert came[-3:] == refused


async def test_a_closed_engine_refuses(engine: Engine) -> None:
    await engine.close()

    with pytest.raises(StorageUnavailable, match="closed"):
        await engine.run(ping, None)


async def test_closing_again_does_nothing(engine: Engine) -> None:
    await asyncio.gather(engine.close(), engine.close())
    await engine.close()


async def test_closing_finishes_what_was_asked_for(engine: Engine, file: Path) -> None:
    gate = Gate()
    first = asyncio.create_task(engine.run(gate.hold, None))
    asked = [
        asyncio.create_task(engine.run(accept, message(f"m{number}")))
        for number in range(3 * LARGEST_BATCH)
    ]
    await gate.reached()

    gate.open()
    await engine.close()

    assert first.done()
    assert [await one for one in asked] == [True] * len(asked)
    reopened = await open_engine(file)
    assert await count(reopened) == len(asked)
    await reopened.close()


async def test_closing_leaves_one_file(engine: Engine, file: Path) -> None:
    await engine.run(accept, message("m1"))

    await engine.close()

    assert names(file.parent) == ["bot.db"]


@pytest.mark.parametrize("name", ["a?b.db", "50%.db", "a b#c.db", "é.db", ":memory.db"])
async def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    engine = await open_engine(tmp_path / name)
    await engine.run(accept, message("m1"))
    await engine.close()

    assert names(tmp_path) == [name]
