"""The client's own folder holds all of their sessions, and nobody else's photos."""

import pytest

from tests.flows.consultation.salon import (
    CLIENT,
    FILES,
    OTHER_CLIENT,
    SOUND,
    STYLIST,
    answers,
    links_in,
    sends,
    summary,
)
from tests.house import STAFF, open_house

OWN = f"shop/whatsapp:{CLIENT}"
CAR = "/upload Honda Freed 2012 harga 145jt"


@pytest.fixture
async def salon(tmp_path):
    """A salon with a stylist, in which nobody has written yet."""
    contacts = {"stylist": {"channel": "wa", "phone": STYLIST}}
    async with open_house(tmp_path, files=FILES, contacts=contacts) as house:
        yield house


@pytest.fixture
async def asking(salon):
    """A salon in which the first question was put to a client."""
    await salon.hears("konsultasi", phone=CLIENT)
    salon.said(CLIENT)
    return salon


def voices(house):
    root = house.settings.data / "voices"
    return sorted(str(file.relative_to(root)) for file in root.rglob("*.ogg"))


async def sends_voice(house, name, sound=SOUND, phone=CLIENT):
    message = house.message(phone=phone, voice=house.brings(name, sound))
    await house.hears_at_once(message)


async def test_photos_lie_directly_in_the_folder_of_the_client(asking):
    await sends(asking, "a", "b")

    folders = {photo.rpartition("/")[0] for photo in asking.stored()}
    assert folders == {OWN}


async def test_the_summary_lists_each_photo_in_order_of_arrival(asking):
    await sends(asking, "a", "b")
    await answers(asking)
    await sends(asking, "c")

    said = await summary(asking)

    names = [link.rpartition("/")[2] for link in links_in(said)]
    assert names == [photo.rpartition("/")[2] for photo in asking.stored()]
    assert len(names) == 3


async def test_the_stylist_gets_the_same_summary(asking):
    await sends(asking, "a")
    await answers(asking)

    await asking.hears("kirim", phone=CLIENT)
    await asking.passes(1)

    [told] = [
        reply.text for reply in asking.gateway.sent if reply.chat.address == STYLIST
    ]
    assert "Rutinitas perawatan: keramas tiap hari" in told
    assert len(links_in(told)) == 1
    assert "https://wa.me/" in told


async def test_a_photo_that_is_deleted_by_hand_is_not_in_the_next_summary(asking):
    await sends(asking, "a", "b")
    await answers(asking)
    (asking.settings.photo_root / asking.stored()[0]).unlink()

    said = await summary(asking)

    assert len(links_in(said)) == 1


async def test_a_photo_that_is_added_by_hand_is_in_the_next_summary(asking):
    await sends(asking, "a")
    await answers(asking)
    there = asking.settings.photo_root / asking.stored()[0]
    added = there.with_name("1000000000000-00000000000000ab.jpg")
    added.write_bytes(there.read_bytes())

    said = await summary(asking)

    assert links_in(said)[0].endswith(added.name)


async def test_the_limit_counts_the_photos_of_one_session(asking):
    await sends(asking, *(f"first{number}" for number in range(10)))
    await answers(asking)
    await summary(asking)
    await asking.hears("konsultasi", phone=CLIENT)
    await sends(asking, *(f"second{number}" for number in range(11)))

    assert len(asking.stored()) == 20
    assert asking.said(CLIENT)[-1].startswith("📸 Sudah 10 foto")


async def test_two_clients_do_not_see_the_photos_of_each_other(asking):
    await asking.hears("konsultasi", phone=OTHER_CLIENT)
    await sends(asking, "a", "b")
    await sends(asking, "c", phone=OTHER_CLIENT)
    await answers(asking)
    await answers(asking, phone=OTHER_CLIENT)

    assert len(links_in(await summary(asking))) == 2
    assert len(links_in(await summary(asking, phone=OTHER_CLIENT))) == 1


