"""What every photo store promises, asked of each in the same words."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.files import FilePhotoStore
from storage.photos import FOLDER, NAME, BadKey, PhotoStore

SESSION = "lumiku/whatsapp:+6281200000011/1761642420000-3f9a1c2b"
PERSON = "lumiku/whatsapp:+6281200000011"
ITEM = "lumiku/cars/honda-freed-psd-matic-2012-3f9a1c"
FIRST = "1761642421000-00000000000000aa.jpg"
SECOND = "1761642422000-00000000000000bb.jpg"
THIRD = "1761642423000-00000000000000cc.jpg"

BAD_FOLDERS = [
    "", ".", "..", "/etc", "lumiku", "../lumiku/cars/avanza", "lumiku/../cars/avanza",
    "lumiku/cars/..", "lumiku/cars/.hidden", "lumiku/cars/avanza/", "lumiku//avanza",
    "/lumiku/cars/avanza", "lumiku/cars/avanza\n",
    "lumiku/cars/\N{FULLWIDTH LATIN SMALL LETTER A}vanza",
    "lumiku/cars\N{FULLWIDTH SOLIDUS}avanza", "lumiku/whatsapp:+6281200000011/..",
    "lumiku/whatsapp:+6\N{FULLWIDTH DIGIT TWO}81200000011", "lumiku\\cars\\avanza",
    "lumiku/cars/" + "a" * 300, SESSION.replace("7", "\N{DEVANAGARI DIGIT SEVEN}"),
]  # fmt: skip
BAD_NAMES = [
    "", "..", "../" + FIRST, "/" + FIRST, "." + FIRST, FIRST + "\n", FIRST + ".part",
    FIRST.replace("jpg", "JPG"), FIRST.replace("a", "\N{CYRILLIC SMALL LETTER A}"),
    FIRST.replace("1", "\N{ARABIC-INDIC DIGIT ONE}"),
]  # fmt: skip


@pytest.fixture(params=["files"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoStore:
    match request.param:
        case "files":
            return FilePhotoStore(tmp_path / "photos")
        case other:
            raise AssertionError(other)


async def listing(store: PhotoStore, folder: str) -> tuple[str, ...]:
    return (await store.listings([folder]))[folder]


async def read(store: PhotoStore, folder: str, name: str) -> bytes | None:
    path = await store.path(folder, name)
    return None if path is None else await asyncio.to_thread(path.read_bytes)


async def test_what_was_put_is_listed_in_order_of_arrival(store: PhotoStore) -> None:
    for name in (SECOND, THIRD, FIRST):
        await store.put(SESSION, name, b"photo")

    assert await listing(store, SESSION) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 300_000])
async def test_the_bytes_come_back_whole(store: PhotoStore, size: int) -> None:
    data = bytes(n % 251 for n in range(size))

    await store.put(SESSION, FIRST, data)

    assert await read(store, SESSION, FIRST) == data


async def test_putting_a_name_again_replaces_the_photo(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"the old and longer one")
    await store.put(SESSION, FIRST, b"new")

    assert await read(store, SESSION, FIRST) == b"new"
    assert await listing(store, SESSION) == (FIRST,)


async def test_a_folder_that_does_not_exist_is_empty(store: PhotoStore) -> None:
    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: ()}
    assert await store.listings([]) == {}


async def test_a_folder_lists_nothing_of_the_folders_in_it(store: PhotoStore) -> None:
    await store.put(PERSON, FIRST, b"of the person")
    await store.put(SESSION, SECOND, b"of the session")

    assert await store.listings([PERSON, SESSION]) == {
        PERSON: (FIRST,),
        SESSION: (SECOND,),
    }


async def test_a_photo_that_is_not_listed_has_no_path(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"photo")

    assert await store.path(SESSION, SECOND) is None
    assert await store.path(ITEM, FIRST) is None


async def test_many_puts_of_one_name_leave_one_whole_photo(store: PhotoStore) -> None:
    photos = [bytes([n]) * 200_000 for n in range(12)]

    await asyncio.gather(*(store.put(SESSION, FIRST, photo) for photo in photos))

    assert await listing(store, SESSION) == (FIRST,)
    assert await read(store, SESSION, FIRST) in photos


async def test_photos_put_at_once_are_all_kept(store: PhotoStore) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(30)]

    await asyncio.gather(*(store.put(SESSION, name, b"photo") for name in names))

    assert await listing(store, SESSION) == tuple(names)


async def test_a_listing_never_names_a_part_of_a_photo(store: PhotoStore) -> None:
    whole = bytes(500_000)
    putting = asyncio.gather(*(store.put(SESSION, FIRST, whole) for _ in range(5)))

    seen = set()
    while not putting.done():
        seen |= {await read(store, SESSION, n) for n in await listing(store, SESSION)}
    await putting

    assert seen <= {whole}
    assert await listing(store, SESSION) == (FIRST,)


async def test_a_cancelled_put_leaves_the_photo_whole(store: PhotoStore) -> None:
    whole = bytes(500_000)
    putting = asyncio.create_task(store.put(SESSION, FIRST, whole))
    await asyncio.wait([putting], timeout=0.001)

    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting

    assert await read(store, SESSION, FIRST) == whole


async def test_a_move_takes_every_photo_along(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {
        SESSION: (),
        ITEM: (FIRST, SECOND),
    }
    assert await read(store, ITEM, SECOND) == b"two"


async def test_moving_again_is_harmless(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")

    for _ in range(3):
        await store.move(SESSION, ITEM)

    assert await listing(store, ITEM) == (FIRST,)


async def test_moving_what_does_not_exist_is_harmless(store: PhotoStore) -> None:
    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: ()}


async def test_moving_a_folder_to_itself_is_harmless(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")

    await store.move(SESSION, SESSION)

    assert await listing(store, SESSION) == (FIRST,)


async def test_a_move_into_a_folder_with_photos_joins_them(store: PhotoStore) -> None:
    await store.put(ITEM, FIRST, b"old")
    await store.put(ITEM, SECOND, b"two")
    await store.put(SESSION, FIRST, b"new")
    await store.put(SESSION, THIRD, b"three")

    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {
        SESSION: (),
        ITEM: (FIRST, SECOND, THIRD),
    }
    assert await read(store, ITEM, FIRST) == b"new"


@pytest.mark.parametrize(
    ("source", "target"), [(PERSON, SESSION), (SESSION, PERSON), (PERSON, ITEM)]
)
async def test_a_move_leaves_the_other_sessions_where_they_are(
    store: PhotoStore, source: str, target: str
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


async def test_a_photo_put_during_a_move_is_in_one_of_both(store: PhotoStore) -> None:
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


async def test_a_purge_deletes_the_photos_and_counts_them(store: PhotoStore) -> None:
    await store.put(SESSION, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    assert await store.purge(SESSION) == 2
    assert await store.purge(SESSION) == 0
    assert await listing(store, SESSION) == ()


async def test_a_photo_put_during_a_purge_is_kept_or_purged(store: PhotoStore) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(20)]

    putting = asyncio.gather(*(store.put(SESSION, n, b"photo") for n in names))
    purged = await store.purge(SESSION)
    await putting

    assert purged + len(await listing(store, SESSION)) == len(names)


async def test_a_purge_leaves_the_folders_inside(store: PhotoStore) -> None:
    await store.put(PERSON, FIRST, b"one")
    await store.put(SESSION, SECOND, b"two")

    assert await store.purge(PERSON) == 1
    assert await listing(store, SESSION) == (SECOND,)


@pytest.mark.parametrize("folder", BAD_FOLDERS)
async def test_a_folder_of_another_form_is_refused(
    store: PhotoStore, folder: str
) -> None:
    for attempt in (
        store.put(folder, FIRST, b""),
        store.listings([SESSION, folder]),
        store.path(folder, FIRST),
        store.move(folder, ITEM),
        store.move(SESSION, folder),
        store.purge(folder),
    ):
        with pytest.raises(BadKey) as refused:
            await attempt
        assert not folder or folder not in str(refused.value)


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_a_name_of_another_form_is_refused(store: PhotoStore, name: str) -> None:
    with pytest.raises(BadKey):
        await store.put(SESSION, name, b"")
    with pytest.raises(BadKey):
        await store.path(SESSION, name)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    folder=st.one_of(st.text(), st.text(alphabet="lc0-/.:+\n"), st.just(SESSION)),
    name=st.one_of(st.text(), st.text(alphabet="01af-./jpg\n"), st.just(FIRST)),
)
async def test_whatever_is_stored_has_a_good_name(
    store: PhotoStore, folder: str, name: str
) -> None:
    try:
        await store.put(folder, name, b"photo")
    except BadKey:
        assert not (FOLDER.fullmatch(folder) and NAME.fullmatch(name))
        return

    assert name in await listing(store, folder)
