"""``alur doctor`` tries everything that a bot needs from outside, and says what is."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.roundtrips import ahead_seconds
from tests.acceptance import said
from tests.acceptance.door import Clockwork, Door
from tests.acceptance.people import Person
from tests.acceptance.process import call
from tests.acceptance.server import STAFF, Server
from tests.fakes.gateway import FakeGateway
from tests.pictures import RED, jpeg


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with Door() as door:
        yield door


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@asynccontextmanager
async def behind(
    door: Door, folder: Path, gateway: FakeGateway
) -> AsyncIterator[Server]:
    """A server whose public address is that of *door*, which leads to it."""
    port = free_port()
    settings = {"public_url": door.url, "port": port}
    door.leads_to = f"http://127.0.0.1:{port}"
    async with Server(folder, gateway=gateway.url, settings=settings) as server:
        yield server


async def asked(server: Server) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """The exit status, and by subject what was found: how it is, and in what words."""
    status, out, err = await server.call("doctor", "--json")
    assert not err
    found: dict[str, list[tuple[str, str]]] = {}
    for symptom in json.loads(out):
        assert set(symptom) == {"where", "state", "said", "cure"}
        assert symptom["state"] not in {"doubt", "wrong"} or symptom["cure"]
        found.setdefault(symptom["where"], []).append(
            (symptom["state"], symptom["said"])
        )
    return status, found


async def test_a_bot_that_is_well_is_told_so_up_to_the_photo_on_its_page(
    tmp_path, gateway, door
):
    async with behind(door, tmp_path, gateway) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.hears(1)
        await person.sends("3EB0A1", jpeg(640, 480, RED))
        await person.says("selesai")
        await person.hears(3)
        await person.says("ya")
        await person.hears(4)

        status, found = await asked(server)

    assert (status, {state for each in found.values() for state, _ in each}) == (
        0,
        {"ok"},
    )
    assert set(found) == {"photos", "voices", "server", "public_url", "lumiku/wa"}
    assert ("ok", f"shown on the pages of {door.url}") in found["photos"]
    assert [words for _, words in found["lumiku/wa"]] == [
        f"its webhook answers at {door.url}/webhook/lumiku/wa",
        "reachable and logged in: gateway v1.6.0",
        "its clock and ours agree",
    ]


async def test_a_proxy_that_hands_nothing_on_is_told(tmp_path, gateway, door):
    async with behind(door, tmp_path, gateway) as server:
        door.leads_to = ""

        status, found = await asked(server)

    [(state, words)] = found["public_url"]
    assert (status, state) == (1, "wrong")
    assert words == f"{door.url} does not lead to this server: status 502"


async def test_a_proxy_that_keeps_webhooks_to_itself_is_told(tmp_path, gateway, door):
    async with behind(door, tmp_path, gateway) as server:
        door.shut = ("/webhook",)

        status, found = await asked(server)

    assert status == 1
    assert found["public_url"][0][0] == "ok"
    assert found["lumiku/wa"][0] == (
        "wrong",
        f"its webhook does not answer at {door.url}/webhook/lumiku/wa: status 404",
    )


async def test_without_a_server_it_says_what_could_not_be_tried(tmp_path, gateway):
    server = Server(tmp_path, gateway=gateway.url)

    status, found = await asked(server)

    [(state, words)] = found["server"]
    assert (status, state) == (0, "unknown")
    assert words.startswith("none runs, so ")


async def test_a_gateway_that_lost_its_account_is_told_in_one_line(tmp_path, gateway):
    gateway.paired = False
    server = Server(tmp_path, gateway=gateway.url)

    status, out, _ = await server.call("doctor")

    [line] = [one for one in out.splitlines() if one.startswith("wrong")]
    assert status == 1
    assert line.startswith("wrong   lumiku/wa: ")
    assert "docs/channels.md" in line


async def test_a_photo_folder_that_cannot_be_written_is_told(tmp_path, gateway):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "photos").write_text("in the way")

    status, out, _ = await Server(tmp_path, gateway=gateway.url).call("doctor")

    assert status == 1
    assert "wrong   photos: no photo can be kept in " in out


async def test_settings_that_the_bot_does_not_start_with_are_told(tmp_path):
    config = tmp_path / "bot.yaml"
    config.write_text("data: data\ntenants: {a: {channels: {wa: {type: fax}}}}\n")

    status, out, _ = await call("doctor", "--config", str(config))

    assert status == 1
    assert out.startswith("wrong   settings: tenants.a.channels.wa.type: there is no ")


DOUBTFUL: Any = {
    "public_url": "",
    "tenants": {
        "lumiku": {
            "contacts": {"owner": {"email": "owner@lumiku.example"}},
            "channels": {"wa": {"type": "wwapi", "url": "http://192.0.2.1:9"}},
        }
    },
}


async def test_settings_that_are_hardly_meant_so_are_doubted(tmp_path):
    server = Server(tmp_path, gateway="", settings=DOUBTFUL)

    _, found = await asked(server)

    doubts = {
        words.split(",")[0]
        for each in found.values()
        for state, words in each
        if state == "doubt"
    }
    assert doubts == {
        "its gateway is at 192.0.2.1",
        "its deliveries do not prove where they come from",
        "has an e-mail address",
    }


async def ahead(says: str | None) -> float | None:
    async with Clockwork(lambda: says) as gateway, aiohttp.ClientSession() as session:
        return await ahead_seconds(session, URL(gateway.url))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
async def test_a_clock_is_compared_with_the_gateways(seconds):
    found = await ahead(formatdate(time() - seconds, usegmt=True))

    assert found == pytest.approx(seconds, abs=3)


async def test_a_gateway_that_tells_no_time_is_not_compared():
    assert await ahead(None) is None


async def test_the_exit_tells_of_a_clock_that_is_wrong(tmp_path):
    late = formatdate(time() - 400, usegmt=True)
    async with Clockwork(lambda: late) as gateway:
        server = Server(tmp_path, gateway=gateway.url)

        status, found = await asked(server)

    assert status == 1
    assert "seconds ahead of the gateway's" in found["lumiku/wa"][-1][1]


async def test_no_secret_is_told(tmp_path):
    async with FakeGateway() as gateway:
        server = Server(tmp_path, gateway=gateway.url)

        _, out, err = await server.call("doctor")

    assert "s3cret" not in out + err
