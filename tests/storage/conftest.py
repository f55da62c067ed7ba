"""A database in a real file, for every test of the tables."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from storage.backups import Roots, back_up
from storage.bucketurl import BucketUrl
from storage.chats import accept
from storage.engine import Engine, open_engine
from storage.files import FilePhotoStore
from storage.photos import VOICE, OpenPhotoStore
from storage.places import Place, open_photos
from tests.storage.keepsake import NAME, OTHER, SOUND, nothing, stores
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
def roots(tmp_path: Path) -> Roots:
    return stores(tmp_path)


@pytest.fixture
async def backup(engine: Engine, file: Path, roots: Roots, tmp_path: Path) -> Path:
    """A backup of a message, two photos and a voice note, while all is open."""
    await engine.run(accept, message("m1"))
    store = FilePhotoStore(roots["photos"])
    await store.put(HOME, NAME, b"front")
    await store.put(SHOP, OTHER, b"back")
    await FilePhotoStore(roots["voices"], VOICE).put(HOME, SOUND, b"hello")
    made = tmp_path / "made.tar"
    back_up(file, roots, made, nothing)
    return made


@pytest.fixture(params=["files", "moto", "seaweedfs"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Somewhere nothing is kept yet."""
    match request.param:
        case "files":
            return tmp_path / "photos"
        case server:
            url: BucketUrl = request.getfixturevalue(server)
            return replace(url, prefix=f"{token_hex(8)}/photos")


@pytest.fixture
def store(place: Place) -> Iterator[OpenPhotoStore]:
    with open_photos(place) as store:
        yield store
