"""A burst of photos ends once: when none is on its way, none unanswered, and quiet."""

from storage.timers import QUIET_SECONDS

BEGIN = "jual Avanza 145000000"
JUST_BEFORE = QUIET_SECONDS - 0.1


async def previewed(house):
    """A draft with one photo, in the preview, quiet."""
    await house.hears(BEGIN)
    await house.hears(photo=house.brings("first"))
    await house.hears("selesai")
    await house.passes(QUIET_SECONDS)
    house.said()


async def test_photos_that_follow_each_other_show_the_preview_once(house):
    await previewed(house)

    for name in ("a", "b"):
        await house.hears(photo=house.brings(name))
        await house.passes(JUST_BEFORE)
    early = house.said()
    await house.passes(QUIET_SECONDS)

    assert early == []
    assert house.said() == ["ringkasan Avanza Rp 145.000.000, foto 3"]


async def test_the_end_of_a_burst_is_not_told_between_its_photos(house):
    await previewed(house)

    await house.hears(photo=house.brings("a"))
    await house.hears_at_once(
        house.message(photo=house.brings("b")), house.message("bantuan")
    )

    assert "ringkasan Avanza Rp 145.000.000, foto 2" not in house.said()


async def test_a_word_behind_the_burst_does_not_wait_for_quiet(house):
    await house.hears(BEGIN)
    await house.hears(photo=house.brings("a"))
    house.said()

    await house.hears("selesai")
    at_once = house.said()
    await house.passes(60)

    assert at_once == ["ringkasan Avanza Rp 145.000.000, foto 1"]
    assert house.said() == []


async def test_a_photo_that_is_stored_already_is_not_fetched_again(house):
    await house.hears(BEGIN)
    await house.hears(photo=house.brings("a"))
    asked = len(house.gateway.asked["a"])
    await house.ask("UPDATE downloads SET settled_at = NULL, outcome = NULL")

    await house.restart()

    assert len(house.gateway.asked["a"]) == asked
    assert await house.ask("SELECT outcome FROM downloads") == [("stored",)]
