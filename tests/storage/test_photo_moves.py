"""Photos are moved and purged by folder, in every photo store alike."""

import asyncio

import pytest

from storage.photos import OpenPhotoStore
from tests.storage.kept import FIRST, ITEM, PERSON, SECOND, SESSION, THIRD, listing


async def test_a_move_takes_every_photo_along(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {
        SESSION: (),
        ITEM: (FIRST, SECOND),
    }
    assert await store.read(ITEM, SECOND) == b"two"


async def test_moving_again_is_harmless(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")

    for _ in range(3):
        await store.move(SESSION, ITEM)

    assert await listing(store, ITEM) == (FIRST,)


async def test_moving_what_does_not_exist_is_harmless(store: OpenPhotoStore) -> None:
    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: ()}


async def test_moving_a_folder_to_itself_is_harmless(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")

    await store.move(SESSION, SESSION)

    assert await listing(store, SESSION) == (FIRST,)


async def test_a_move_into_a_folder_with_photos_joins_them(
    store: OpenPhotoStore,
) -> None:
    await store.put(ITEM, FIRST, b"old")
    await store.put(ITEM, SECOND, b"two")
    await store.put(SESSION, FIRST, b"new")
    await store.put(SESSION, THIRD, b"three")

    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {
        SESSION: (),
        ITEM: (FIRST, SECOND, THIRD),
    }
    assert await store.read(ITEM, FIRST) == b"new"


@pytest.mark.parametrize(
    ("source", "target"), [(PERSON, SESSION), (SESSION, PERSON), (PERSON, ITEM)]
)
async def test_a_move_leaves_the_other_sessions_where_they_are(
    store: OpenPhotoStore, source: str, target: str
) -> None:
    other = f"{PERSON}/1761642420001-3f9a1c2b"
    await store.put(source, FIRST, b"one")
    await store.put(other, SECOND, b"two")

    await store.move(source, target)

    assert await store.listings([source, target, other]) == {
        source: (),
        target: (FIRST,),
        other: (SECOND,),
    }


async def test_a_photo_put_during_a_move_is_in_one_of_both(
    store: OpenPhotoStore,
) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(20)]
    await store.put(SESSION, THIRD, b"moved")

    await asyncio.gather(
        *(store.put(SESSION, name, b"photo") for name in names[:10]),
        store.move(SESSION, ITEM),
        *(store.put(SESSION, name, b"photo") for name in names[10:]),
    )
    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {
        SESSION: (),
        ITEM: tuple(sorted([*names, THIRD])),
    }


async def test_a_purge_deletes_the_photos_and_counts_them(
    store: OpenPhotoStore,
) -> None:
    await store.put(SESSION, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    assert await store.purge(SESSION) == 2
    assert await store.purge(SESSION) == 0
    assert await listing(store, SESSION) == ()


async def test_a_photo_put_during_a_purge_is_kept_or_purged(
    store: OpenPhotoStore,
) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(20)]

    putting = asyncio.gather(*(store.put(SESSION, n, b"photo") for n in names))
    purged = await store.purge(SESSION)
    await putting

    assert purged + len(await listing(store, SESSION)) == len(names)


async def test_a_purge_leaves_the_folders_inside(store: OpenPhotoStore) -> None:
    await store.put(PERSON, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    assert await store.purge(PERSON) == 1
    assert await listing(store, SESSION) == (SECOND,)


async def test_a_purge_may_take_some_photos_only(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    assert await store.purge(SESSION, {FIRST, THIRD}) == 1
    assert await listing(store, SESSION) == (SECOND,)
    assert await store.purge(SESSION, ()) == 0
    assert await listing(store, SESSION) == (SECOND,)


async def test_the_folders_of_people_are_found_by_tenant(store: OpenPhotoStore) -> None:
    other = "toko/whatsapp:lid:abc.1"
    for folder in (PERSON, SESSION, ITEM, other):
        await store.put(folder, FIRST, b"photo")

    assert await store.folders("lumiku") == (PERSON, SESSION)
    assert await store.folders("toko") == (other,)
    assert await store.folders("nobody") == ()
