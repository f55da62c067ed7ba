"""A bot for each test, whole and at the speed of memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A bot that sells cars."""
    async with open_house(tmp_path) as opened:
        yield opened
