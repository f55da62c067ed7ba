"""What every photo store promises, asked of each in the same words."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.photos import FOLDER, NAME, BadKey, OpenPhotoStore
from storage.places import Place, open_photos
from tests.storage.kept import FIRST, ITEM, PERSON, SECOND, SESSION, THIRD, listing

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


async def test_what_was_put_is_listed_in_order_of_arrival(
    store: OpenPhotoStore,
) -> None:
    for name in (SECOND, THIRD, FIRST):
        await store.put(SESSION, name, b"photo")

    assert await listing(store, SESSION) == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 300_000])
async def test_the_bytes_come_back_whole(store: OpenPhotoStore, size: int) -> None:
    data = bytes(n % 251 for n in range(size))

    await store.put(SESSION, FIRST, data)

    assert await store.read(SESSION, FIRST) == data


async def test_putting_a_name_again_replaces_the_photo(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"the old and longer one")
    await store.put(SESSION, FIRST, b"new")

    assert await store.read(SESSION, FIRST) == b"new"
    assert await listing(store, SESSION) == (FIRST,)


async def test_a_folder_that_does_not_exist_is_empty(store: OpenPhotoStore) -> None:
    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: ()}
    assert await store.listings([]) == {}


async def test_a_folder_lists_nothing_of_the_folders_in_it(
    store: OpenPhotoStore,
) -> None:
    await store.put(PERSON, FIRST, b"of the person")
    await store.put(SESSION, SECOND, b"of the session")

    assert await store.listings([PERSON, SESSION]) == {
        PERSON: (FIRST,),
        SESSION: (SECOND,),
    }


async def test_a_photo_that_is_not_listed_is_not_read(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"photo")
    await store.put(SESSION, THIRD, b"")

    for folder, name in ((SESSION, SECOND), (ITEM, FIRST), (SESSION, THIRD)):
        assert name not in await listing(store, folder)
        assert await store.read(folder, name) is None
        assert await store.version(folder, name) is None


async def test_a_version_stays_until_the_bytes_change(store: OpenPhotoStore) -> None:
    await store.put(SESSION, FIRST, b"the front")
    first = await store.version(SESSION, FIRST)

    assert first
    assert first == await store.version(SESSION, FIRST)
    assert first.replace("-", "").isalnum()

    await store.put(SESSION, FIRST, b"the rear!")

    assert await store.version(SESSION, FIRST) != first


async def test_voice_notes_have_a_store_of_their_own(place: Place) -> None:
    photo, sound = FIRST, FIRST.replace("jpg", "ogg")
    with open_photos(place, suffix="ogg") as voices:
        await voices.put(PERSON, sound, b"hello")

        assert await listing(voices, PERSON) == (sound,)
        assert await voices.read(PERSON, sound) == b"hello"
        with pytest.raises(BadKey):
            await voices.put(PERSON, photo, b"photo")
        assert await voices.purge(PERSON) == 1


async def test_a_folder_may_hold_more_than_a_page_of_a_listing(
    store: OpenPhotoStore,
) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(1_100)]
    await asyncio.gather(*(store.put(SESSION, name, b"photo") for name in names))

    assert await listing(store, SESSION) == tuple(names)
    await store.move(SESSION, ITEM)
    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: tuple(names)}
    assert await store.purge(ITEM) == len(names)


async def test_a_check_leaves_nothing(store: OpenPhotoStore) -> None:
    store.check()

    assert store.sweep() == 0


async def test_many_puts_of_one_name_leave_one_whole_photo(
    store: OpenPhotoStore,
) -> None:
    photos = [bytes([n]) * 200_000 for n in range(12)]

    await asyncio.gather(*(store.put(SESSION, FIRST, photo) for photo in photos))

    assert await listing(store, SESSION) == (FIRST,)
    assert await store.read(SESSION, FIRST) in photos


async def test_photos_put_at_once_are_all_kept(store: OpenPhotoStore) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(30)]

    await asyncio.gather(*(store.put(SESSION, name, b"photo") for name in names))

    assert await listing(store, SESSION) == tuple(names)


async def test_a_listing_never_names_a_part_of_a_photo(store: OpenPhotoStore) -> None:
    whole = bytes(500_000)
    putting = asyncio.gather(*(store.put(SESSION, FIRST, whole) for _ in range(5)))

    seen = set()
    while not putting.done():
        seen |= {await store.read(SESSION, n) for n in await listing(store, SESSION)}
    await putting

    assert seen <= {whole}
    assert await listing(store, SESSION) == (FIRST,)


async def test_a_cancelled_put_leaves_the_photo_whole(store: OpenPhotoStore) -> None:
    whole = bytes(500_000)
    putting = asyncio.create_task(store.put(SESSION, FIRST, whole))
    await asyncio.wait([putting], timeout=0.001)

    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting

    assert await store.read(SESSION, FIRST) == whole


@pytest.mark.parametrize("folder", BAD_FOLDERS)
async def test_a_folder_of_another_form_is_refused(
    store: OpenPhotoStore, folder: str
) -> None:
    for attempt in (
        store.put(folder, FIRST, b""),
        store.listings([SESSION, folder]),
        store.read(folder, FIRST),
        store.version(folder, FIRST),
        store.move(folder, ITEM),
        store.move(SESSION, folder),
        store.purge(folder),
    ):
        with pytest.raises(BadKey) as refused:
            await attempt
        assert not folder or folder not in str(refused.value)


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_a_name_of_another_form_is_refused(
    store: OpenPhotoStore, name: str
) -> None:
    with pytest.raises(BadKey):
        await store.put(SESSION, name, b"")
    with pytest.raises(BadKey):
        await store.read(SESSION, name)
    with pytest.raises(BadKey):
        await store.version(SESSION, name)


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
    store: OpenPhotoStore, folder: str, name: str
) -> None:
    try:
        await store.put(folder, name, b"photo")
    except BadKey:
        assert not (FOLDER.fullmatch(folder) and NAME.fullmatch(name))
        return

    assert name in await listing(store, folder)
