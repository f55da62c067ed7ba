"""A message is accepted once, in order, whatever happens around it."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import func, select

from storage.chats import accept, commit
from storage.claims import Claim, claim
from storage.engine import Engine, open_engine
from storage.errors import StorageRefused
from storage.tables import inbox
from tests.storage.rows import BUDI, LATER, ids, look, message, outcome, waiting

CHATS = ("lumiku/wa/a", "lumiku/wa/b", "lumiku/meta/a")


async def test_a_message_is_new_once(engine: Engine) -> None:
    first = await engine.run(accept, message("m1"))
    again = await engine.run(accept, message("m1"))

    assert (first, again) == (True, False)
    assert await ids(engine) == ["m1"]


async def test_a_message_twice_in_one_batch_is_new_once(engine: Engine) -> None:
    twice = [message("m1"), message("m2"), message("m1")]

    new = await asyncio.gather(*(engine.run(accept, one) for one in twice))

    assert new == [True, True, False]


async def test_many_deliveries_of_a_message_at_once_are_one(engine: Engine) -> None:
    new = await asyncio.gather(*(engine.run(accept, message("m1")) for _ in range(300)))

    [(rows,)] = await look(engine, select(func.count()).select_from(inbox))
    assert new.count(True) == 1
    assert rows == 1


async def test_the_first_delivery_of_a_message_is_the_one_kept(engine: Engine) -> None:
    await engine.run(accept, message("m1", body='{"text": "first"}'))
    await engine.run(accept, message("m1", BUDI, body='{"text": "second"}'))

    [one] = await waiting(engine)
    assert one.body == '{"text": "first"}'


async def test_a_message_is_known_after_a_restart(engine: Engine, file: Path) -> None:
    await engine.run(accept, message("m1"))
    await engine.close()

    reopened = await open_engine(file)
    new = await reopened.run(accept, message("m1"))
    await reopened.close()

    assert new is False


async def test_a_message_that_was_answered_is_known(engine: Engine) -> None:
    await engine.run(accept, message("m1"))
    [one] = await waiting(engine)
    await engine.run(commit, outcome(one.seq))

    assert await engine.run(accept, message("m1")) is False
    assert await ids(engine) == []


async def test_an_id_means_another_message_on_another_channel(engine: Engine) -> None:
    new = [
        await engine.run(accept, message("m1", chat))
        for chat in ("lumiku/wa/a", "lumiku/meta/a", "other/wa/a")
    ]

    assert new == [True, True, True]


async def test_messages_are_numbered_as_they_were_accepted(engine: Engine) -> None:
    names = [f"m{n}" for n in range(600)]

    await asyncio.gather(*(engine.run(accept, message(name)) for name in names))

    found = await look(engine, select(inbox.c.message_id).order_by(inbox.c.seq))
    assert [row.message_id for row in found] == names


@pytest.mark.parametrize(
    "id", ["", "a\0b", "\N{FAMILY}", "'; DROP TABLE inbox; --", "x" * 10_000]
)
async def test_an_id_may_be_any_text(engine: Engine, id: str) -> None:  # noqa: A002 - the word of messages
    new = [await engine.run(accept, message(id)) for _ in range(2)]

    assert new == [True, False]
    assert await ids(engine) == [id]


async def test_what_no_database_stores_is_refused_alone(engine: Engine) -> None:
    sent = [message("m1"), message("secret \ud800"), message("m2", BUDI)]

    kept = await asyncio.gather(
        *(engine.run(accept, one) for one in sent), return_exceptions=True
    )

    assert kept[0] is True
    assert kept[2] is True
    assert isinstance(kept[1], StorageRefused)
    assert "secret" not in repr(kept[1])
    assert await ids(engine) == ["m1", "m2"]


class Inbox(RuleBasedStateMachine):
    """The inbox against lists: whatever is done to it, order and once hold."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.known: set[tuple[str, int]] = set()
        self.open: dict[str, list[str]] = {chat: [] for chat in CHATS}

    @initialize()
    def start(self) -> None:
        file = Path(self.folder.name) / "bot.db"
        self.engine = self.runner.run(open_engine(file))

    @rule(
        sent=st.lists(st.tuples(st.sampled_from(CHATS), st.integers(0, 12)), min_size=1)
    )
    def send(self, sent: list[tuple[str, int]]) -> None:
        async def deliver() -> list[bool]:
            rows = [message(f"m{number}", chat) for chat, number in sent]
            return await asyncio.gather(*(self.engine.run(accept, row) for row in rows))

        new = self.runner.run(deliver())

        for (chat, number), was_new in zip(sent, new, strict=True):
            key = (chat.rpartition("/")[0], number)
            assert was_new is (key not in self.known)
            if was_new:
                self.known.add(key)
                self.open[chat].append(f"m{number}")

    @precondition(lambda self: any(self.open.values()))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        found = self.runner.run(self.engine.run(claim, Claim(now=LATER))).messages
        taken = data.draw(st.lists(st.sampled_from(found), unique=True, min_size=1))
        dropped = data.draw(st.sets(st.sampled_from(taken)))

        async def keep() -> None:
            await asyncio.gather(
                *(
                    self.engine.run(
                        commit,
                        outcome(
                            one.seq,
                            chat=one.chat.chat,
                            result=None if one in dropped else "answered",
                        ),
                    )
                    for one in taken
                )
            )

        self.runner.run(keep())

        for one in taken:
            if one not in dropped:
                assert self.open[one.chat.chat].pop(0) == one.message_id

    @rule()
    def restart(self) -> None:
        self.runner.run(self.engine.close())
        self.start()

    @invariant()
    def claims_the_oldest_of_each_chat(self) -> None:
        found = self.runner.run(self.engine.run(claim, Claim(now=LATER))).messages

        heads = {chat: rest[0] for chat, rest in self.open.items() if rest}
        assert {one.chat.chat: one.message_id for one in found} == heads
        assert len(found) == len(heads)

    def teardown(self) -> None:
        self.runner.run(self.engine.close())
        self.runner.close()
        self.folder.cleanup()


TestEveryChatIsAnsweredInOrder = Inbox.TestCase
TestEveryChatIsAnsweredInOrder.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None
)
