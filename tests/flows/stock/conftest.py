"""A shop for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.stock.shop import open_shop
from tests.house import House


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[House]:
    async with open_shop(tmp_path) as house:
        yield house
