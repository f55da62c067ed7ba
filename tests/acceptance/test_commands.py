"""The commands of an operator, with the server running and without."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import HOME
from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import FakeGateway

PHONE = f"+{STAFF[0]}"
CHAT = f"lumiku/wa/{STAFF[0]}@s.whatsapp.net"
FINDING = [
    "code",
    "severity",
    "message",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "hint",
]
UNKNOWN = "there is no chat '+6281299999999'; list them with: alur chats"
REFUSAL = Sending(failure="Invalid phone number: not on WhatsApp")

with_and_without_a_server = pytest.mark.parametrize(
    "running", [True, False], ids=["running", "stopped"]
)


@pytest.fixture
def calls(tmp_path: Path, gateway: FakeGateway) -> Server:
    """A server that is set up and not started: its commands can be called."""
    return Server(tmp_path, gateway=gateway.url)


def _own_flows(server: Server) -> Path:
    """Give *server* flows of its own; the file of the upload flow."""
    shutil.copytree(HOME / "flows", server.folder / "flows")
    config = server.folder / "bot.yaml"
    config.write_text(f"flows: ./flows\n{config.read_text()}")
    return server.folder / "flows" / "upload" / "flow.yaml"


async def test_check_finds_nothing_in_what_ships(calls: Server) -> None:
    plain = await calls.call("check")
    as_json = await calls.call("check", "upload", "--json")

    assert plain == (0, "no mistakes found\n", "")
    assert (as_json[0], json.loads(as_json[1]), as_json[2]) == (0, [], "")


async def test_check_names_every_mistake_with_its_place_and_cure(calls: Server) -> None:
    file = _own_flows(calls)
    source = file.read_text()
    file.write_text(
        source.replace("dest: published", "dest: publishd").replace(
            "say: summary", "sy: summary"
        )
    )

    status, out, err = await calls.call("check")
    as_json = await calls.call("check", "--json")
    found = json.loads(as_json[1])

    assert (status, err, as_json[0]) == (1, "", 1)
    assert [list(one) for one in found] == [FINDING] * len(found)
    assert {"F101", "F401"} <= {one["code"] for one in found}
    for one in found:
        place = f"{one['file']}:{one['line']}:{one['column']}"
        assert f"{place}: {one['severity']} {one['code']}: {one['message']}\n" in out
        assert one["hint"] in out


async def test_check_of_a_flow_that_is_not_there_is_a_wrong_call(calls: Server) -> None:
    status, out, err = await calls.call("check", "uplod")

    assert (status, out) == (2, "")
    assert err.startswith("alur check: there is no flow 'uplod' in ")
    assert err.endswith("; there are: consultation, stock, upload\n")


async def test_read_prints_what_the_flow_reads_as_json(calls: Server) -> None:
    status, out, err = await calls.call("read", "upload", "freed 2012 harga 145jt")
    read = json.loads(out)

    assert (status, err) == (0, "")
    assert list(read) == ["data", "missing", "confirm", "action"]
    assert (read["data"]["year"], read["data"]["price"]) == (2012, 145_000_000)


@with_and_without_a_server
async def test_an_operator_sees_where_a_chat_is_and_what_is_there(
    server: Server, staff: Callable[..., Person], *, running: bool
) -> None:
    await staff().says(said.UPLOAD)
    await staff().sends("3EB0A1")
    await server.logs("photo.stored")
    if not running:
        await server.stop()
    [file] = server.photos
    photo = file.relative_to(server.folder / "data" / "photos")

    [chat] = await server.chats()
    _, listed, _ = await server.call("chats")
    _, lines, _ = await server.call("chats", PHONE)
    photos = await server.call("photos", STAFF[0])
    purged = await server.call("photos", CHAT, "--purge")
    unknown = await server.call("photos", "+6281299999999")

    assert (chat["chat"], chat["phone"]) == (CHAT, PHONE)
    assert (chat["flow"], chat["state"]) == ("upload", "collecting_photos")
    assert listed.startswith(f"{CHAT}  upload: collecting_photos, ")
    assert f"  {said.UPLOAD}  [answered]\n" in lines
    assert "bot > ✅ Data Mobil Berhasil Diproses!\n" in lines
    assert photos == (0, f"{photo}\n", "")
    assert purged == (0, f"{photo.parent}: 1 deleted\n", "")
    assert server.photos == []
    assert unknown == (1, "", f"alur: {UNKNOWN}\n")


@with_and_without_a_server
async def test_what_is_set_aside_is_taken_up_again_or_forgotten(
    gateway: FakeGateway, server: Server, staff: Callable[..., Person], *, running: bool
) -> None:
    gateway.next_sends.extend([REFUSAL, REFUSAL])
    await staff(0).says(said.UPLOAD)
    await staff(1).says(said.UPLOAD)
    await server.logs("reply.parked", 2)
    if not running:
        await server.stop()

    _, listed, _ = await server.call("parked")
    ids = {line.split("/")[2][:13]: line.split()[0] for line in listed.splitlines()}
    taken_up = await server.call("parked", "--retry", ids[STAFF[0]])
    dropped = await server.call("parked", "--drop", ids[STAFF[1]])
    again = await server.call("parked", "--retry", ids[STAFF[1]])
    if not running:
        await server.start()
    await staff(0).hears(1)

    assert all(one.startswith("r") for one in ids.values())
    assert (taken_up, dropped) == ((0, "", ""), (0, "", ""))
    assert again[:2] == (1, "")
    assert again[2].startswith("alur parked: nothing is set aside under ")
    assert staff(0).heard == [said.ACCEPTED]
    assert staff(1).heard == []


async def test_without_a_session_or_a_chat_there_is_nothing_and_that_is_told(
    server: Server, staff: Callable[..., Person]
) -> None:
    data = server.folder / "data"

    nobody = await server.call("chats")
    nothing = await server.call("parked")
    await staff().says("bantuan")
    await staff().hears(1)
    outside = await server.call("photos", PHONE)

    assert nobody == (0, "", f"nobody has written yet; the data is in {data}\n")
    assert nothing == (0, "", f"nothing is set aside; the data is in {data}\n")
    assert outside[:2] == (0, "")
    assert outside[2] == f"there are no photos of {PHONE}\n"


@pytest.mark.parametrize(
    "arguments", [["--retry", "x"], ["--retry", "r1", "--drop", "r1"]]
)
async def test_a_wrong_id_is_a_wrong_call(calls: Server, arguments: list[str]) -> None:
    status, out, err = await calls.call("parked", *arguments)

    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("alur parked: ")


async def test_commands_work_where_the_folder_lies_deep(
    tmp_path: Path, gateway: FakeGateway
) -> None:
    folder = tmp_path / "/".join(["a-folder-with-a-rather-long-name"] * 5)
    folder.mkdir(parents=True)

    async with Server(folder, gateway=gateway.url) as server:
        status, out, _ = await server.call("migrate")

    assert status == 0
    assert out == f"the database is up to date; a server runs at {server.url}\n"
