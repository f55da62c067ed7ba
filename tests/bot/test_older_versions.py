"""People inside keep the version they began with, until they end."""

import pytest

from tests import sale
from tests.bot.live_files import BEGIN, CODE, FLOW, QUICK, TEXTS, Files
from tests.house import OTHER_STAFF, open_house


@pytest.fixture
async def files(house):
    files = Files(house)
    await files.look()
    house.logs.clear()
    return files


async def test_who_is_inside_goes_on_in_the_version_they_began(files, house):
    await house.hears(BEGIN)

    await files.change(FLOW, *QUICK)
    await house.hears(BEGIN, phone=OTHER_STAFF)
    await house.hears("lewati")
    await house.hears("lewati", phone=OTHER_STAFF)

    assert await house.state() == "preview"
    assert await house.state(OTHER_STAFF) is None
    await house.hears("ya")
    assert await house.state() is None
    assert house.said()[-1].startswith("tayang ")


async def test_an_edited_text_is_said_in_older_versions_too(files, house):
    await house.hears(BEGIN)
    await files.change(FLOW, *QUICK)

    await files.change(TEXTS, "ringkasan {brand}", "inilah {brand}")
    await house.hears("lewati")

    assert house.said()[-1] == "inilah Avanza Rp 145.000.000, foto 0"


async def test_edited_code_runs_in_every_version(files, house):
    await house.hears(BEGIN)
    await files.change(FLOW, *QUICK)

    await files.change(CODE, '"price": int(price)', '"price": 2 * int(price)')
    await house.hears("Brio 90000000")
    await house.hears("jual Jazz 50000000", phone=OTHER_STAFF)

    assert house.said()[-1] == "diubah Rp 180.000.000"
    assert house.said(OTHER_STAFF) == []
    assert [reply.text for reply in house.gateway.sent][-1] == (
        "mulai Jazz Rp 100.000.000"
    )


async def test_a_version_that_fits_no_more_goes_on_as_it_ran(files, house):
    await house.hears(BEGIN)
    await files.change(
        FLOW,
        "{trigger: text, source: collecting, dest: stay, after: [{say: unknown}]}",
        "{trigger: text, source: collecting, dest: stay, after: [{say: usage}]}",
    )

    files.write("locales/en/sale.yaml", '  unknown: "I do not understand"\n', "")
    await files.change(TEXTS, '  unknown: "tidak paham"\n', "")
    await house.hears("apa saja")

    assert house.said()[-1] == "tidak paham"
    [outgrown] = house.logged("flow.outgrown")
    assert (outgrown["flow"], outgrown["findings"]) == ("sale", ["F301"])


async def test_after_the_next_start_such_people_go_on_in_the_current_one(files, house):
    await house.hears(BEGIN)
    await files.change(
        FLOW,
        "{trigger: text, source: collecting, dest: stay, after: [{say: unknown}]}",
        "{trigger: text, source: collecting, dest: stay, after: [{say: usage}]}",
    )
    files.write("locales/en/sale.yaml", '  unknown: "I do not understand"\n', "")
    files.write(TEXTS, '  unknown: "tidak paham"\n', "")

    await house.restart()
    await house.hears("apa saja")
    [[version]] = await house.ask("SELECT version FROM sessions")

    assert house.said()[-1] == "ketik jual"
    assert version == house.bot.library.flows["sale"].version


async def test_what_was_current_can_be_ended_by_who_is_just_beginning_it(files, house):
    before = house.bot.library.flows["sale"].version

    await files.change(FLOW, *QUICK)

    assert house.bot.library.version("shop", "sale", before) is not None
    assert house.bot.library.flows["sale"].version != before


async def test_a_draft_is_taken_up_in_the_current_version(tmp_path):
    flow = (
        sale.FLOW.replace("[clear_photos, {say: cancelled}]", "{say: cancelled}")
        .replace("{name: cancelled,", "{name: cancelled, resumable: 24 hours,")
        .replace("[idle, collecting,", "[collecting,")
    )
    resuming = "  - {trigger: help, source: idle, dest: resumed}\n"
    given = {**sale.FILES, FLOW: flow + resuming}
    async with open_house(tmp_path, files=given) as house:
        files = Files(house)
        await house.hears(BEGIN)
        await house.hears("batal")
        await house.hears("jual Brio 1", phone=OTHER_STAFF)  # keeps the older version

        await files.change(FLOW, "name: collecting", "name: gathering")
        assert list(files.reloader.refused)
        text = (house.root / FLOW).read_text()
        renamed = text.replace("collecting", "gathering")
        (house.root / FLOW).write_text(renamed + "renamed: {collecting: gathering}\n")
        await files.look()
        await house.hears("bantuan")
        await house.hears("Avanza 99000000")

        assert await house.state() == "gathering"
        assert house.gateway.sent[-1].text == "diubah Rp 99.000.000"
