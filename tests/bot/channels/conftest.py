"""The two ways in which a gateway near by is reached, for tests of both."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.client import HttpClient


@pytest.fixture(params=["session", "wires"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[HttpClient]:
    """What channels reach their gateways with: by its session alone, and as it is."""
    async with HttpClient() as client:
        if request.param == "session":
            client.wires = None
        yield client
