"""What is particular to photos in a bucket: the way there, its keys, its faults."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from urllib.parse import unquote

import pytest

from storage.bucketurl import BucketUrl
from storage.errors import StorageUnavailable
from storage.kept import Kept
from storage.photos import OpenPhotoStore
from storage.places import kept_in, open_photos
from tests.fakes.flakybucket import FlakyBucket
from tests.storage.kept import FIRST, ITEM, SESSION, listing

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def flaky(seaweedfs: BucketUrl) -> AsyncIterator[FlakyBucket]:
    flaky = FlakyBucket(replace(seaweedfs, prefix=token_hex(8)))
    async with flaky.serving():
        yield flaky


@pytest.fixture
def store(flaky: FlakyBucket) -> Iterator[OpenPhotoStore]:
    with open_photos(flaky.url) as store:
        yield store


@pytest.fixture
def behind(flaky: FlakyBucket) -> Kept:
    """The bucket itself, which nothing gets in the way of."""
    return kept_in(flaky.behind)


async def test_a_key_is_encoded_once_on_its_way(
    store: OpenPhotoStore, flaky: FlakyBucket, behind: Kept
) -> None:
    await store.put(SESSION, FIRST, b"photo")
    await store.listings([SESSION])
    await store.read(SESSION, FIRST)
    await store.move(SESSION, ITEM)

    key = f"{flaky.behind.prefix}/{SESSION}/{FIRST}"
    paths = [one.split(" ")[1].partition("?")[0] for one in flaky.asked]
    assert f"/showroom/{key}" in {unquote(path) for path in paths}
    assert [path for path in paths if "+" in path or "%25" in path] == []
    assert await asyncio.to_thread(lambda: list(behind.everything())) == [
        f"{ITEM}/{FIRST}"
    ]


@pytest.mark.parametrize("fault", ["503", "500", "429", "lost"])
async def test_a_server_that_is_busy_is_asked_again(
    store: OpenPhotoStore, flaky: FlakyBucket, fault: str
) -> None:
    flaky.faults.extend([fault, fault])
    await store.put(SESSION, FIRST, b"photo")
    flaky.faults.append(fault)
    assert await listing(store, SESSION) == (FIRST,)
    flaky.faults.append(fault)
    assert await store.read(SESSION, FIRST) == b"photo"
    flaky.faults.append(fault)
    await store.move(SESSION, ITEM)
    flaky.faults.append(fault)
    assert await store.purge(ITEM) == 1

    assert flaky.met == [fault] * 6


async def test_a_conflict_is_asked_again(
    store: OpenPhotoStore, flaky: FlakyBucket
) -> None:
    flaky.faults.append("409")

    await store.put(SESSION, FIRST, b"photo")

    assert flaky.met == ["409"]
    assert await store.read(SESSION, FIRST) == b"photo"


async def test_the_same_photo_is_not_written_twice(
    store: OpenPhotoStore, flaky: FlakyBucket
) -> None:
    await store.put(SESSION, FIRST, b"photo")
    await store.put(SESSION, FIRST, b"photo")

    methods = [one.split(" ")[0] for one in flaky.asked]
    assert methods == ["PUT", "PUT", "GET"]


async def test_a_server_without_conditions_takes_photos_all_the_same(
    store: OpenPhotoStore, flaky: FlakyBucket
) -> None:
    flaky.faults.append("501")

    await store.put(SESSION, FIRST, b"photo")
    await store.put(SESSION, FIRST, b"another")

    assert flaky.met == ["501"]
    assert await store.read(SESSION, FIRST) == b"another"


@pytest.mark.parametrize("fault", ["503", "failed"])
async def test_a_photo_that_was_not_copied_is_not_deleted(
    store: OpenPhotoStore, flaky: FlakyBucket, behind: Kept, fault: str
) -> None:
    await store.put(SESSION, FIRST, b"photo")
    await store.listings([SESSION])
    asked = len(flaky.asked)
    flaky.faults.extend(["", *[fault] * 20])

    with pytest.raises(StorageUnavailable):
        await store.move(SESSION, ITEM)

    assert {one.split(" ")[0] for one in flaky.asked[asked:]} <= {"GET", "PUT"}
    assert await asyncio.to_thread(lambda: list(behind.everything())) == [
        f"{SESSION}/{FIRST}"
    ]
    flaky.faults.clear()
    await store.move(SESSION, ITEM)
    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: (FIRST,)}


async def test_what_is_refused_for_good_is_told_without_a_number(
    store: OpenPhotoStore, flaky: FlakyBucket
) -> None:
    for attempt in (
        store.put(SESSION, FIRST, b"photo"),
        store.listings([SESSION]),
        store.read(SESSION, FIRST),
        store.version(SESSION, FIRST),
        store.move(SESSION, ITEM),
        store.purge(SESSION),
    ):
        flaky.faults.extend(["503"] * 20)
        with pytest.raises(StorageUnavailable) as refused:
            await attempt
        flaky.faults.clear()
        assert "503" in str(refused.value)
        assert "62812" not in f"{refused.value!r}{refused.value.__cause__!r}"


async def test_requests_leave_the_event_loop_free(store: OpenPhotoStore) -> None:
    # The way to the bucket is served by this very loop: were it blocked, no request
    # would ever be answered.
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(100)]

    await asyncio.gather(*(store.put(SESSION, name, b"photo") for name in names))

    assert await listing(store, SESSION) == tuple(names)


MOVER = """
import asyncio, sys
from storage.bucketurl import BucketUrl
from storage.places import open_photos

