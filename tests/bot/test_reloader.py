"""What changes in the files is in force with the next turn, whole or not at all."""

import asyncio
import shutil

import pytest

from bot.dialogue.library import Library
from bot.errors import BadFlow
from bot.opening import read_library
from bot.reloader import fingerprint
from tests import sale
from tests.bot.live_files import BEGIN, BEGUN, BROKEN, CODE, FLOW, QUICK, TEXTS, Files
from tests.house import OTHER_STAFF


@pytest.fixture
async def files(house):
    files = Files(house)
    await files.look()
    house.logs.clear()
    return files


async def test_an_edited_text_is_said_with_the_next_reply(files, house):
    await house.hears(BEGIN)

    await files.change(TEXTS, "ringkasan {brand}", "inilah {brand}")
    await house.hears("lewati")

    assert house.said() == [BEGUN, "inilah Avanza Rp 145.000.000, foto 0"]
    assert [one["flows"] for one in house.logged("flows.reloaded")] == [["sale"]]


async def test_an_edited_word_is_understood(files, house):
    await house.hears(BEGIN)

    await files.change(TEXTS, "skip: [lewati]", "skip: [langkahi]")
    await house.hears("langkahi")

    assert await house.state() == "preview"


async def test_an_edited_text_of_the_engine_is_said(files, house):
    own = house.root / "locales" / "id" / "bot.yaml"
    own.write_text("texts:\n  apology: Aduh.\n")
    await files.look()

    await house.hears(BEGIN)
    await house.hears("meledak")

    assert house.said()[-1] == "Aduh."


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        (FLOW, BROKEN, "F101"),
        (FLOW, ("flow: sale", "flow: [sale"), "Y001"),
        (TEXTS, ("  summary: ", "  sumary: "), "F301"),
        (CODE, ("def read(turn):", "def read(turn:"), "F404"),
    ],
    ids=["state", "syntax", "text", "code"],
)
async def test_a_mistake_in_any_file_changes_nothing_and_is_told(
    files, house, name, change, code
):
    await house.hears(BEGIN)
    files.write("locales/en/sale.yaml", "summary {brand}", "here is {brand}")

    await files.change(name, *change)
    await house.hears("sell Jazz 50000000", phone=OTHER_STAFF)
    await house.hears("skip", phone=OTHER_STAFF)

    assert house.gateway.sent[-1].text == "summary Jazz Rp 50.000.000, photos 0"
    [refused] = house.logged("flows.refused")
    assert any(f": {code}: " in mistake for mistake in refused["mistakes"])
    assert list(files.reloader.refused) == refused["mistakes"]
    assert str(house.root / name) in refused["mistakes"][0]
    assert house.metrics.registry.get_sample_value("alur_flows_current") == 0


async def test_a_mistake_in_the_texts_of_the_engine_changes_nothing(files, house):
    own = house.root / "locales" / "id" / "bot.yaml"
    own.write_text('texts:\n  apology: "Aduh {"\n')
    await files.look()

    await house.hears(BEGIN)
    await house.hears("meledak")

    assert "Aduh" not in house.said()[-1]
    assert str(own) in files.reloader.refused[0]


async def test_a_mistake_is_told_once_and_again_when_the_file_is_another(files, house):
    await files.change(FLOW, *BROKEN)
    await files.look()
    await files.look()

    assert len(house.logged("flows.refused")) == 1
    await files.change(FLOW, "dest: publishin}", "dest: publishi}")
    assert len(house.logged("flows.refused")) == 2


async def test_what_is_mended_is_in_force(files, house):
    await files.change(FLOW, *BROKEN)
    files.write(TEXTS, "mulai {brand}", "halo {brand}")

    await files.change(FLOW, "dest: publishin}", "dest: publishing}")
    await house.hears(BEGIN)

    assert house.said() == ["halo Avanza Rp 145.000.000"]
    assert list(files.reloader.refused) == []
    assert house.metrics.registry.get_sample_value("alur_flows_current") == 1


async def test_a_file_that_is_being_written_is_no_mistake(files, house):
    file = house.root / FLOW
    whole = file.read_text()
    file.write_text(whole[:200])

    look = asyncio.create_task(files.reloader.look())
    await house.passes(0.1)
    file.write_text(whole.replace(*QUICK))
    await house.passes(1)
    await look

    assert house.logged("flows.refused") == []
    assert len(house.logged("flows.reloaded")) == 1
    assert list(files.reloader.refused) == []


async def test_folders_that_are_gone_for_a_moment_change_nothing(files, house):
    shutil.move(house.root / "flows", house.root / "away")
    await files.look()
    await house.hears(BEGIN)
    shutil.move(house.root / "away", house.root / "flows")
    await files.look()
    await house.hears("lewati")

    assert house.said()[-1] == "ringkasan Avanza Rp 145.000.000, foto 0"
    assert list(files.reloader.refused) == []


async def test_a_database_that_does_not_answer_is_asked_again(files, house):
    await house.refuse("INSERT", "flows")
    await files.change(FLOW, *QUICK)
    before = house.bot.library.flows["sale"].version

    await house.allow()
    await files.look()

    assert len(house.logged("flows.postponed")) == 1
    assert house.bot.library.flows["sale"].version != before


def test_a_library_is_replaced_as_a_whole():
    library = Library({"shop": []}, engine={"id": {}})
    other = Library({"salon": []}, engine={"en": {}}, pages={"en": {}})

    library.take_over(other)

    assert (library.engine, library.pages) == ({"en": {}}, {"en": {}})
    assert library.of_tenant("shop") == ()


def test_the_fingerprint_knows_every_file_that_is_read(tmp_path):
    sale.write(tmp_path)
    folders = [tmp_path / "flows", tmp_path / "locales"]
    first = fingerprint(folders)

    (tmp_path / "flows" / "sale" / ".flow.yaml.swp").write_text("half")
    hidden = fingerprint(folders)
    (tmp_path / "flows" / "sale" / "cars.csv").write_text("avanza")
    more = fingerprint(folders)
    (tmp_path / "flows" / "sale" / "cars.csv").unlink()

    assert hidden == first
    assert more != first
    assert fingerprint(folders) == first


async def test_reading_the_files_touches_nothing_that_runs(house):
    (house.root / TEXTS).write_text("texts: [")

    with pytest.raises(BadFlow, match="Y001"):
        read_library(house.settings, [])
    await house.hears(BEGIN)

    assert house.said() == [BEGUN]