async def test_what_staff_lists_is_not_in_their_own_consultation(salon):
    await salon.hears(CAR)
    await sends(salon, "car1", "car2", phone=STAFF)
    await salon.hears("batal")
    await salon.hears("konsultasi")
    await sends(salon, "hair", phone=STAFF)
    await answers(salon, phone=STAFF)

    said = await summary(salon, phone=STAFF)

    assert len(links_in(said)) == 1
    assert len(salon.stored()) == 3


async def test_publishing_leaves_the_photos_of_a_consultation_where_they_are(salon):
    await salon.hears("konsultasi")
    await sends(salon, "hair", phone=STAFF)
    await answers(salon, phone=STAFF)
    await summary(salon, phone=STAFF)
    await salon.hears(CAR)
    await sends(salon, "car", phone=STAFF)
    await salon.hears("selesai")
    await salon.hears("ya")
    await salon.passes(1)

    places = [photo.rpartition("/")[0] for photo in salon.stored()]
    assert len(places) == 2
    assert places[0].startswith("shop/cars/honda-freed")
    assert places[1] == f"shop/whatsapp:{STAFF}"


async def test_a_reset_leaves_the_photos_of_a_car_that_is_being_listed(salon):
    await salon.hears(CAR)
    await sends(salon, "car", phone=STAFF)
    await salon.hears("batal")
    await salon.hears("konsultasi")
    await sends(salon, "hair", phone=STAFF)
    await salon.hears("reset")

    [left] = salon.stored()
    assert left.count("/") == 3


async def test_a_reset_deletes_photos_voice_notes_and_answers(asking):
    await sends(asking, "a", "b")
    await sends_voice(asking, "v")
    await asking.hears("keramas tiap hari", phone=CLIENT)

    await asking.hears("reset", phone=CLIENT)

    assert (asking.stored(), voices(asking)) == ([], [])
    assert asking.said(CLIENT)[-1].startswith("🗑️")
    memories = await asking.ask("SELECT memory FROM sessions")
    assert all("keramas" not in memory for (memory,) in memories)


async def test_a_photo_that_comes_after_the_reset_is_not_kept(asking):
    await asking.hears(photo="late", phone=CLIENT)
    await asking.hears("reset", phone=CLIENT)
    asking.brings("late")

    await asking.passes(120)

    assert asking.stored() == []
    assert await asking.ask("SELECT outcome FROM downloads") == [("cleared",)]
    assert len(asking.logged("photo.cleared")) == 1


async def test_nor_is_it_after_a_crash_in_between(asking):
    await asking.hears(photo="late", phone=CLIENT)
    await asking.hears("reset", phone=CLIENT)
    asking.brings("late")
    await asking.restart()

    await asking.passes(120)

    assert asking.stored() == []


async def test_what_comes_after_a_reset_is_another_session(asking):
    await sends(asking, "a")
    await asking.hears("reset", phone=CLIENT)
    await asking.hears("konsultasi", phone=CLIENT)
    await sends(asking, "b")

    assert len(asking.stored()) == 1


async def test_a_voice_note_is_kept_as_it_came(asking):
    await sends_voice(asking, "v")

    [voice] = voices(asking)
    assert voice.rpartition("/")[0] == OWN
    assert (asking.settings.data / "voices" / voice).read_bytes() == SOUND


async def test_a_voice_note_that_is_no_sound_is_given_up_and_told(asking):
    await sends_voice(asking, "v", b"<html>not found</html>")

    await asking.passes(120)

    assert voices(asking) == []
    assert asking.said(CLIENT)[-1].startswith("⚠️ 1 foto atau pesan suara")


async def test_a_dialogue_that_keeps_no_voice_notes_fetches_none(salon):
    await salon.hears(CAR)
    await sends_voice(salon, "v", phone=STAFF)

    assert await salon.ask("SELECT count(*) FROM downloads") == [(0,)]
    assert voices(salon) == []


async def test_a_voice_note_without_its_sound_is_told_of(asking):
    await asking.hears(kind="voice", phone=CLIENT)

    assert asking.said(CLIENT)[-1].startswith("🎙️ Maaf, pesan suara itu")
