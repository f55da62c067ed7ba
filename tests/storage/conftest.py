"""A database in a real file, for every test of the tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.backups import back_up
from storage.chats import accept
from storage.engine import Engine, open_engine
from storage.files import FilePhotoStore
from tests.storage.keepsake import NAME, OTHER, nothing
from tests.storage.rows import HOME, SHOP, message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[Engine]:
    engine = await open_engine(file)
    yield engine
    await engine.close()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
async def backup(engine: Engine, file: Path, photos: Path, tmp_path: Path) -> Path:
    """A backup of a message and two photos, made while the database is open."""
    await engine.run(accept, message("m1"))
    store = FilePhotoStore(photos)
    await store.put(HOME, NAME, b"front")
    await store.put(SHOP, OTHER, b"back")
    made = tmp_path / "made.tar"
    back_up(file, photos, made, nothing)
    return made
