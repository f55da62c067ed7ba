"""What a crash, a bad disk or a mistaken hand left in the photo store."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from storage.files import FilePhotoStore

SESSION = "lumiku/whatsapp:+6281200000011/1761642420000-3f9a1c2b"
PERSON = "lumiku/whatsapp:+6281200000011"
ITEM = "lumiku/cars/honda-freed-psd-matic-2012-3f9a1c"
FIRST = "1761642421000-00000000000000aa.jpg"
SECOND = "1761642422000-00000000000000bb.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def store(root: Path) -> FilePhotoStore:
    return FilePhotoStore(root)


@pytest.fixture
async def emptied(store: FilePhotoStore, root: Path) -> Path:
    """The folder of two photos, of which the first has lost its bytes."""
    for name in (FIRST, SECOND):
        await store.put(SESSION, name, b"photo")
    (root / SESSION / FIRST).write_bytes(b"")
    return root / SESSION


def inside(root: Path) -> list[Path]:
    return sorted(root.rglob("*"))


@pytest.mark.usefixtures("emptied")
async def test_an_empty_file_is_no_photo(store: FilePhotoStore) -> None:
    assert await store.listings([SESSION]) == {SESSION: (SECOND,)}
    assert await store.read(SESSION, FIRST) is None


async def test_the_photo_takes_the_place_of_the_empty_file(
    store: FilePhotoStore, emptied: Path
) -> None:
    await store.put(SESSION, FIRST, b"photo")

    assert await store.listings([SESSION]) == {SESSION: (FIRST, SECOND)}
    assert (emptied / FIRST).read_bytes() == b"photo"


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("joined", [False, True])
async def test_an_empty_file_stops_no_move(
    store: FilePhotoStore, root: Path, *, joined: bool
) -> None:
    if joined:
        await store.put(ITEM, "1761642423000-00000000000000cc.jpg", b"photo")

    await store.move(SESSION, ITEM)

    assert SECOND in (await store.listings([ITEM]))[ITEM]
    assert FIRST not in (await store.listings([ITEM]))[ITEM]
    assert not [path for path in inside(root) if PERSON in str(path)]


@pytest.mark.usefixtures("emptied")
async def test_an_empty_file_is_purged_and_not_counted(
    store: FilePhotoStore, root: Path
) -> None:
    assert await store.purge(SESSION) == 1
    assert inside(root) == [root / "lumiku"]


async def test_a_torn_file_is_listed_since_nothing_is_opened_to_list_it(
    store: FilePhotoStore, root: Path
) -> None:
    await store.put(SESSION, FIRST, bytes(1_000))
    (root / SESSION / FIRST).write_bytes(bytes(500))

    assert await store.listings([SESSION]) == {SESSION: (FIRST,)}


@pytest.mark.parametrize("gone", [SESSION, PERSON, "lumiku", "."])
async def test_a_folder_that_vanishes_is_made_again(
    store: FilePhotoStore, root: Path, gone: str
) -> None:
    await store.put(SESSION, FIRST, b"photo")
    shutil.rmtree(root / gone)

    before = await store.listings([SESSION])
    await store.put(SESSION, SECOND, b"photo")

    assert before == {SESSION: ()}
    assert await store.listings([SESSION]) == {SESSION: (SECOND,)}


@pytest.mark.parametrize("gone", [SESSION, "."])
async def test_what_vanished_can_be_moved_and_purged(
    store: FilePhotoStore, root: Path, gone: str
) -> None:
    await store.put(SESSION, FIRST, b"photo")
    shutil.rmtree(root / gone)

    await store.move(SESSION, ITEM)
    purged = await store.purge(SESSION)

    assert purged == 0
    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: ()}


async def test_no_photo_is_lost_that_was_told_after_the_folder_vanished(
    store: FilePhotoStore, root: Path
) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(60)]

    async def put(name: str) -> None:
        if name.startswith("1761642421030"):
            await asyncio.to_thread(shutil.rmtree, root, ignore_errors=True)
        await store.put(SESSION, name, b"photo")

    for name in names:
        await put(name)

    [listed] = (await store.listings([SESSION])).values()
    assert listed == tuple(names[30:])


async def test_ten_thousand_photos_of_one_person_are_listed_quickly(
    store: FilePhotoStore, root: Path
) -> None:
    folder = root / PERSON
    folder.mkdir(parents=True)
    for number in range(10_000):
        (folder / f"{1761642421000 + number}-{number:016x}.jpg").write_bytes(b"photo")

    begun = time.process_time()
    [listed] = (await store.listings([PERSON])).values()
    taken = time.process_time() - begun

    assert len(listed) == 10_000
    assert list(listed) == sorted(listed)
    assert taken < 0.1
