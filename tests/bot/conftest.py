"""A bot for each test, whole and at the speed of memory; a stage for scenarios."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.scenario.stage import Stage, set_stage
from tests.bot.little_flow import little
from tests.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A bot that sells cars."""
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Iterator[Stage]:
    root = tmp_path_factory.mktemp("little")
    (root / "played").mkdir()
    stage = asyncio.run(set_stage(little(root), root / "played"))
    yield stage
    asyncio.run(stage.database.close())
