"""The care of the data, while the real server works on it."""

import asyncio
import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.process import alur
from tests.acceptance.server import STAFF, Server
from tests.fakes.gateway import FakeGateway
from tests.pictures import jpeg

CROWD = range(2, 60)
SEVERAL = 5
LATE_SECONDS = 3600.0


@pytest.fixture
def elsewhere(tmp_path: Path, gateway: FakeGateway) -> Server:
    """Another server with another data folder; it does not run."""
    (tmp_path / "elsewhere").mkdir()
    return Server(tmp_path / "elsewhere", gateway=gateway.url)


async def _go_on(
    crowd: list[Person], acknowledged: list[str], several: asyncio.Event
) -> None:
    """Everybody begins a dialogue and sends a photo, one after the other."""
    for person in crowd:
        await person.says(said.UPLOAD)
        acknowledged.append(person.phone)
        if len(acknowledged) == SEVERAL:
            several.set()
        await person.sends(f"3EB0{person.phone}", jpeg(800, 600))


async def test_what_was_acknowledged_before_a_backup_is_there_after_a_restore(
    tmp_path: Path,
    gateway: FakeGateway,
    server: Server,
    staff: Callable[..., Person],
    elsewhere: Server,
) -> None:
    await staff(0).says(said.UPLOAD)
    await staff(0).sends("3EB0A1")
    await staff(0).sends("3EB0A2")
    await server.logs("photo.stored", 2)
    await staff(1).says(said.UPLOAD)
    await staff(1).sends("3EB0B1", late_seconds=LATE_SECONDS)
    await server.logs("photo.attempted")
    acknowledged: list[str] = []
    several = asyncio.Event()
    everybody = [staff(number) for number in CROWD]
    crowd = asyncio.create_task(_go_on(everybody, acknowledged, several))
    await several.wait()

    before = [STAFF[0], STAFF[1], *acknowledged]
    made = await server.call("backup", str(tmp_path / "b.tar"))
    crowd.cancel()
    await asyncio.wait([crowd])
    await server.kill()
    gateway.add_photo("3EB0B1", jpeg())
    restored = await elsewhere.call("restore", str(tmp_path / "b.tar"))
    whole = await elsewhere.call("verify")
    await elsewhere.start()
    chats = {one["phone"]: one["state"] for one in await elsewhere.chats()}
    people = [Person(STAFF[n], gateway=gateway, server=elsewhere) for n in (0, 1)]
    for person in people:
        await person.says("selesai")
    previews = [await one.hears_words("Ringkasan Upload") for one in people]
    for person in people:
        await person.says("ya")
        await person.hears_words("Berhasil Diupload")
    pages = [await elsewhere.pictures(person.page) for person in people]
    await elsewhere.kill()

    assert made[0] == 0, made
    assert made[1].startswith(f"{tmp_path / 'b.tar'}: the database and ")
    assert (restored[0], restored[2]) == (0, "")
    assert whole[0] == 0, whole
    assert {chats[f"+{phone}"] for phone in before} == {"collecting_photos"}
    assert previews == [said.preview("2"), said.preview("1")]
    assert [len(page) for page in pages] == [2, 1]


async def test_voice_notes_are_backed_up_and_brought_back(
    server: Server, elsewhere: Server, tmp_path: Path
) -> None:
    note = f"voices/lumiku/whatsapp:+{STAFF[0]}/1761642423000-0123456789abcdef.ogg"
    kept = server.folder / "data" / note
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"OggS\0\2" + bytes(22))

    made = await server.call("backup", str(tmp_path / "b.tar"))
    restored = await elsewhere.call("restore", str(tmp_path / "b.tar"))
    whole = await elsewhere.call("verify")

    held = "the database and 0 photos and 1 voice notes"
    assert made[1].startswith(f"{tmp_path / 'b.tar'}: {held}, ")
    assert restored[1] == f"{elsewhere.folder / 'data'}: {held} are back\n"
    assert (elsewhere.folder / "data" / note).read_bytes() == kept.read_bytes()
    told = "the database, 0 photos and 1 voice notes, 0 items: no flaws found\n"
    assert whole == (0, told, "")


async def test_a_backup_lies_where_the_operator_stands(
    server: Server, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    here.mkdir()

    process = await alur(*server.command("backup", "mine.tar"), cwd=here)
    out, err = await process.communicate()
    again = await alur(*server.command("backup", "mine.tar"), cwd=here)
    _, refused = await again.communicate()

    with tarfile.open(here / "mine.tar") as tar:
        assert tar.getnames() == ["bot.db"]
    assert (process.returncode, err) == (0, b"")
    told = r"mine\.tar: the database and 0 photos, 0\.[0-9] MiB\n"
    assert re.fullmatch(told, out.decode())
    assert again.returncode == 1
    assert refused.decode() == (
        f"alur: {here / 'mine.tar'}: there is such a file already; name another\n"
    )
    assert [one.name for one in here.iterdir()] == ["mine.tar"]


async def test_a_restore_is_refused_while_a_server_runs_and_onto_data(
    server: Server, tmp_path: Path
) -> None:
    made = str(tmp_path / "b.tar")
    await server.call("backup", made)

    running = await server.call("restore", made)
    await server.stop()
    stopped = await server.call("restore", made)

    data = tmp_path / "data"
    assert running[0] == stopped[0] == 1
    assert running[2].startswith(f"alur: {data}: another alur runs on this data")
    assert stopped[2].startswith(f"alur: there is data already: move {data}/bot.db")
    assert stopped[2].count("\n") == 1


async def test_verify_tells_what_is_not_whole_while_the_server_runs(
    server: Server, staff: Callable[..., Person]
) -> None:
    await staff().says(said.UPLOAD)
    await staff().sends("3EB0A1")
    await server.logs("photo.stored")
    whole = await server.call("verify")
    [photo] = server.photos
    photo.write_bytes(photo.read_bytes()[:100])

    status, out, err = await server.call("verify")
    as_json = await server.call("verify", "--json")

    name = photo.relative_to(server.folder / "data" / "photos")
    assert whole == (0, "the database, 1 photos, 0 items: no flaws found\n", "")
    assert (status, err) == (1, "")
    assert out.splitlines()[0].startswith(f"photo {name}: ")
    assert out.splitlines()[1:] == ["the database, 1 photos, 0 items: 1 flaws found"]
    told = json.loads(as_json[1])
    assert as_json[0] == 1
    assert [flaw["where"] for flaw in told["flaws"]] == [str(name)]
    assert await server.page("/healthz") == (200, '{"ok": true}')


async def test_a_kill_frees_the_data_and_the_next_start_takes_it_again(
    server: Server,
) -> None:
    await server.kill()
    await server.start()

    status, _, err = await server.call("run")

    [line] = [line for line in err.splitlines() if line[:1] != "{"]
    assert status == 1
    assert line.startswith(f"alur: {server.folder / 'data'}: another alur runs on this")
