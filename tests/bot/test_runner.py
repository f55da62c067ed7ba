"""Effects run after their turn is kept, until they succeed or are given up."""

import pytest

from tests import sale
from tests.house import open_house

LINK = "https://shop.example/cars/avanza-3f9a1c"


async def to_preview(house, photo="a"):
    await house.hears("jual Avanza 145000000")
    await house.hears(photo=house.brings(photo))
    await house.hears("selesai")
    house.said()


def running(body):
    """The sale whose effect does *body*."""
    head, _, _ = sale.ACTIONS.partition('    if OUTSIDE["fails"]')
    tail = sale.ACTIONS[sale.ACTIONS.index("ACTIONS = {") :]
    code = f"import asyncio\n{head}    {body}\n\n\n{tail}"
    return {**sale.FILES, "flows/sale/actions.py": code}


async def test_a_car_is_published_with_its_photos_and_its_link(house):
    await to_preview(house)

    await house.hears("ya")

    assert house.said() == [f"tayang {LINK} 1 photos"]
    assert [path.rpartition("/")[0] for path in house.stored()] == [
        "shop/cars/avanza-3f9a1c"
    ]


async def test_two_cars_with_one_address_are_two_cars_with_their_own_photos(house):
    await to_preview(house)
    await house.hears("ya")
    house.said()
    await to_preview(house, "b")

    await house.hears("ya")

    assert house.said() == [f"tayang {LINK}-2 1 photos"]
    assert sorted(path.rpartition("/")[0] for path in house.stored()) == [
        "shop/cars/avanza-3f9a1c",
        "shop/cars/avanza-3f9a1c-2",
    ]


async def test_an_effect_is_tried_five_times_within_two_minutes(house):
    await to_preview(house)
    house.outside["fails"] = 1000
    start = house.clock.now()

    await house.hears("ya")
    await house.passes(120)

    tries = [log["attempt"] for log in house.logged("effect.failed")]
    given_up = [log["attempt"] for log in house.logged("effect.given_up")]
    assert (tries, given_up) == ([1, 2, 3, 4], [5])
    assert house.said()[0] == "gagal tayang"
    assert house.gateway.tried[-1][1] - start <= 120


async def test_an_effect_that_hangs_is_cut_off_and_ends_within_two_minutes(tmp_path):
    async with open_house(
        tmp_path, files=running("await asyncio.Event().wait()")
    ) as house:
        await to_preview(house)
        await house.hears("ya")

        await house.passes(120)

        assert house.said()[0] == "gagal tayang"
        assert len(house.outside["runs"]) == 5


async def test_an_effect_given_up_leaves_the_way_open_to_try_again(house):
    await to_preview(house)
    house.outside["fails"] = 5
    await house.hears("ya")
    await house.passes(120)
    house.said()

    await house.hears("ya")

    assert house.said() == [f"tayang {LINK} 1 photos"]
    assert len(set(house.outside["runs"])) == 2


async def test_an_effect_that_fails_twice_succeeds_on_its_third_run(house):
    await to_preview(house)
    house.outside["fails"] = 2

    await house.hears("ya")
    await house.passes(5)

    assert house.said() == [f"tayang {LINK} 1 photos"]
    assert len(set(house.outside["runs"])) == 1


async def test_while_an_effect_runs_cancel_says_so(house):
    await to_preview(house)
    house.outside["fails"] = 1
    await house.hears("ya")

    await house.hears("batal")

    assert house.said() == ["sedang tayang"]
    assert await house.state() == "publishing"


async def test_a_crash_while_an_effect_waits_does_not_lose_it(house):
    await to_preview(house)
    house.outside["fails"] = 1
    await house.hears("ya")

    await house.restart()
    await house.passes(1)

    assert house.said() == [f"tayang {LINK} 1 photos"]


async def test_a_second_run_of_an_effect_after_a_crash_is_harmless(house):
    await to_preview(house)
    await house.hears("ya")
    house.said()
    before = house.stored()
    await house.halt()
    # As if the crash had come before the result was kept.
    await house.ask("UPDATE effects SET done_at = NULL, next_at = 0")

    await house.restart()

    assert house.stored() == before
    assert house.said() == []
    assert await house.ask("SELECT slug FROM items") == [("avanza-3f9a1c",)]


@pytest.mark.parametrize(
    "body",
    [
        "raise RuntimeError(effect.chat.phone)",
        "raise asyncio.CancelledError",
        "raise TimeoutError",
        'effect.values["note"] = effect.no_such_thing',
    ],
)
async def test_whatever_an_effect_raises_is_a_failure_and_stops_nobody(tmp_path, body):
    async with open_house(tmp_path, files=running(body)) as house:
        await to_preview(house)
        await house.hears("ya")

        await house.passes(120)

        assert house.said()[0] == "gagal tayang"
        assert len(house.outside["runs"]) == 5


async def test_a_value_that_is_no_text_becomes_one(tmp_path):
    body = 'effect.values.update(link="x", note={3})'
    async with open_house(tmp_path, files=running(body)) as house:
        await to_preview(house)

        await house.hears("ya")

        assert house.said() == ["tayang x {3}"]


async def test_a_result_that_cannot_be_kept_yet_runs_nothing_twice(house):
    await to_preview(house)
    await house.refuse("UPDATE", "effects")
    await house.hears("ya")
    await house.passes(10)

    await house.allow()
    await house.passes(1)

    assert house.said() == [f"tayang {LINK} 1 photos"]
    assert len(house.outside["runs"]) == 1


async def test_a_photo_store_that_is_down_is_a_failure_of_the_effect(house):
    await to_preview(house)
    root = house.settings.photo_root
    away = root.rename(root.with_name("away"))
    house.outside["fails"] = 1
    await house.hears("ya")
    root.symlink_to(root)

    await house.passes(1)
    root.unlink()
    away.rename(root)
    await house.passes(4)

    assert house.said() == [f"tayang {LINK} 1 photos"]
    assert len(house.outside["runs"]) == 3


async def test_effects_are_counted(house):
    await to_preview(house)
    house.outside["fails"] = 1
    await house.hears("ya")

    await house.passes(1)

    value = house.metrics.registry.get_sample_value
    name = {"name": "publish"}
    assert value("alur_effects_total", {**name, "outcome": "failed"}) == 1
    assert value("alur_effects_total", {**name, "outcome": "done"}) == 1
