"""The gateway of the simulator behaves like a real one, as well or badly as told."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.web.simulator.gateway_rig import BASE, MINE, PHONE, Rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with Rig(tmp_path) as rig:
        yield rig


async def test_a_text_is_posted_to_the_webhook(rig: Rig) -> None:
    await rig.say("halo")

    delivery = await rig.webhook.next()

    assert delivery.pop("id")
    assert delivery == {"from": PHONE, "sent_ms": 1_761_646_020_000, "text": "halo"}


async def test_each_photo_is_a_message_and_the_words_are_the_first_ones_caption(
    rig: Rig,
) -> None:
    await rig.say("depan", b"one", b"four", b"eleven")

    deliveries = [await rig.webhook.next() for _ in range(3)]

    assert [one.get("text") for one in deliveries] == ["depan", None, None]
    assert [one["photo"]["size_bytes"] for one in deliveries] == [3, 4, 6]
    assert [await rig.fetch(one) for one in deliveries] == [
        (200, b"one"),
        (200, b"four"),
        (200, b"eleven"),
    ]


async def test_nothing_is_sent_when_there_is_nothing_to_send(rig: Rig) -> None:
    assert (await rig.say(" \n"))[0] == 400
    assert (await rig.say("foto", b""))[0] == 400
    assert rig.webhook.got == []


async def test_what_is_sent_twice_under_one_name_is_one_message(rig: Rig) -> None:
    await rig.say("halo", batch="b1")
    await rig.say("halo", batch="b1")
    await rig.say("sudah", batch="b2")

    said = [(await rig.webhook.next())["text"] for _ in range(2)]

    assert said == ["halo", "sudah"]


async def test_a_delivery_is_posted_again_until_the_bot_takes_it(rig: Rig) -> None:
    rig.webhook.statuses = [503]
    await rig.say("satu")
    await rig.say("dua")
    first = await rig.webhook.next()

    await rig.clock.waited_for()
    rig.clock.move(1)
    again = await rig.webhook.next()
    second = await rig.webhook.next()

    assert (again, second["text"]) == (first, "dua")


async def test_a_delivery_that_the_bot_refuses_is_not_posted_again(rig: Rig) -> None:
    rig.webhook.statuses = [400]
    await rig.say("satu")
    await rig.say("dua")

    said = [(await rig.webhook.next())["text"] for _ in range(2)]

    [phone] = rig.gateway.phones
    assert said == ["satu", "dua"]
    assert phone.refused == [phone.bubbles[0].id]


async def test_a_doubled_delivery_comes_twice_under_one_id(rig: Rig) -> None:
    await rig.say("halo", doubled="1")

    first, second = await rig.webhook.next(), await rig.webhook.next()

    assert first == second


async def test_a_text_overtakes_photos(rig: Rig) -> None:
    await rig.say("", b"photo", reordered="1")
    await rig.say("selesai")

    deliveries = [await rig.webhook.next() for _ in range(2)]

    assert ["photo" in delivery for delivery in deliveries] == [False, True]


async def test_photos_that_no_text_overtakes_are_posted_in_the_end(rig: Rig) -> None:
    await rig.say("", b"photo", reordered="1")
    assert rig.webhook.got == []

    rig.clock.move(5)

    assert "photo" in await rig.webhook.next()


async def test_a_late_file_is_not_there_until_its_time(rig: Rig) -> None:
    await rig.say("", b"photo", late="3")
    delivery = await rig.webhook.next()

    before = await rig.fetch(delivery)
    rig.clock.move(3)
    after = await rig.fetch(delivery)

    assert (before[0], after) == (404, (200, b"photo"))


async def test_a_missing_file_never_comes(rig: Rig) -> None:
    await rig.say("", b"photo", missing="1")
    delivery = await rig.webhook.next()

    rig.clock.move(3600)

    assert (await rig.fetch(delivery))[0] == 404


async def test_a_file_is_cut_short_as_often_as_it_was_told(rig: Rig) -> None:
    await rig.say("", b"12345678", cut_short="2")
    delivery = await rig.webhook.next()

    got = [(await rig.fetch(delivery))[1] for _ in range(3)]

    assert got == [b"1234", b"1234", b"12345678"]


async def test_while_the_gateway_is_down_nothing_passes_in_either_direction(
    rig: Rig,
) -> None:
    await rig.say("", b"photo")
    delivery = await rig.webhook.next()
    await rig.post(f"{MINE}/down", {"seconds": "10"})
    await rig.say("halo")

    reply, photo = await rig.reply("1:0", "Hai"), await rig.fetch(delivery)
    posted = len(rig.webhook.got)
    rig.clock.move(10)

    assert (reply, photo[0], posted) == (503, 503, 1)
    assert (await rig.webhook.next())["text"] == "halo"
    assert await rig.reply("1:0", "Hai") == 200


async def test_a_gateway_that_is_down_can_be_brought_up_early(rig: Rig) -> None:
    await rig.post(f"{MINE}/down", {"seconds": "3600"})
    await rig.say("halo")

    await rig.post(f"{MINE}/down", {"seconds": "0"})

    assert (await rig.webhook.next())["text"] == "halo"


async def test_replies_are_handed_out_in_order_and_each_once(rig: Rig) -> None:
    await rig.reply("1:0", "satu")
    await rig.reply("2:0", "dua")
    await rig.reply("1:0", "satu")

    assert await rig.replies() == ["satu", "dua"]
    assert await rig.replies(after=1) == ["dua"]


async def test_a_new_database_may_use_a_key_again(rig: Rig) -> None:
    await rig.reply("1:0", "satu")
    rig.clock.move(3600)
    await rig.reply("1:0", "satu")

    assert await rig.replies() == ["satu", "satu"]


async def test_a_gateway_that_starts_again_has_everything_it_had(
    rig: Rig,
) -> None:
    await rig.say("halo", b"photo", late="60")
    delivery = await rig.webhook.next()
    await rig.fetch(delivery)
    await rig.reply("1:0", "Hai")
    await rig.post(f"{MINE}/down", {"seconds": "30"})
    await rig.say("sudah")
    [before] = rig.gateway.phones

    await rig.stop()
    await rig.start()

    [after] = rig.gateway.phones
    assert after.bubbles == before.bubbles
    assert after.asked == before.asked
    assert await rig.replies() == ["Hai"]
    rig.clock.move(60)
    assert (await rig.webhook.next())["text"] == "sudah"
    assert await rig.fetch(delivery) == (200, b"photo")


async def test_a_wiped_screen_is_empty_and_counts_on(rig: Rig) -> None:
    await rig.reply("1:0", "satu")
    await rig.post(f"{MINE}/clear")
    await rig.reply("2:0", "dua")

    assert await rig.replies(after=1) == ["dua"]
    assert await rig.replies() == ["dua"]


async def test_a_phone_sees_its_own_photos_only(rig: Rig) -> None:
    await rig.say("", b"photo", missing="1")
    photo_id = (await rig.webhook.next())["photo"]["id"]

    own = await rig.get(f"{MINE}/photos/{photo_id}")
    other = await rig.get(f"{BASE}/phones/+6281200000022/photos/{photo_id}")

    assert own == (200, b"photo")
    assert other[0] == 404


async def test_a_phone_is_busy_until_its_messages_are_delivered(rig: Rig) -> None:
    await rig.post(f"{MINE}/down", {"seconds": "30"})
    await rig.say("halo")
    during = json.loads((await rig.get(f"{MINE}/busy"))[1])

    await rig.post(f"{MINE}/down", {"seconds": "0"})
    await rig.webhook.next()
    [phone] = rig.gateway.phones
    while phone.undelivered:
        await phone.changed.wait()
    after = json.loads((await rig.get(f"{MINE}/busy"))[1])

    assert (during, after) == ({"busy": True}, {"busy": False})


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_pages_of_other_sites_are_refused(rig: Rig, site: str) -> None:
    status, _ = await rig.post(
        f"{MINE}/messages", {"text": "halo"}, headers={"Sec-Fetch-Site": site}
    )

    assert status == 403
    assert rig.webhook.got == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simulator/demo/wa/phones/+6281200000011/messages", 404),
        (f"{BASE}/phones/081200000011/messages", 400),
        (f"{BASE}/phones/..%2F..%2F+628120000001/messages", 400),
    ],
)
async def test_an_address_of_no_phone_is_refused(
    rig: Rig, path: str, status: int
) -> None:
    assert (await rig.post(path, {"text": "halo"}))[0] == status


@pytest.mark.parametrize("wrong", ["-1", "nan", "soon", "3601"])
async def test_a_knob_out_of_bounds_is_refused(rig: Rig, wrong: str) -> None:
    assert (await rig.say("halo", late=wrong))[0] == 400
    assert (await rig.post(f"{MINE}/down", {"seconds": wrong}))[0] == 400