async def main():
    with open_photos(BucketUrl.parse(sys.argv[1])) as store:
        await store.move(sys.argv[2], sys.argv[3])

asyncio.run(main())
"""


@pytest.mark.parametrize("requests", [0, 1, 10, 20, 21, 22, 30, 41])
async def test_a_move_that_was_killed_is_finished_by_the_next(
    store: OpenPhotoStore, flaky: FlakyBucket, requests: int
) -> None:
    names = [f"{1761642421000 + n}-00000000000000aa.jpg" for n in range(20)]
    await asyncio.gather(*(store.put(SESSION, name, b"photo") for name in names))
    flaky.faults.extend([*[""] * requests, *["held"] * 100])
    url = flaky.url
    query = f"endpoint={url.endpoint}&key={url.key}&secret={url.secret}"
    mover = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MOVER, f"{url}?{query}", SESSION, ITEM, cwd=ROOT
    )

    await flaky.held.wait()
    mover.kill()
    await mover.wait()
    flaky.faults.clear()
    flaky.released.set()

    found = await store.listings([SESSION, ITEM])
    assert sorted({*found[SESSION], *found[ITEM]}) == names

    await store.move(SESSION, ITEM)

    assert await store.listings([SESSION, ITEM]) == {SESSION: (), ITEM: tuple(names)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bucket": "no-such-bucket"}, "make the bucket first"),
        ({"endpoint": "http://127.0.0.1:9"}, "check endpoint="),
    ],
)
def test_a_bucket_that_cannot_be_used_is_told_at_the_start(
    moto: BucketUrl, change: dict[str, str], told: str
) -> None:
    url = replace(moto, **change)

    with open_photos(url) as store, pytest.raises(StorageUnavailable) as refused:
        store.check()

    assert str(refused.value).startswith(f"no photo can be kept in {url}")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("change", [{"secret": "wrong"}, {"key": "nobody"}])
def test_a_wrong_key_is_told_at_the_start(
    seaweedfs: BucketUrl, change: dict[str, str]
) -> None:
    url = replace(seaweedfs, **change)

    with open_photos(url) as store, pytest.raises(StorageUnavailable) as refused:
        store.check()

    assert "AWS_ACCESS_KEY_ID" in str(refused.value)
    assert not any(one in str(refused.value) for one in (url.secret, url.key))


def test_the_key_may_come_from_the_environment(
    seaweedfs: BucketUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweedfs.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", seaweedfs.secret)

    with open_photos(replace(seaweedfs, key="", secret="")) as store:
        store.check()


WITHOUT = """
import sys
sys.modules["obstore"] = None
from storage.bucketurl import BucketUrl
from storage.errors import StorageUnavailable
from storage.places import open_photos

try:
    with open_photos(BucketUrl.parse("s3://showroom/photos")):
        pass
except StorageUnavailable as error:
    print(error)
"""


def test_a_missing_extra_says_what_to_install() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, cwd=ROOT, check=True
    )

    assert ran.stdout.decode() == (
        "photos in s3://showroom/photos need the extra s3, which is not installed: "
        "pip install 'alur[s3]'\n"
    )
