"""What the simulated gateway can do that real ones did to somebody, beyond lateness."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.bot.web.simulator.gateway_rig import MINE, PHONE, Rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with Rig(tmp_path) as rig:
        yield rig


async def _delete(rig: Rig, message_id: str) -> int:
    status, _ = await rig.post(f"{MINE}/delete", {"id": message_id})
    return status


async def test_a_deletion_is_a_delivery_that_names_its_message(rig: Rig) -> None:
    await rig.say("halo")
    said = await rig.webhook.next()

    status = await _delete(rig, said["id"])
    told = await rig.webhook.next()

    assert status == 200
    assert told.pop("id") not in ("", said["id"])
    assert told == {
        "from": PHONE,
        "sent_ms": 1_761_646_020_000,
        "kind": "photo_removed",
        "target": said["id"],
    }


async def test_a_deletion_overtakes_the_photo_that_is_held_back(rig: Rig) -> None:
    await rig.say("", b"photo", reordered="1")
    [phone] = rig.gateway.phones
    [photo] = phone.bubbles

    await _delete(rig, photo.id)
    first, second = await rig.webhook.next(), await rig.webhook.next()

    assert (first["target"], second["id"]) == (photo.id, photo.id)


async def test_a_message_is_deleted_once(rig: Rig) -> None:
    await rig.say("halo")
    said = await rig.webhook.next()

    await _delete(rig, said["id"])
    again = await _delete(rig, said["id"])
    await rig.webhook.next()
    await rig.say("sudah")

    assert again == 200
    assert (await rig.webhook.next())["text"] == "sudah"


async def test_only_messages_of_the_phone_can_be_deleted(rig: Rig) -> None:
    await rig.reply("1:0", "Hai")

    assert await _delete(rig, "1:0") == 404
    assert await _delete(rig, "nothing") == 404


async def test_a_web_page_is_handed_out_before_the_photo(rig: Rig) -> None:
    await rig.say("", b"12345678", pages="1", cut_short="1")
    delivery = await rig.webhook.next()

    got = [await rig.fetch(delivery) for _ in range(3)]

    assert [status for status, _ in got] == [200, 200, 200]
    assert got[0][1].startswith(b"<!doctype html>")
    assert [body for _, body in got[1:]] == [b"1234", b"12345678"]


async def test_a_reply_whose_answer_is_lost_was_taken_and_is_shown_once(
    rig: Rig,
) -> None:
    await rig.say("halo", lost="1")

    with pytest.raises(aiohttp.ClientError):
        await rig.reply("1:0", "Hai")
    again = await rig.reply("1:0", "Hai")

    assert again == 200
    assert await rig.replies() == ["Hai"]


async def test_answers_that_are_to_be_lost_are_lost_by_the_next_process(
    rig: Rig,
) -> None:
    await rig.say("halo", lost="2")
    await rig.post(f"{MINE}/clear")

    await rig.stop()
    await rig.start()

    [phone] = rig.gateway.phones
    assert phone.lost_answers == 2


async def test_a_hidden_number_is_another_name_for_the_same_phone(rig: Rig) -> None:
    await rig.say("halo", hidden="1")
    name = (await rig.webhook.next())["from"]

    await rig.reply("1:0", "Hai", to=name)

    assert name.endswith("@lid")
    assert PHONE[1:] not in name
    assert await rig.replies() == ["Hai"]


async def test_a_deletion_comes_from_whoever_sent_the_message(rig: Rig) -> None:
    await rig.say("halo", hidden="1")
    hidden = await rig.webhook.next()
    await rig.say("sudah")
    await rig.webhook.next()

    await _delete(rig, hidden["id"])

    assert (await rig.webhook.next())["from"] == hidden["from"]


async def test_a_reply_to_a_hidden_number_of_nobody_is_refused(rig: Rig) -> None:
    assert await rig.reply("1:0", "Hai", to="100200300400500@lid") == 400


async def test_a_photo_can_be_sent_as_a_document(rig: Rig) -> None:
    await rig.say("", b"photo", as_document="1", media_type="image/png")

    delivery = await rig.webhook.next()

    assert "photo" not in delivery
    assert delivery["document"].pop("id")
    assert delivery["document"] == {"size_bytes": 5, "media_type": "image/png"}


@pytest.mark.parametrize("place", ["group", "status", "unknown"])
async def test_a_message_can_be_said_elsewhere(rig: Rig, place: str) -> None:
    await rig.say("halo", place=place)

    assert (await rig.webhook.next())["in"] == place


@pytest.mark.parametrize(
    "wrong", [{"pages": "-1"}, {"lost": "many"}, {"place": "moon"}], ids=repr
)
async def test_trouble_of_no_known_kind_is_refused(
    rig: Rig, wrong: dict[str, Any]
) -> None:
    assert (await rig.say("halo", **wrong))[0] == 400
    assert rig.webhook.got == []
