"""Photos are brought on a schedule, checked, and kept where they belong."""

import pytest

from bot.errors import MediaGone, MediaTooLarge, MediaUnavailable
from storage.photos import BadKey
from storage.timers import QUIET_SECONDS
from tests.house import PICTURE, STAFF, open_house
from tests.pictures import heic, jpeg, opened, truncated

BEGIN = "jual Avanza 145000000"
NOT_YET = MediaUnavailable("not there yet", status=404)
LINK = "https://shop.example/cars/avanza-3f9a1c"


@pytest.fixture
async def collecting(house):
    await house.hears(BEGIN)
    house.said()
    return house


def attempts(house):
    return [
        (log["attempt"], log["status"], log["wait_seconds"])
        for log in house.logged("photo.attempted")
    ]


async def test_a_photo_is_asked_for_at_0_2_and_5_seconds_then_every_5(collecting):
    start = collecting.clock.now()
    await collecting.hears(photo="never")

    await collecting.passes(120)

    asked = [at - start for at in collecting.gateway.asked["never"]]
    assert asked == [0, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]


async def test_every_attempt_that_fails_is_logged_with_the_pause_after_it(collecting):
    await collecting.hears(photo=collecting.brings("a", *[NOT_YET] * 4, PICTURE))

    await collecting.passes(15)

    assert attempts(collecting) == [
        ("1/3", 404, 2.0),
        ("2/3", 404, 3.0),
        ("3/3", 404, 5.0),
        ("4", 404, 5.0),
    ]
    assert [log["attempts"] for log in collecting.logged("photo.stored")] == [5]


async def test_a_photo_is_given_up_when_patience_ends(collecting):
    await collecting.hears(photo="never")
    await collecting.passes(59.9)
    before = collecting.logged("photo.given_up")

    await collecting.passes(0.1)
    await collecting.passes(QUIET_SECONDS)

    assert before == []
    assert [log["attempts"] for log in collecting.logged("photo.given_up")] == [14]
    assert collecting.said() == ["foto pertama", "1 foto gagal"]


@pytest.mark.parametrize("status", [403, 410])
async def test_what_the_channel_will_not_hand_out_is_asked_for_once(collecting, status):
    await collecting.hears(photo=collecting.brings("a", MediaGone("", status=status)))

    await collecting.passes(120)

    assert len(collecting.gateway.asked["a"]) == 1
    assert attempts(collecting) == [("1/3", status, None)]


async def test_a_photo_that_is_too_large_is_read_no_further_and_given_up(tmp_path):
    async with open_house(tmp_path, media={"max_mib": 1}) as house:
        await house.hears(BEGIN)
        await house.hears(photo=house.brings("a", bytes(1024 * 1024 + 1)))

        await house.passes(120)

        assert len(house.gateway.asked["a"]) == 1
        assert house.stored() == []


async def test_a_channel_may_say_by_itself_that_a_photo_is_too_large(collecting):
    await collecting.hears(photo=collecting.brings("a", MediaTooLarge("")))

    assert len(collecting.logged("photo.given_up")) == 1


@pytest.mark.parametrize("broken", [b"", b"<html>", truncated(jpeg(), 0.5), heic()])
async def test_what_cannot_be_decoded_is_asked_for_again(collecting, broken):
    await collecting.hears(photo=collecting.brings("a", broken, PICTURE))

    await collecting.passes(2)

    assert len(collecting.gateway.asked["a"]) == 2
    assert len(collecting.stored()) == 1


async def test_a_photo_is_kept_upright_and_without_its_position(collecting):
    picture = jpeg(20, 10, orientation=6, gps=True)
    await collecting.hears(photo=collecting.brings("a", picture))

    [path] = collecting.stored()
    kept = opened((collecting.settings.photo_root / path).read_bytes())
    assert kept.size == (10, 20)
    assert not kept.getexif()


async def test_an_attempt_that_hangs_is_cut_off(collecting):
    await collecting.hears(photo=collecting.brings("a", None, PICTURE))

    await collecting.passes(12)

    start = collecting.gateway.asked["a"][0]
    assert [at - start for at in collecting.gateway.asked["a"]] == [0, 12]
    assert len(collecting.stored()) == 1


async def test_a_channel_that_fails_in_its_own_way_is_asked_again(collecting):
    await collecting.hears(photo=collecting.brings("a", RuntimeError("?"), PICTURE))

    await collecting.passes(2)

    assert len(collecting.stored()) == 1


async def test_a_photo_that_pauses_holds_no_place(tmp_path):
    async with open_house(tmp_path, media={"parallel": 1}) as house:
        await house.hears(BEGIN)
        await house.hears(photo="never")

        await house.hears(photo=house.brings("b"))

        assert len(house.stored()) == 1


