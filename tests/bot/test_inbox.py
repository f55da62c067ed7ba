"""Messages are taken in each once, even when a gateway gives them no id."""

import asyncio

import pytest

from storage.errors import StorageError
from tests.clock import START
from tests.house import OTHER_STAFF

NOW_MS = int(START * 1000)


async def count(house):
    [(number,)] = await house.ask("SELECT count(*) FROM inbox")
    return number


def posted(house, text="ya", *, after_ms=0, **how):
    """A text without an id of its own, sent *after_ms* later."""
    return house.message(text, sent_ms=NOW_MS + after_ms, synthetic=True, **how)


async def test_tells_how_many_messages_were_new(house):
    first = await house.bot.inbox.add([house.message("a", id="1"), house.message("b")])

    again = await house.bot.inbox.add([house.message("a", id="1")])

    assert (first, again) == (2, 0)


async def test_a_text_posted_anew_within_two_seconds_is_the_same(house):
    await house.hears_at_once(posted(house), posted(house, after_ms=2000))

    assert await count(house) == 1


async def test_a_text_posted_anew_under_another_id_at_the_same_time_is_the_same(house):
    await house.hears_at_once(posted(house), posted(house))

    assert await count(house) == 1


async def test_the_same_text_three_seconds_later_is_another(house):
    await house.hears_at_once(posted(house), posted(house, after_ms=3000))

    assert await count(house) == 2


async def test_an_honest_repetition_counts_each_time(house):
    later = [posted(house, after_ms=2500 * n) for n in range(4)]

    await house.hears_at_once(*later)

    assert await count(house) == 4


async def test_two_people_may_say_the_same_at_once(house):
    await house.hears_at_once(posted(house), posted(house, phone=OTHER_STAFF))

    assert await count(house) == 2


async def test_one_person_may_say_two_things_at_once(house):
    await house.hears_at_once(posted(house, "ya"), posted(house, "tidak"))

    assert await count(house) == 2


async def test_an_id_of_its_own_makes_a_text_another(house):
    await house.hears_at_once(house.message("ya"), house.message("ya"))

    assert await count(house) == 2


async def test_what_could_not_be_kept_is_taken_when_it_is_delivered_again(house):
    await house.refuse("INSERT", "inbox")
    message = posted(house)
    with pytest.raises(StorageError):
        await house.bot.inbox.add([message])
    await house.allow()

    added = await house.bot.inbox.add([message])

    assert added == 1


async def test_what_was_kept_beside_a_failure_is_answered_at_once(house):
    await house.refuse("INSERT", "inbox WHEN NEW.message_id = 'bad'")
    both = [house.message("bantuan"), house.message("bantuan", id="bad")]

    with pytest.raises(StorageError):
        await house.bot.inbox.add(both)
    await house.settle()

    assert house.said() == ["ketik jual"]


@pytest.mark.parametrize("sent_ms", [0, NOW_MS + 25 * 3600 * 1000])
async def test_a_time_that_cannot_be_is_replaced_by_ours(house, sent_ms):
    await house.hears("jual Avanza 145000000")
    await house.hears(photo=house.brings("a"), sent_ms=sent_ms)

    [path] = house.stored()
    assert path.rpartition("/")[2].startswith(f"{NOW_MS}-")


async def test_many_texts_are_remembered_no_longer_than_they_matter(house):
    texts = [posted(house, f"t{n}", after_ms=10 * n) for n in range(1_500)]

    await asyncio.gather(*(house.bot.inbox.add([text]) for text in texts))

    assert len(house.bot.inbox._recent) <= 1_000


KEPT_MS = 30 * 24 * 3600 * 1000


def ignored(house):
    return house.metrics.ignored.labels("shop/wa", "old")._value.get()


async def test_a_message_sent_longer_ago_than_messages_are_kept_is_not_taken(house):
    await house.hears("bantuan")
    old = house.message("bantuan", sent_ms=NOW_MS - KEPT_MS - 1)

    added = await house.bot.inbox.add([old])
    await house.settle()

    assert added == 0
    assert await count(house) == 1
    assert house.said() == ["ketik jual"]
    assert ignored(house) == 1
    assert house.logged("message.outdated") == [
        {
            "event": "message.outdated",
            "log_level": "info",
            "channel": "shop/wa",
            "message": old.key,
        }
    ]


@pytest.mark.parametrize("sent_ms", [NOW_MS - KEPT_MS, 0, 999_999_999_999, -1])
async def test_a_message_of_no_time_or_just_in_time_is_taken(house, sent_ms):
    await house.hears("bantuan", sent_ms=sent_ms)

    assert house.said() == ["ketik jual"]
    assert ignored(house) == 0


async def test_what_came_with_an_old_message_is_taken(house):
    await house.hears("bantuan")
    old = house.message("bantuan", sent_ms=NOW_MS - KEPT_MS - 1)

    await house.hears_at_once(old, house.message("bantuan"))

    assert house.said() == ["ketik jual", "ketik jual"]
