"""
What people sent can be found by tenant, and deleted photo by photo.

Every store answers alike: files, and buckets of two servers.
"""

from pathlib import Path

import pytest

from storage.bucket import Bucket
from storage.files import FilePhotoStore
from storage.photos import BadKey, OpenPhotoStore
from storage.places import Place

PERSON = "salon/whatsapp:+6281200000022"
LID = "salon/whatsapp:lid:88776655443322"
SESSION = f"{PERSON}/1761646038000-00000000"
ITEM = "salon/cars/honda-freed"
FIRST = "1761646038001-0000000000000001.jpg"
SECOND = "1761646038002-0000000000000002.jpg"


async def filled(store: OpenPhotoStore, *folders: str) -> None:
    for folder in folders:
        await store.put(folder, FIRST, b"one")
        await store.put(folder, SECOND, b"two")


def put_by_hand(place: Place, path: str) -> None:
    """Put a file at *path*, as somebody does who opens the place."""
    if isinstance(place, Path):
        (place / path).parent.mkdir(parents=True)
        (place / path).write_bytes(b"mine")
    else:
        Bucket(place).put(path, b"mine")


async def test_the_folders_of_people_and_sessions_are_found(
    store: OpenPhotoStore,
) -> None:
    await filled(store, PERSON, SESSION, LID, ITEM, "other/whatsapp:+6281200000022")

    assert await store.folders("salon") == (PERSON, SESSION, LID)


async def test_a_tenant_without_photos_has_no_folders(store: OpenPhotoStore) -> None:
    assert await store.folders("salon") == ()


async def test_what_else_lies_there_is_no_folder_of_a_person(
    store: OpenPhotoStore, place: Place
) -> None:
    await filled(store, PERSON)
    for stray in (f"{PERSON}/mine/notes.txt", "salon/whatsapp:+0/notes.txt"):
        put_by_hand(place, stray)

    assert await store.folders("salon") == (PERSON,)


async def test_no_link_leads_to_a_folder_of_a_person(tmp_path: Path) -> None:
    store = FilePhotoStore(tmp_path / "photos")
    await filled(store, PERSON)
    (tmp_path / "photos" / LID).symlink_to(tmp_path)

    assert await store.folders("salon") == (PERSON,)


async def test_only_the_photos_named_are_deleted(store: OpenPhotoStore) -> None:
    await filled(store, PERSON)

    assert await store.purge(PERSON, [FIRST]) == 1
    assert await store.listings([PERSON]) == {PERSON: (SECOND,)}


async def test_the_folder_goes_with_the_last_of_its_photos(
    store: OpenPhotoStore,
) -> None:
    await filled(store, PERSON)

    assert await store.purge(PERSON, [FIRST, SECOND]) == 2
    assert await store.folders("salon") == ()


async def test_the_folders_of_sessions_inside_stay(store: OpenPhotoStore) -> None:
    await filled(store, PERSON, SESSION)

    await store.purge(PERSON, [FIRST, SECOND])

    assert await store.listings([SESSION]) == {SESSION: (FIRST, SECOND)}


async def test_a_photo_that_is_not_there_is_passed_by(store: OpenPhotoStore) -> None:
    await store.put(PERSON, FIRST, b"one")

    assert await store.purge(PERSON, [SECOND]) == 0
    assert await store.purge(LID, [SECOND]) == 0
    assert await store.listings([PERSON]) == {PERSON: (FIRST,)}


async def test_a_name_of_another_form_is_refused(store: OpenPhotoStore) -> None:
    with pytest.raises(BadKey):
        await store.purge(PERSON, ["../../x"])
