"""Replies go out in order, at least once, and one chat stops no other."""

import asyncio

from bot.errors import ChannelUnavailable, OutcomeUnknown, ReplyRefused
from storage.outbox import DUE_AT_ONCE
from tests.house import OTHER_STAFF, STAFF, open_house
from tests.storage.watching import Gate

BEGIN = "jual Avanza 145000000"
BEGUN = "mulai Avanza Rp 145.000.000"
ADDRESS = "6281200000011@s.whatsapp.net"


async def open_rows(house):
    return await house.ask(
        "SELECT body, parked_at IS NOT NULL, attempts FROM outbox"
        " WHERE sent_at IS NULL ORDER BY seq"
    )


async def test_replies_of_one_chat_keep_their_order_when_one_is_put_off(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")]
    await house.hears_at_once(house.message(BEGIN), house.message("lewati"))
    before = house.said()

    await house.passes(1)

    assert before == []
    assert house.said() == [BEGUN, "ringkasan Avanza Rp 145.000.000, foto 0"]


async def test_a_channel_that_is_unavailable_is_asked_after_growing_pauses(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 9
    start = house.clock.now()
    await house.hears(BEGIN)

    await house.passes(600)

    tried = [at - start for _, at in house.gateway.tried if _ == BEGUN]
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]


async def test_a_reply_is_never_given_up_while_the_channel_is_unavailable(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 30
    await house.hears(BEGIN)

    await house.passes(1503)

    assert house.said()[0] == BEGUN
    assert await open_rows(house) == []


async def test_a_send_of_unknown_outcome_is_tried_once_more(house):
    house.gateway.answers[ADDRESS] = [OutcomeUnknown("no answer")]
    await house.hears(BEGIN)

    await house.passes(1)

    assert house.said() == [BEGUN]
    assert len(house.gateway.tried) == 2


async def test_a_send_whose_outcome_is_unknown_twice_is_parked(house):
    house.gateway.answers[ADDRESS] = [OutcomeUnknown("no answer")] * 2
    await house.hears(BEGIN)

    await house.passes(60)

    assert len(house.gateway.tried) == 2
    assert await open_rows(house) == [(BEGUN, 1, 2)]


async def test_an_unexpected_failure_of_a_channel_counts_as_unknown(house):
    house.gateway.answers[ADDRESS] = [RuntimeError("?")] * 2
    await house.hears(BEGIN)

    await house.passes(60)

    assert len(house.gateway.tried) == 2
    assert await open_rows(house) == [(BEGUN, 1, 2)]


async def test_a_refused_reply_is_parked_at_once_and_the_next_one_goes_out(house):
    house.gateway.answers[ADDRESS] = [ReplyRefused("no", code="131047")]
    await house.hears_at_once(house.message(BEGIN), house.message("lewati"))

    assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 0"]
    assert await open_rows(house) == [(BEGUN, 1, 1)]


async def test_a_chat_that_fails_stops_no_other(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 100
    await house.hears(BEGIN)

    await house.hears(BEGIN, phone=OTHER_STAFF)

    assert house.said(OTHER_STAFF) == [BEGUN]


async def test_a_chat_whose_sends_hang_stops_no_other(house):
    house.gateway.hanging.add(ADDRESS)
    await house.hears(BEGIN)

    await house.hears(BEGIN, phone=OTHER_STAFF)

    assert house.said(OTHER_STAFF) == [BEGUN]


async def test_more_replies_than_one_question_brings_all_go_out(tmp_path):
    phones = [f"+62813000{n:05}" for n in range(2 * DUE_AT_ONCE + 1)]
    async with open_house(tmp_path, roles={"staff": phones}) as house:
        await house.hears_at_once(*(house.message(BEGIN, phone=p) for p in phones))

        assert {reply.chat.phone for reply in house.gateway.sent} == set(phones)
        assert len(house.gateway.sent) == len(phones)


async def test_a_crash_in_the_middle_of_a_send_sends_it_once_more(house):
    house.gateway.hanging.add(ADDRESS)
    await house.hears(BEGIN)
    await house.halt()
    house.gateway.hanging.clear()

    await house.restart()

    assert house.said() == [BEGUN]
    assert len(house.gateway.tried) == 2


async def test_a_crash_after_a_send_does_not_repeat_it(house):
    await house.hears(BEGIN)

    await house.restart()

    assert house.said() == [BEGUN]


async def test_a_stop_sends_the_replies_at_hand(house):
    await house.halt()
    await house.bot.inbox.add([house.message(BEGIN)])
    working = asyncio.create_task(house.bot.worker.run())
    await house.settle()
    house.bot.worker.stop()
    await working
    sending = asyncio.create_task(house.bot.sender.run())

    await house.bot.sender.drain()
    house.bot.sender.stop()
    await sending

    assert house.said() == [BEGUN]


async def test_a_stop_is_heard_while_the_database_is_at_work(house):
    await house.halt()
    gate = Gate()
    holding = asyncio.create_task(house.bot.engine.run(gate.hold, None))
    await gate.reached()
    working = asyncio.create_task(house.bot.worker.run())
    for _ in range(10):  # until its look waits for the database
        await asyncio.sleep(0)

    house.bot.worker.stop()
    gate.open()

    async with asyncio.timeout(10):
        await asyncio.gather(working, holding)


async def test_a_reply_that_was_sent_and_cannot_be_marked_is_not_sent_again(house):
    await house.refuse("UPDATE", "outbox")
    await house.hears(BEGIN)
    await house.passes(30)

    await house.allow()
    await house.passes(1)

    assert house.said() == [BEGUN]
    assert len(house.gateway.tried) == 1
    assert await open_rows(house) == []


async def test_a_stop_does_not_wait_for_replies_that_are_put_off(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")] * 3
    await house.hears(BEGIN)

    house.stop.set()
    await house.running

    assert house.said() == []


async def test_replies_are_counted_by_channel(house):
    house.gateway.answers[ADDRESS] = [ChannelUnavailable("busy")]
    await house.hears(BEGIN)
    await house.passes(1)

    value = house.metrics.registry.get_sample_value
    channel = {"channel": "shop/wa"}
    assert value("alur_replies_total", {**channel, "outcome": "later"}) == 1
    assert value("alur_replies_total", {**channel, "outcome": "sent"}) == 1


async def test_a_parked_reply_is_logged_without_the_person(house):
    house.gateway.answers[ADDRESS] = [ReplyRefused("no", code="131047")]
    await house.hears(BEGIN)

    [log] = house.logged("reply.parked")
    assert (log["channel"], log["attempt"]) == ("shop/wa", 1)
    assert STAFF.removeprefix("+") not in str(log)
