"""A file at Evolution API: in its delivery, in the bucket, or asked for."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.client import HttpClient
from bot.channels.evolution import EvolutionChannel
from bot.channels.webfile import WebFile
from bot.errors import MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.evolution import FakeEvolution, channel_at
from tests.fakes.evolution_deliveries import API_KEY

LARGE = bytes(range(256)) * 2_000


@pytest.fixture
async def evolution() -> AsyncIterator[FakeEvolution]:
    async with FakeEvolution() as evolution:
        yield evolution


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(evolution: FakeEvolution, client: HttpClient) -> EvolutionChannel:
    return channel_at(
        evolution.url, client, bucket=evolution.bucket, timeout_seconds=10.0
    )


def _photo(evolution: FakeEvolution, *, url: str = "") -> PhotoRef:
    """A photo that was kept as ``front``; *url* below the bucket's address."""
    evolution.kept["3EB0A1"] = "front"
    where = f"{evolution.bucket}{url}" if url.startswith("/") else url
    file = WebFile(message="3EB0A1")
    return PhotoRef(locator=file.locator, data=where or None)


async def _fetched(channel: EvolutionChannel, photo: PhotoRef) -> bytes:
    return b"".join([chunk async for chunk in channel.fetch(photo)])


async def test_what_stands_in_the_delivery_is_there_at_once(channel, evolution):
    data = base64.b64encode(LARGE).decode()

    found = await _fetched(channel, PhotoRef(locator="{}", data=data))

    assert found == LARGE
    assert evolution.desk.attempts == []


async def test_what_is_asked_for_comes_whole(channel, evolution):
    photo = _photo(evolution)
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel, photo) == LARGE


async def test_what_lies_in_the_bucket_is_not_asked_for(channel, evolution):
    photo = _photo(evolution, url="/evolution/front?X-Amz-Signature=a%2Bb")
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel, photo) == LARGE
    [attempt] = evolution.desk.attempts
    assert API_KEY not in repr(attempt.headers)


async def test_a_link_into_the_bucket_that_is_over_is_no_matter(channel, evolution):
    photo = _photo(evolution, url="/evolution/front?X-Amz-Signature=old")
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel, photo) == LARGE
    assert [one.status for one in evolution.desk.attempts] == [403, 200]


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/front",
        "https://minio.example.com/front",
        "file:///etc/passwd",
        "http://[::1",
        "front",
    ],
)
async def test_no_other_host_than_the_bucket_is_asked(channel, evolution, url):
    photo = _photo(evolution, url=url)
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel, photo) == LARGE
    assert [one.status for one in evolution.desk.attempts] == [200]


async def test_without_a_bucket_in_the_settings_the_gateway_is_asked(evolution, client):
    photo = _photo(evolution, url="/evolution/front?X-Amz-Signature=a%2Bb")
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel_at(evolution.url, client), photo) == LARGE
    assert "apikey" in {name.lower() for name in evolution.desk.attempts[0].headers}


async def test_what_is_not_there_yet_is_there_later(channel, evolution):
    photo = _photo(evolution)

    with pytest.raises(MediaUnavailable) as unavailable:
        await _fetched(channel, photo)

    assert unavailable.value.status == 400
    evolution.desk.add_photo("front", LARGE)
    assert await _fetched(channel, photo) == LARGE


@pytest.mark.parametrize("status", [400, 401, 404, 410, 500])
async def test_each_refusal_may_be_over_the_next_time(channel, evolution, status):
    photo = _photo(evolution)
    evolution.desk.add_photo("front", LARGE, first_statuses=(status,))

    with pytest.raises(MediaUnavailable):
        await _fetched(channel, photo)

    assert await _fetched(channel, photo) == LARGE


async def test_half_an_answer_is_none(channel, evolution):
    photo = _photo(evolution)
    evolution.desk.add_photo("front", LARGE, breaks_off=1)

    with pytest.raises(MediaUnavailable):
        await _fetched(channel, photo)

    assert await _fetched(channel, photo) == LARGE


@pytest.mark.parametrize("data", ["é", "AAAAA", "AAAA"])
async def test_what_came_broken_is_asked_for(channel, evolution, data):
    photo = replace(_photo(evolution), size_bytes=len(LARGE), data=data)
    evolution.desk.add_photo("front", LARGE)

    assert await _fetched(channel, photo) == LARGE


@pytest.mark.parametrize("locator", ["", "[]", "front.jpeg"])
async def test_what_no_delivery_told_is_not_looked_for(channel, locator):
    with pytest.raises(MediaGone):
        await _fetched(channel, PhotoRef(locator=locator))
