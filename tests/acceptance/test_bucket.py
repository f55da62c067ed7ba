"""The real process with its photos in a bucket of a real object store."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import aiohttp
import pytest

from bot.messages import digest
from storage.bucket import Bucket
from storage.bucketurl import BucketUrl
from storage.kept import Kept
from storage.places import kept_in
from tests.acceptance import said
from tests.acceptance.people import Person
from tests.acceptance.server import STAFF, Server
from tests.fakes.flakybucket import FlakyBucket
from tests.fakes.gateway import FakeGateway
from tests.pictures import jpeg, opened

CHATS = 12
PHOTOS = 6
MANY = 10_000
"""More requests than it can make before it gives one up for a while."""


@pytest.fixture
def bucket(seaweedfs: BucketUrl) -> BucketUrl:
    return replace(seaweedfs, prefix=f"{token_hex(8)}/photos")


@pytest.fixture
def kept(bucket: BucketUrl) -> Kept:
    """All that is in the bucket."""
    return kept_in(bucket)


@pytest.fixture
def settings(bucket: BucketUrl) -> Mapping[str, Any]:
    return {"photos": f"{bucket}?endpoint={bucket.endpoint}&key={bucket.key}"
            "&secret=${BUCKET_SECRET}"}  # fmt: skip


@pytest.fixture(autouse=True)
def secret(bucket: BucketUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUCKET_SECRET", bucket.secret)


@pytest.fixture
async def elsewhere(
    tmp_path: Path, gateway: FakeGateway, settings: Mapping[str, Any]
) -> AsyncIterator[Server]:
    """Another server with the same bucket and no data; it does not run."""
    (tmp_path / "elsewhere").mkdir()
    server = Server(tmp_path / "elsewhere", gateway=gateway.url, settings=settings)
    yield server
    await server.kill()


async def paths(kept: Kept) -> list[str]:
    return await asyncio.to_thread(lambda: list(kept.everything()))


async def _sends_all(person: Person, number: int) -> list[str]:
    ids = [f"3EB0{number:02d}{n:02d}" for n in range(PHOTOS)]
    await person.says(said.UPLOAD)
    for n, one in enumerate(ids):
        await person.sends(one, jpeg(1200, 900), late_seconds=0.2 * n, copies=1 + n % 2)
    return ids


async def _publishes(person: Person) -> None:
    await person.says("selesai")
    await person.hears_words("Ringkasan Upload")
    await person.says("ya")
    await person.hears_words("Berhasil Diupload")


async def test_a_burst_into_a_bucket_survives_a_kill(
    server: Server, staff: Callable[..., Person], kept: Kept
) -> None:
    everybody = [staff(number) for number in range(CHATS)]
    sent = await asyncio.gather(
        *(_sends_all(person, number) for number, person in enumerate(everybody))
    )
    await server.logs("photo.stored", CHATS)
    await server.kill()
    await server.start()
    await asyncio.gather(*map(_publishes, everybody))

    pages = [await server.pictures(person.page) for person in everybody]
    status = await server.stop()

    assert status == 0
    for ids, page in zip(sent, pages, strict=True):
        names = [name.partition("-")[2] for name in sorted(page)]
        assert names == [f"{digest(one)}.jpg" for one in ids]
        assert all(opened(data).size == (1200, 900) for data in page.values())
    assert len(await paths(kept)) == CHATS * PHOTOS
    assert all("/cars/" in path for path in await paths(kept))
    assert not (server.folder / "data" / "photos").exists()


async def test_a_page_shows_what_the_bucket_holds_at_that_moment(
    server: Server, staff: Callable[..., Person], bucket: BucketUrl, kept: Kept
) -> None:
    ids = await _sends_all(staff(), 0)
    await _publishes(staff())
    shown = await server.pictures(staff().page)
    first = min(shown)
    async with aiohttp.ClientSession(server.url) as client:
        address = f"{staff().page}/photos/{first}"
        async with client.get(f"{address}?w=480") as answer:
            small = await answer.read()
        await _remove(bucket, kept, first)
        gone = [(await client.get(f"{address}{w}")).status for w in ("", "?w=480")]
    left = await server.pictures(staff().page)

    assert len(shown) == len(ids)
    assert opened(small).size == (480, 360)
    assert gone == [404, 404]
    assert sorted(left) == sorted(shown)[1:]


async def _remove(bucket: BucketUrl, kept: Kept, name: str) -> None:
    """Delete a photo as somebody does who opens the bucket by hand."""
    [path] = [path for path in await paths(kept) if path.endswith(name)]

    await asyncio.to_thread(Bucket(bucket).delete, path)


async def test_a_backup_is_the_database_and_the_photos_stay(
    server: Server,
    staff: Callable[..., Person],
    elsewhere: Server,
    bucket: BucketUrl,
    tmp_path: Path,
) -> None:
    await _sends_all(staff(), 0)
    await _publishes(staff())
    made = await server.call("backup", str(tmp_path / "b.tar"))
    await server.kill()

    restored = await elsewhere.call("restore", str(tmp_path / "b.tar"))
    whole = await elsewhere.call("verify")
    await elsewhere.start()

    for status, out, err in (made, restored):
        assert status == 0, err
        assert f"the photos stay in {bucket}" in out
        assert bucket.secret not in out + err
    assert whole == (
        0,
        f"the database, {PHOTOS} photos, 1 items: no flaws found\n",
        whole[2],
    )
    assert len(await elsewhere.pictures(staff().page)) == PHOTOS


async def test_the_photos_of_a_person_are_listed_and_purged(
    server: Server, staff: Callable[..., Person], kept: Kept
) -> None:
    await _sends_all(staff(), 0)
    await server.logs("photo.stored", PHOTOS)

    _, listed, _ = await server.call("photos", STAFF[0])
    status, _, err = await server.call("photos", STAFF[0], "--purge")

    assert listed.count(".jpg") == PHOTOS
    assert (status, err) == (0, "")
    assert await paths(kept) == []


async def test_a_bucket_that_is_not_there_stops_the_start(
    tmp_path: Path, gateway: FakeGateway, moto: BucketUrl
) -> None:
    url = replace(moto, bucket="not-made-yet")
    server = Server(
        tmp_path,
        gateway=gateway.url,
        settings={
            "photos": f"{url}?endpoint={url.endpoint}&key={url.key}"
            "&secret=${BUCKET_SECRET}"
        },
    )

    status, out, err = await server.call("run")

    assert (status, out) == (1, "")
    assert "make the bucket first, or correct its name" in err
    assert "s3://not-made-yet" in err
    assert "Traceback" not in err


async def test_a_bucket_that_is_away_for_a_while_costs_no_photo(
    tmp_path: Path, gateway: FakeGateway, bucket: BucketUrl, kept: Kept
) -> None:
    flaky = FlakyBucket(bucket)
    async with flaky.serving():
        place = f"{flaky.url}?endpoint={flaky.url.endpoint}&key={bucket.key}"
        settings = {"photos": f"{place}&secret=${{BUCKET_SECRET}}"}
        async with Server(tmp_path, gateway=gateway.url, settings=settings) as server:
            person = Person(STAFF[0], gateway=gateway, server=server)
            await person.says(said.UPLOAD)
            for n in range(PHOTOS):
                await person.sends(f"3EB0{n}", jpeg(640, 480), late_seconds=3)
            await server.logs("turn.taken", 1 + PHOTOS)
            flaky.faults.extend(["503"] * MANY)
            await server.logs("photo.postponed")
            flaky.faults.clear()
            await server.logs("photo.stored", PHOTOS)
            await _publishes(person)
            page = await server.pictures(person.page)

    assert len(page) == PHOTOS
    assert len(await paths(kept)) == PHOTOS
    assert STAFF[0] not in "".join(line for line in server.lines if "postponed" in line)


async def test_a_bucket_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, gateway: FakeGateway, bucket: BucketUrl
) -> None:
    flaky = FlakyBucket(bucket)
    async with flaky.serving():
        place = f"{flaky.url}?endpoint={flaky.url.endpoint}&key={bucket.key}"
        settings = {"photos": f"{place}&secret=${{BUCKET_SECRET}}"}
        async with Server(tmp_path, gateway=gateway.url, settings=settings) as server:
            person = Person(STAFF[0], gateway=gateway, server=server)
            await person.says(said.UPLOAD)
            await person.sends("3EB01", jpeg(640, 480), late_seconds=1)
            await server.logs("turn.taken", 2)
            flaky.faults.extend(["held"] * 30)
            await flaky.held.wait()
            flaky.held.clear()
            probe = asyncio.create_task(server.page("/readyz"))
            await flaky.held.wait()
            async with asyncio.timeout(10):
                status = await server.stop()
            await asyncio.wait([probe])
            flaky.faults.clear()
            flaky.released.set()
            await server.start()
            await _publishes(person)
            page = await server.pictures(person.page)

    assert status == 0
    assert probe.exception() is not None or probe.result()[0] == 503
    assert len(page) == 1
