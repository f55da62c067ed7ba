"""Nothing but the data has to be written, as in a container or a service."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import aiohttp
import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.gateway import FakeGateway
from tests.pictures import RED, jpeg, opened

SHUT = 'mount --rbind "$0" "$0" && mount -o remount,ro,bind / && exec "$@"'
"""Leaves nothing to be written but the folder that is named first."""


def can_shut() -> bool:
    if not shutil.which("unshare"):
        return False
    program = ["unshare", "-rm", "sh", "-c", SHUT, tempfile.gettempdir(), "true"]
    return subprocess.run(program, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not can_shut(), reason="needs to mount: unshare -rm")
async def test_a_car_is_listed_where_everything_but_the_data_is_read_only(
    tmp_path: Path, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, python = tmp_path / "data", tmp_path / "python"
    data.mkdir()
    python.write_text(
        f"#!/bin/sh\nexec unshare -rm sh -c '{SHUT}' {data} {sys.executable} \"$@\"\n"
    )
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))

    async with Server(tmp_path, gateway=gateway.url) as server:
        person = Person(STAFF[0], gateway=gateway, server=server)
        await person.says(said.UPLOAD)
        await person.hears(1)
        await person.sends("3EB0A1", jpeg(640, 480, RED))
        await person.says("selesai")
        await person.hears(3)
        await person.says("ya")
        await person.hears(4)
        pictures = await server.pictures(person.page)
        small = f"{server.url}{person.page}/photos/{next(iter(pictures))}?w=320"
        async with aiohttp.ClientSession() as client, client.get(small) as shown:
            width = opened(await shown.read()).width
        status = await server.stop()

    assert (status, width, len(pictures)) == (0, 320, 1)
    assert "Read-only" not in server.log
