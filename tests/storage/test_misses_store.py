"""What was typed in vain is known for as long as the message itself is kept."""

from sqlalchemy import delete, func, select

from storage.chats import accept, commit
from storage.engine import Engine
from storage.misses import Miss, missed
from storage.tables import inbox, misses
from tests.storage.rows import message, outcome, session, waiting


async def typed(engine: Engine, id: str, *, in_vain: bool) -> None:  # noqa: A002 - the word of messages
    """A message comes and is answered."""
    await engine.run(accept, message(id, body=f'{{"text": "{id}"}}'))
    [one] = await waiting(engine)
    where = ("upload", "preview") if in_vain else None
    await engine.run(commit, outcome(one.seq, session(), missed=where))


async def rows(engine: Engine) -> int:
    def count(connection, questions):
        found = connection.execute(select(func.count()).select_from(misses)).scalar()
        return [found for _ in questions]

    return int(await engine.run(count, None))


async def test_only_what_was_typed_in_vain_is_told(engine):
    await typed(engine, "selsai", in_vain=True)
    await typed(engine, "selesai", in_vain=False)

    assert await engine.run(missed, None) == [
        Miss(flow="upload", state="preview", body='{"text": "selsai"}')
    ]


async def test_several_are_told_in_the_order_in_which_they_came(engine):
    for text in ("a", "b", "c"):
        await typed(engine, text, in_vain=True)

    found = await engine.run(missed, None)

    assert [miss.body for miss in found] == [
        '{"text": "a"}', '{"text": "b"}', '{"text": "c"}',
    ]  # fmt: skip


async def test_it_goes_with_the_message(engine):
    await typed(engine, "selsai", in_vain=True)

    def forget(connection, questions):
        connection.execute(delete(inbox))
        return [None for _ in questions]

    await engine.run(forget, None)

    assert await rows(engine) == 0


async def test_committing_it_twice_is_harmless(engine):
    await typed(engine, "selsai", in_vain=True)
    again = outcome(1, session(), missed=("upload", "preview"))
    await engine.run(commit, again)

    assert await rows(engine) == 1
