"""Some photos of a folder are deleted, and the others stay."""

from pathlib import Path

import pytest

from storage.files import FilePhotoStore
from storage.photos import BadKey

ITEM = "lumiku/cars/honda-freed-psd-matic-2012-3f9a1c"
FIRST, SECOND, THIRD = (f"176164242{n}000-00000000000000aa.jpg" for n in (1, 2, 3))


@pytest.fixture
async def store(tmp_path: Path) -> FilePhotoStore:
    """A store with two photos."""
    store = FilePhotoStore(tmp_path / "photos")
    for name in (FIRST, SECOND):
        await store.put(ITEM, name, b"photo")
    return store


async def test_only_the_photos_that_are_named_are_deleted(
    store: FilePhotoStore,
) -> None:
    assert await store.purge(ITEM, [FIRST, THIRD]) == 1

    assert await store.listings([ITEM]) == {ITEM: (SECOND,)}


async def test_deleting_them_again_deletes_nothing(store: FilePhotoStore) -> None:
    await store.purge(ITEM, [FIRST])

    assert await store.purge(ITEM, [FIRST]) == 0
    assert await store.purge(ITEM, []) == 0
    assert await store.listings([ITEM]) == {ITEM: (SECOND,)}


async def test_the_folder_goes_with_its_last_photo(
    store: FilePhotoStore, tmp_path: Path
) -> None:
    assert await store.purge(ITEM, [FIRST, SECOND]) == 2

    assert not (tmp_path / "photos" / ITEM).exists()


@pytest.mark.parametrize("name", ["../x.jpg", ".*", "", "/etc/passwd"])
async def test_a_name_of_another_form_is_refused(
    store: FilePhotoStore, name: str
) -> None:
    with pytest.raises(BadKey):
        await store.purge(ITEM, [name])

    assert await store.listings([ITEM]) == {ITEM: (FIRST, SECOND)}


async def test_there_need_be_no_folder(store: FilePhotoStore) -> None:
    assert await store.purge(f"{ITEM}-other", [FIRST]) == 0

    with pytest.raises(BadKey):
        await store.purge("../elsewhere", [FIRST])
