"""The machine's time is set under the real process, ahead and back, while it runs."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import FakeGateway

REMINDED = "Upload mobil ini belum selesai"
CLOSED = "Upload ditutup karena 30 menit"
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
SOON_SECONDS = 20.0
"""What needs a second must not need hours, nor a look every minute."""


@pytest.fixture
async def set_time(
    tmp_path: Path, gateway: FakeGateway
) -> AsyncIterator[tuple[Server, Callable[[str], None]]]:
    """A server, and what sets the time of its machine, such as ``+3d`` or ``-3h``."""
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed: apt-get install -y libfaketime")
    told = tmp_path / "time"
    told.write_text("+0\n")

    def sets(offset: str) -> None:
        # In one step: the process must never read half of it.
        written = tmp_path / "time.new"
        written.write_text(f"{offset}\n")
        written.replace(told)

    server = Server(tmp_path, gateway=gateway.url)
    server.environ = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    async with server:
        yield server, sets
        print(server.log)  # noqa: T201 - pytest shows it if the test fails


async def test_set_ahead_by_days_each_silence_ends_once(
    set_time: tuple[Server, Callable[[str], None]], gateway: FakeGateway
) -> None:
    server, sets = set_time
    person, other = (Person(one, gateway=gateway, server=server) for one in STAFF[:2])
    await person.says(said.UPLOAD)
    await person.hears(1)

    sets("+3d")
    await other.says("bantuan")
    await person.hears_words(REMINDED, timeout_seconds=SOON_SECONDS)
    await other.hears(1)
    sets("+4d")
    await other.says("bantuan lagi")
    await person.hears_words(CLOSED, timeout_seconds=SOON_SECONDS)
    await other.hears(2)
    sets("+9d")
    await other.says("bantuan dong")
    await other.hears(3)

    assert [one.split(".")[0][2:32] for one in person.heard[1:]] == [REMINDED, CLOSED]


async def test_set_back_by_hours_nothing_waits_for_them_nor_comes_twice(
    set_time: tuple[Server, Callable[[str], None]], gateway: FakeGateway
) -> None:
    server, sets = set_time
    person = Person(STAFF[0], gateway=gateway, server=server)
    gateway.next_sends.extend([Sending(status=503)] * 2)

    await person.says(said.UPLOAD)
    await server.logs("reply.postponed")
    sets("-3h")
    await person.hears(1, timeout_seconds=SOON_SECONDS)
    await person.sends("3EB0A1", late_seconds=1)
    await person.says("selesai")
    await person.hears_words(said.preview("1"), timeout_seconds=SOON_SECONDS)
    await server.logs("clock.set_back")

    assert person.heard == [said.ACCEPTED, said.FIRST_PHOTO, said.preview("1")]


async def test_set_back_while_it_is_down_nothing_waits_for_those_hours(
    set_time: tuple[Server, Callable[[str], None]], gateway: FakeGateway
) -> None:
    server, sets = set_time
    person = Person(STAFF[0], gateway=gateway, server=server)
    gateway.next_sends.extend([Sending(status=503)] * 2)
    await person.says(said.UPLOAD)
    await server.logs("reply.postponed", 2)

    await server.kill()
    sets("-3h")
    await server.start()
    await person.hears(1, timeout_seconds=SOON_SECONDS)
    await person.sends("3EB0A1")
    await person.says("selesai")
    await person.hears_words(said.preview("1"), timeout_seconds=SOON_SECONDS)
    [moved] = await server.logs("timers.moved")

    assert moved["seconds"] == pytest.approx(3 * 3_600, abs=30)
    assert person.heard == [said.ACCEPTED, said.FIRST_PHOTO, said.preview("1")]
