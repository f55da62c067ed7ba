"""A draft is kept for as long as its flow says, then it is deleted, photos included."""

import pytest

from tests import sale
from tests.house import open_house

BEGIN = "jual Avanza 145000000"
DAY = 24 * 3600.0
RESUMING = (
    sale.FLOW.replace(
        "{name: cancelled, on_enter: [clear_photos, {say: cancelled}], final: true}",
        "{name: cancelled, on_enter: [{say: cancelled}], final: true,"
        " resumable: 24 hours}",
    )
    + "  - {trigger: resume, source: idle, dest: resumed, after: [{say: summary}]}\n"
    + "  - {trigger: resume, source: idle, dest: stay, after: [{say: no_photo_yet}]}\n"
)


def with_resume(texts: str) -> str:
    return texts.replace("words:\n", "words:\n  resume: [lanjut]\n", 1)


FILES = {
    name: RESUMING
    if name == "flows/sale/flow.yaml"
    else with_resume(text)
    if name.startswith("locales") and name.endswith("sale.yaml")
    else text
    for name, text in sale.FILES.items()
}


@pytest.fixture
async def cancelled(tmp_path):
    """A bot whose staff cancelled a draft with one photo."""
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears(BEGIN)
        await house.hears(photo=house.brings("a"))
        await house.hears("batal")
        await house.passes(5)
        house.said()
        yield house


async def test_a_draft_comes_back_where_it_was_left_with_data_and_photos(cancelled):
    await cancelled.hears("lanjut")

    assert cancelled.said() == ["ringkasan Avanza Rp 145.000.000, foto 1"]
    assert await cancelled.state() == "collecting"


async def test_a_draft_that_was_taken_up_goes_on_as_if_nothing_had_been(cancelled):
    await cancelled.hears("lanjut")
    await cancelled.hears(photo=cancelled.brings("b"))
    await cancelled.hears("selesai")

    assert cancelled.said()[-1] == "ringkasan Avanza Rp 145.000.000, foto 2"
    assert len(cancelled.stored()) == 2


async def test_without_a_draft_the_next_way_is_tried(tmp_path):
    async with open_house(tmp_path, files=FILES) as house:
        await house.hears("lanjut")

        assert house.said() == ["belum ada foto"]
        assert await house.state() is None


async def test_a_draft_survives_a_restart(cancelled):
    await cancelled.restart()

    await cancelled.hears("lanjut")

    assert cancelled.said() == ["ringkasan Avanza Rp 145.000.000, foto 1"]


async def test_a_draft_is_kept_until_its_time_is_over(cancelled):
    await cancelled.passes(DAY - 60)

    assert len(cancelled.stored()) == 1


async def test_a_draft_is_deleted_when_its_time_is_over(cancelled):
    await cancelled.passes(DAY + 60)
    await cancelled.hears("lanjut")

    assert cancelled.stored() == []
    assert cancelled.said() == ["belum ada foto"]
    assert await cancelled.ask("SELECT memory FROM sessions") == [("{}",)]