async def test_no_more_photos_are_read_at_once_than_allowed(tmp_path):
    async with open_house(tmp_path, media={"parallel": 2}) as house:
        await house.hears(BEGIN)
        photos = [house.brings(name, None, PICTURE) for name in ("a", "b", "c")]
        await house.hears_at_once(*(house.message(photo=name) for name in photos))

        await house.passes(60)

        assert house.gateway.most == 2
        assert len(house.stored()) == 3


async def test_a_full_disk_does_not_lose_a_photo(collecting):
    root = collecting.settings.photo_root
    root.symlink_to(root)  # a disk that takes nothing
    await collecting.hears(photo=collecting.brings("a"))
    await collecting.passes(300)

    root.unlink()
    await collecting.passes(5)

    assert len(collecting.stored()) == 1
    assert len(collecting.gateway.asked["a"]) == 1


async def test_a_photo_that_no_folder_can_take_is_given_up_alone(collecting):
    await collecting.ask("UPDATE sessions SET home = 'x', folder = 'x'")
    await collecting.hears(photo=collecting.brings("a"))
    await collecting.hears(phone="+6281200000012", text=BEGIN)
    await collecting.hears(phone="+6281200000012", photo=collecting.brings("b"))

    assert len(collecting.logged("photo.given_up")) == 1
    [failure] = collecting.logged("photo.failed")
    assert failure["exception"].endswith(BadKey.__qualname__)
    assert len(collecting.stored()) == 1


async def test_a_restart_gives_a_photo_its_attempts_anew(collecting):
    await collecting.hears(photo="never")
    await collecting.passes(7)
    asked = len(collecting.gateway.asked["never"])
    again = collecting.clock.now()

    await collecting.restart()
    await collecting.passes(120)

    times = [at - again for at in collecting.gateway.asked["never"][asked:]]
    assert times == [0, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]


async def test_photos_settle_once_for_a_burst(collecting):
    photos = [collecting.brings(name, NOT_YET, PICTURE) for name in ("a", "b", "c")]
    await collecting.hears_at_once(*(collecting.message(photo=name) for name in photos))

    await collecting.passes(2)

    [count] = await collecting.ask(
        "SELECT count(*) FROM inbox WHERE message_id LIKE 'photos_settled/%'"
    )
    assert count == (1,)


async def test_a_late_photo_shows_the_preview_once_more(collecting):
    await collecting.hears(photo=collecting.brings("a"))
    await collecting.hears(photo=collecting.brings("b", *[NOT_YET] * 3, PICTURE))
    await collecting.hears("selesai")
    await collecting.passes(5)
    early = collecting.said()

    await collecting.passes(60)

    pending = "ringkasan Avanza Rp 145.000.000, foto 1 (1 masih diproses)"
    assert early == ["foto pertama", pending]
    assert collecting.said() == ["ringkasan Avanza Rp 145.000.000, foto 2"]


async def published(house, *photos):
    """Publish with *photos*, whose attempts are over and who come late or never."""
    await house.hears(photo=house.brings("first"))
    for name in photos:
        await house.hears(photo=name)
    await house.hears("selesai")
    await house.passes(6)
    await house.hears("ya")
    house.said()
    assert await house.state() is None


async def test_a_photo_that_lands_after_publishing_goes_to_the_item(collecting):
    await published(collecting, collecting.brings("b", *[NOT_YET] * 4, PICTURE))

    await collecting.passes(10)

    folders = {path.rpartition("/")[0] for path in collecting.stored()}
    assert folders == {"shop/cars/avanza-3f9a1c"}
    assert len(collecting.stored()) == 2
    assert collecting.said() == []


async def test_photos_given_up_after_publishing_are_told_once_with_the_link(collecting):
    await published(collecting, "never", "neither")

    await collecting.passes(120)

    [told] = collecting.said()
    assert told.startswith("⚠️ 2 foto")
    assert told.endswith(LINK)


async def test_photos_given_up_after_a_cancelled_dialogue_say_nothing(collecting):
    await collecting.hears(photo="never")
    await collecting.hears("batal")
    collecting.said()

    await collecting.passes(120)

    assert collecting.said() == []


async def test_a_photo_belongs_to_its_session_even_in_the_next_one(collecting):
    await collecting.hears(photo=collecting.brings("a", NOT_YET, PICTURE))
    await collecting.hears("batal")
    await collecting.hears("jual Jazz 99000000")

    await collecting.passes(2)
    await collecting.hears("selesai")

    assert collecting.said()[-1] == "belum ada foto"
    assert len(collecting.stored()) == 1


async def test_photos_and_attempts_are_counted(collecting):
    await collecting.hears(photo=collecting.brings("a", NOT_YET, PICTURE))
    await collecting.hears(photo=collecting.brings("b", MediaGone("")))

    await collecting.passes(2)

    value = collecting.metrics.registry.get_sample_value
    assert value("alur_photos_total", {"outcome": "stored"}) == 1
    assert value("alur_photos_total", {"outcome": "given_up"}) == 1
    assert value("alur_photo_attempts_sum") == 3
    assert STAFF not in str(list(collecting.metrics.registry.collect()))
