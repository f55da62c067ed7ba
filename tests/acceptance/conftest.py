"""The gateway and the server that each of these tests talks to."""

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.gateway import FakeGateway

# It looks at what it is told, as tests do, and is to say what was wrong with it.
pytest.register_assert_rewrite("tests.acceptance.rounds")


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
def settings() -> Mapping[str, Any]:
    """What a test's server is set up with beside the usual; nothing by default."""
    return {}


@pytest.fixture
async def server(
    tmp_path: Path, gateway: FakeGateway, settings: Mapping[str, Any]
) -> AsyncIterator[Server]:
    """The server, running; what it logged is printed for a test that fails."""
    async with Server(tmp_path, gateway=gateway.url, settings=settings) as server:
        yield server
        print(server.log)  # noqa: T201 - pytest shows it if the test fails


@pytest.fixture
def staff(gateway: FakeGateway, server: Server) -> Callable[[int], Person]:
    """The person of the staff with that number, counted from 0."""

    def person(number: int = 0) -> Person:
        return Person(STAFF[number], gateway=gateway, server=server)

    return person


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_server(
    tmp_path_factory: pytest.TempPathFactory, lasting_gateway: FakeGateway
) -> AsyncIterator[Server]:
    """One server for a whole file: what one test does to it, the next survives."""
    folder = tmp_path_factory.mktemp("lasting")
    async with Server(folder, gateway=lasting_gateway.url) as server:
        yield server
        print(server.log)  # noqa: T201 - pytest shows it if a test fails


@pytest_asyncio.fixture(loop_scope="module")
async def well_afterwards(lasting_server: Server) -> AsyncIterator[None]:
    """After the test the server lives, has stored nothing and logged no error."""
    yield
    assert await lasting_server.page("/healthz") == (200, '{"ok": true}')
    assert lasting_server.messages == 0
    assert "Traceback" not in lasting_server.log
    assert not [one for one in lasting_server.lines if '"exception"' in one]
    assert not [one for one in lasting_server.lines if '"level": "error"' in one]
