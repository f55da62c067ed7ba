"""People inside an older version are moved to the current one: all of them, or none."""

import asyncio
import json

import pytest

from bot.operating import COMMANDS
from bot.reloader import Reloader
from bot.workings import NotFound, Parts
from tests import sale
from tests.house import open_house

FLOW = "flows/sale/flow.yaml"
STAFF = [f"+62812000000{number:02d}" for number in range(11, 23)]
RENAMED = "renamed: {collecting: gathering}\n"
GATHERING = sale.FLOW.replace("collecting", "gathering")


@pytest.fixture
async def twelve(tmp_path):
    """A bot in which 12 people are about to send photos of their cars."""
    async with open_house(tmp_path, roles={"staff": STAFF}) as house:
        for number, phone in enumerate(STAFF):
            await house.hears(f"jual Avanza {number + 1}", phone=phone)
        house.gateway.sent.clear()
        yield house


def parts(house):
    return Parts(
        engine=house.bot.engine,
        photos=house.bot.photos,
        voices=house.bot.photos,
        settings=house.settings,
        wakes=house.wakes,
        dialogues=Reloader(
            house.settings,
            engine=house.bot.engine,
            library=house.bot.library,
            clock=house.clock,
            metrics=house.metrics,
        ),
        pause=house.bot.worker.pause,
        clock=house.clock,
    )


async def move(house, flow="", *, dry_run=False):
    argument = json.dumps({"flow": flow, "dry_run": dry_run})
    [told] = await COMMANDS["move"](parts(house), argument)
    return told


async def change(house, text):
    """Replace the flow by *text*, and take it over."""
    (house.root / FLOW).write_text(text)
    await parts(house).dialogues.newest()
    await house.settle()


async def where(house):
    """How many are where, by version: that of the files, or an older one."""
    current = house.bot.library.flows["sale"].version
    return {
        (state, version == current): count
        for state, version, count in await house.ask(
            "SELECT state, version, count(*) FROM sessions"
            " WHERE ended_at IS NULL GROUP BY 1, 2"
        )
    }


async def test_twelve_people_go_on_in_a_state_that_was_renamed(twelve):
    await change(twelve, GATHERING + RENAMED)

    told = await move(twelve)
    for phone in STAFF:
        await twelve.hears("lewati", phone=phone)

    assert told["moved"] == [{"state": "collecting", "to": "gathering", "people": 12}]
    assert (told["gone"], told["waiting"]) == ({}, 0)
    assert [reply.text for reply in twelve.gateway.sent] == [
        f"ringkasan Avanza Rp {number + 1}, foto 0" for number in range(12)
    ]
    assert await where(twelve) == {("preview", True): 12}


async def test_without_renamed_nobody_is_moved_and_it_is_told_how_many_it_concerns(
    twelve,
):
    for phone in STAFF[:3]:
        await twelve.hears("lewati", phone=phone)
    await change(twelve, GATHERING)

    told = await move(twelve)

    assert told["gone"] == {"collecting": 9}
    assert await where(twelve) == {("collecting", False): 9, ("preview", False): 3}
    await twelve.hears("lewati", phone=STAFF[-1])
    assert await twelve.state(STAFF[-1]) == "preview"


async def test_a_dry_run_only_tells(twelve):
    await change(twelve, GATHERING + RENAMED)

    told = await move(twelve, dry_run=True)

    assert told["moved"] == [{"state": "collecting", "to": "gathering", "people": 12}]
    assert await where(twelve) == {("collecting", False): 12}


async def test_to_move_takes_over_what_was_just_saved(twelve):
    (twelve.root / FLOW).write_text(GATHERING + RENAMED)

    await move(twelve)

    assert await where(twelve) == {("gathering", True): 12}


async def test_whoever_is_in_the_current_version_is_left_alone(twelve):
    before = await twelve.ask("SELECT * FROM sessions")

    told = await move(twelve)

    assert told["moved"] == []
    assert await twelve.ask("SELECT * FROM sessions") == before


async def test_a_flow_that_is_not_there_is_named_with_those_that_are(twelve):
    with pytest.raises(NotFound, match="there is no flow 'sail'; there are: sale"):
        await move(twelve, "sail")


async def test_nobody_is_moved_into_a_state_in_which_nobody_can_go_on(twelve):
    await change(twelve, GATHERING + "renamed: {collecting: expired}\n")

    told = await move(twelve)

    assert told["gone"] == {"collecting": 12}


async def test_silence_goes_on_where_it_was_if_the_state_allows_as_much(twelve):
    await twelve.passes(10 * 60)
    await change(twelve, GATHERING + RENAMED)

    await move(twelve)
    await twelve.passes(15 * 60)

    assert [reply.text for reply in twelve.gateway.sent] == ["masih di sana?"] * 12


