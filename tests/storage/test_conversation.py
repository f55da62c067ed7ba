"""What was said in a session is found from the last message back to the first."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from storage.chats import accept, commit
from storage.conversation import MOST_HEARD, Said, conversation
from storage.engine import Engine, open_engine
from storage.overview import retry
from storage.records import SessionRow
from tests.storage.rows import ANI, BUDI, NOW, message, outcome, session, waiting
from tests.storage.test_migrations import migrations

HERS = session("s1", ANI)
HERS_LATER = session("s2", ANI)
HIS = session("s3", BUDI)


async def say(
    engine: Engine,
    words: str,
    inside: SessionRow,
    *replies: str,
    result: str = "answered",
) -> int:
    """Somebody says *words* in the session *inside*; the number of the message."""
    await engine.run(accept, message(words, inside.chat, body=words))
    return await answer(engine, inside, *replies, result=result)


async def answer(
    engine: Engine, inside: SessionRow, *replies: str, result: str = "answered"
) -> int:
    """Answer what waits in the chat of *inside*; the number of the message."""
    [one] = [c for c in await waiting(engine) if c.chat.chat == inside.chat]
    row = replace(inside, latest=one.seq)
    how = outcome(one.seq, row, inside.chat, replies=replies, result=result)
    await engine.run(commit, how)
    return one.seq


def bodies(said: tuple[Said, ...]) -> list[str]:
    return [one.body for one in said]


async def test_both_sides_are_told_in_their_order(engine: Engine) -> None:
    await say(engine, "halo", HERS, "Halo!", "Siapa nama Anda?")
    await say(engine, "mobil", HIS, "Mobil apa?")
    await say(engine, "Ani", HERS)
    await say(engine, "mulai lagi", HERS_LATER, "Baik.")
    await say(engine, "Freed", HIS, "Dicatat.")

    [hers, later, his] = [
        await engine.run(conversation, (chat, of))
        for chat, of in ((ANI, "s1"), (ANI, "s2"), (BUDI, "s3"))
    ]

    assert bodies(hers) == ["halo", "Halo!", "Siapa nama Anda?", "Ani"]
    assert bodies(later) == ["mulai lagi", "Baik."]
    assert bodies(his) == ["mobil", "Mobil apa?", "Freed", "Dicatat."]
    assert [one.ours for one in hers] == [False, True, True, False]


async def test_a_turn_tried_again_is_told_once(engine: Engine) -> None:
    await say(engine, "halo", HERS)
    await engine.run(accept, message("again", ANI, body="again"))
    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq, None, result=None))
    row = replace(HERS, latest=one.seq)
    await engine.run(commit, outcome(one.seq, row))

    said = await engine.run(conversation, (ANI, "s1"))

    assert bodies(said) == ["halo", "again"]


async def test_what_was_set_aside_and_answered_again_stays_where_it_was(
    engine: Engine,
) -> None:
    last = await say(engine, "a", HERS, result="parked")
    await engine.run(retry, f"m{last}")
    await answer(engine, HERS)
    middle = await say(engine, "b", HERS, result="parked")
    await say(engine, "c", HERS)
    await engine.run(retry, f"m{middle}")
    await answer(engine, HERS)
    await say(engine, "d", HERS)

    said = await engine.run(conversation, (ANI, "s1"))

    assert bodies(said) == ["a", "b", "c", "d"]


async def test_a_session_kept_as_it_was_loses_nothing(engine: Engine) -> None:
    await say(engine, "a", HERS)
    seq = await say(engine, "b", HERS)
    await engine.run(accept, message("told", ANI, body="told"))
    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq, replace(HERS, latest=seq)))

    said = await engine.run(conversation, (ANI, "s1"))

    assert bodies(said) == ["a", "b"]


@pytest.mark.parametrize("asked", [(BUDI, "s1"), (ANI, "s3"), (ANI, "unknown")])
async def test_nobody_is_told_what_another_said(
    engine: Engine, asked: tuple[str, str]
) -> None:
    await say(engine, "halo", HERS)
    await say(engine, "mobil", HIS)

    assert await engine.run(conversation, asked) == ()


async def test_the_latest_of_very_many_are_told(engine: Engine) -> None:
    for number in range(MOST_HEARD + 3):
        await say(engine, str(number), HERS)

    said = await engine.run(conversation, (ANI, "s1"))

    assert bodies(said) == [str(number) for number in range(3, MOST_HEARD + 3)]


async def test_what_an_older_program_kept_is_told(file: Path) -> None:
    older = create_engine(f"sqlite:///{file}")
    with older.connect() as connection:
        config = migrations()
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        for number, (chat, inside) in enumerate(
            [(ANI, "s1"), (BUDI, "s3"), (ANI, "s1"), (ANI, None), (ANI, "s1")], 1
        ):
            connection.execute(
                text(
                    "INSERT INTO inbox(channel, message_id, chat, body, received_at,"
                    " done_at, answered_in) VALUES ('lumiku/wa', :n, :chat, :n, :at,"
                    " :at, :inside)"
                ),
                {"n": str(number), "chat": chat, "inside": inside, "at": NOW},
            )
        for of, chat in (("s1", ANI), ("s3", BUDI)):
            connection.execute(
                text(
                    "INSERT INTO sessions(id, chat, flow, version, state, language,"
                    " home, folder, visit, memory)"
                    " VALUES (:id, :chat, 'upload', 'v', 's', 'id', 'h', 'h', 1, '{}')"
                ),
                {"id": of, "chat": chat},
            )
        connection.commit()
    older.dispose()

    engine = await open_engine(file)
    hers = await engine.run(conversation, (ANI, "s1"))
    his = await engine.run(conversation, (BUDI, "s3"))
    await engine.close()

    assert bodies(hers) == ["1", "3", "5"]
    assert bodies(his) == ["2"]
