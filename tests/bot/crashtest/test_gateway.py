"""The gateway beside a killed server tells what may be said twice from what may not."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.crashtest.gateway import Gateway

ANI = "6281200000001"


class Lives:
    """Lives of a server that gives replies to a gateway."""

    def __init__(self, gateway: Gateway, client: aiohttp.ClientSession) -> None:
        self.gateway = gateway
        self._client = client

    def begin(self, *, sent: int) -> str:
        """A life that counts *sent* replies to Ani as sent; its address."""
        return self.gateway.begin({ANI: sent})

    async def says(self, life: str, *texts: str) -> None:
        for text in texts:
            reply = {"number": ANI, "message": text}
            async with self._client.post(f"{life}/send", json=reply) as answer:
                assert (await answer.json())["success"] is True


@pytest.fixture
async def lives() -> AsyncIterator[Lives]:
    async with Gateway(lambda: 0.0) as gateway, aiohttp.ClientSession() as client:
        yield Lives(gateway, client)


async def test_what_was_on_its_way_at_a_kill_may_come_once_more(lives: Lives) -> None:
    await lives.says(lives.begin(sent=0), "one", "two")

    await lives.says(lives.begin(sent=1), "two", "three")

    assert lives.gateway.said[ANI] == ["one", "two", "three"]
    assert lives.gateway.doubled == 1
    assert lives.gateway.faults == []


async def test_the_same_words_said_anew_are_another_reply(lives: Lives) -> None:
    await lives.says(lives.begin(sent=0), "wait")

    await lives.says(lives.begin(sent=1), "wait")

    assert lives.gateway.said[ANI] == ["wait", "wait"]
    assert lives.gateway.doubled == 0


async def test_what_a_dead_life_sent_last_is_not_taken_for_the_next_ones(
    lives: Lives,
) -> None:
    dead = lives.begin(sent=0)
    living = lives.begin(sent=0)

    await lives.says(dead, "one")
    await lives.says(living, "one", "two")

    assert lives.gateway.said[ANI] == ["one", "two"]
    assert lives.gateway.faults == []


async def test_a_reply_that_was_kept_as_sent_may_not_come_again(lives: Lives) -> None:
    await lives.says(lives.begin(sent=0), "one", "two")

    await lives.says(lives.begin(sent=0), "one", "two")

    assert lives.gateway.faults == ["more than the last reply again after a kill: two"]


async def test_another_reply_in_place_of_the_one_on_its_way_is_a_fault(
    lives: Lives,
) -> None:
    await lives.says(lives.begin(sent=0), "Foto: 3")

    await lives.says(lives.begin(sent=0), "Foto: 2")

    assert lives.gateway.faults == ["not the same reply again after a kill: Foto: 2"]


async def test_a_reply_that_counts_as_sent_and_never_came_is_a_fault(
    lives: Lives,
) -> None:
    lives.begin(sent=1)

    assert lives.gateway.faults == ["a reply counts as sent that was never given"]


async def test_an_interrupted_reply_is_kept_and_not_answered(lives: Lives) -> None:
    life = lives.begin(sent=0)
    lives.gateway.interrupt = lambda: True

    with pytest.raises(aiohttp.ClientError):
        await lives.says(life, "one")

    assert lives.gateway.said[ANI] == ["one"]
