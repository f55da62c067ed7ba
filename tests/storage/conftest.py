"""A database in a real file, for every test of the tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Engine, open_engine


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[Engine]:
    engine = await open_engine(file)
    yield engine
    await engine.close()