async def test_silence_begins_anew_if_the_state_allows_another(twelve):
    await twelve.passes(10 * 60)
    flow = GATHERING.replace("reminder: 25 minutes", "reminder: 5 minutes")
    await change(twelve, flow + RENAMED)

    await move(twelve)
    await twelve.passes(4 * 60)
    assert twelve.gateway.sent == []
    await twelve.passes(60)

    assert [reply.text for reply in twelve.gateway.sent] == ["masih di sana?"] * 12


async def test_who_waits_for_an_effect_that_is_gone_stays_until_it_is_over(twelve):
    phone = STAFF[0]
    twelve.outside["fails"] = 1
    await twelve.hears("lewati", phone=phone)
    await twelve.hears("ya", phone=phone)
    checked = (
        sale.FLOW.replace(
            "  - name: publishing\n    on_enter: publish\n",
            "  - name: publishing\n  - name: sending\n    on_enter: publish\n",
        )
        .replace(
            "{trigger: confirm, source: preview, dest: publishing}",
            "{trigger: confirm, source: [preview, publishing], dest: sending}",
        )
        .replace("source: publishing\n", "source: [publishing, sending]\n")
        .replace(
            "{trigger: done, source: publishing", "{trigger: done, source: sending"
        )
        .replace(
            "trigger: failed\n    source: [publishing, sending]",
            "trigger: failed\n    source: sending",
        )
        .replace("preview, publishing]\n", "preview, publishing, sending]\n")
    )
    await change(twelve, checked)

    told = await move(twelve)
    await twelve.passes(60)

    assert told["waiting"] == 1
    assert told["moved"] == [{"state": "collecting", "to": "collecting", "people": 11}]
    assert twelve.said(phone)[-1].startswith("tayang ")


async def test_who_is_publishing_is_moved_and_hears_the_end_of_it(twelve):
    phone = STAFF[0]
    twelve.outside["fails"] = 1
    await twelve.hears("lewati", phone=phone)
    await twelve.hears("ya", phone=phone)
    await change(twelve, GATHERING + RENAMED)

    told = await move(twelve)
    await twelve.passes(60)

    assert {way["state"]: way["people"] for way in told["moved"]} == {
        "collecting": 11,
        "publishing": 1,
    }
    assert twelve.said(phone)[-1].startswith("tayang ")


async def test_a_turn_that_is_being_taken_is_kept_before_anybody_is_moved(twelve):
    await change(twelve, GATHERING + RENAMED)
    folders = twelve.bot.worker._folders
    goes_on, reached = asyncio.Event(), asyncio.Event()

    class Slow:
        async def listed(self, photos, voices):
            reached.set()
            await goes_on.wait()
            return await folders.listed(photos, voices)

    twelve.bot.worker._folders = Slow()
    await twelve.bot.inbox.add([twelve.message("Brio 77", phone=STAFF[0])])
    await reached.wait()
    moving = asyncio.create_task(move(twelve))
    await twelve.settle()
    assert not moving.done()
    twelve.bot.worker._folders = folders
    goes_on.set()
    await moving
    await twelve.hears("lewati", phone=STAFF[0])

    assert twelve.said(STAFF[0])[-1] == "ringkasan Brio Rp 77, foto 0"
    assert await where(twelve) == {("gathering", True): 11, ("preview", True): 1}


async def test_what_a_field_of_another_type_cannot_hold_is_asked_for_again(twelve):
    flow = GATHERING.replace("brand: {type: text", "brand: {type: year")
    await change(twelve, flow + RENAMED)

    await move(twelve)
    kept = [
        json.loads(row[0]) for row in await twelve.ask("SELECT memory FROM sessions")
    ]

    assert sorted(one["data"]["price"] for one in kept) == list(range(1, 13))
    assert not [one for one in kept if "brand" in one["data"]]


async def test_a_state_that_is_there_stays_whatever_is_left_in_renamed(twelve):
    flow = sale.FLOW.replace("price: {type: rupiah", "price: {type: number")
    await change(twelve, flow + "renamed: {collecting: preview}\n")

    told = await move(twelve)

    assert told["moved"] == [{"state": "collecting", "to": "collecting", "people": 12}]


async def test_the_listing_tells_who_is_where(twelve):
    await change(twelve, GATHERING + RENAMED)
    await twelve.hears("batal", phone=STAFF[0])
    await twelve.hears("jual Jazz 5", phone=STAFF[0])

    told = await COMMANDS["flows"](parts(twelve), "")

    assert [(one["current"], one["people"], one["states"]) for one in told] == [
        (True, 1, {"gathering": 1}),
        (False, 11, {"collecting": 11}),
    ]
