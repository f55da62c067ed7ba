"""A file at WuzAPI: in its delivery, in the bucket, or downloaded once more."""

import base64
from collections.abc import AsyncIterator

import pytest

from bot.channels.client import HttpClient
from bot.channels.webfile import WebFile
from bot.channels.wuzapi import WuzapiChannel
from bot.errors import MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.wuzapi import FakeWuzapi, channel_at

LARGE = bytes(range(256)) * 2_000
KEYS = {"DirectPath": "/v/front", "MediaKey": "AAAA", "Mimetype": "image/jpeg"}


@pytest.fixture
async def wuzapi() -> AsyncIterator[FakeWuzapi]:
    async with FakeWuzapi() as wuzapi:
        yield wuzapi


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(wuzapi: FakeWuzapi, client: HttpClient) -> WuzapiChannel:
    return channel_at(wuzapi.url, client, bucket=wuzapi.bucket, timeout_seconds=10.0)


def _photo(*, url: str = "", media: str = "image", **keys: object) -> PhotoRef:
    file = WebFile(message="3EB0A1", media=media, keys={**KEYS, **keys})
    return PhotoRef(locator=file.locator, data=url or None)


async def _fetched(channel: WuzapiChannel, photo: PhotoRef) -> bytes:
    return b"".join([chunk async for chunk in channel.fetch(photo)])


async def test_what_stands_in_the_delivery_is_there_at_once(channel, wuzapi):
    data = base64.b64encode(LARGE).decode()

    assert await _fetched(channel, PhotoRef(locator="{}", data=data)) == LARGE
    assert wuzapi.desk.attempts == []


@pytest.mark.parametrize("media", ["image", "audio", "document"])
async def test_what_is_downloaded_once_more_comes_whole(channel, wuzapi, media):
    wuzapi.desk.add_photo("front", LARGE)

    assert await _fetched(channel, _photo(media=media)) == LARGE
    assert wuzapi.desk.asked == [(f"/chat/download{media}", KEYS)]


async def test_what_lies_in_the_bucket_is_not_downloaded_once_more(channel, wuzapi):
    wuzapi.desk.add_photo("front", LARGE)
    photo = _photo(url=f"{wuzapi.bucket}/wuzapi/front")

    assert await _fetched(channel, photo) == LARGE
    assert wuzapi.desk.asked == []
    assert "Token" not in wuzapi.desk.attempts[0].headers


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "https://s3.example.com/x"])
async def test_no_other_host_than_the_bucket_is_asked(channel, wuzapi, url):
    wuzapi.desk.add_photo("front", LARGE)

    assert await _fetched(channel, _photo(url=url)) == LARGE
    assert len(wuzapi.desk.asked) == 1


async def test_what_is_not_there_yet_is_there_later(channel, wuzapi):
    with pytest.raises(MediaUnavailable) as unavailable:
        await _fetched(channel, _photo())

    assert unavailable.value.status == 500
    wuzapi.desk.add_photo("front", LARGE)
    assert await _fetched(channel, _photo()) == LARGE


async def test_what_the_gateway_cannot_read_is_gone(channel):
    with pytest.raises(MediaGone):
        await _fetched(channel, _photo(DirectPath=""))


async def test_half_an_answer_is_none(channel, wuzapi):
    wuzapi.desk.add_photo("front", LARGE, breaks_off=1)

    with pytest.raises(MediaUnavailable):
        await _fetched(channel, _photo())

    assert await _fetched(channel, _photo()) == LARGE


@pytest.mark.parametrize(
    "locator", ["", "[]", "front.jpeg", '{"message":"3EB0A1","media":"image"}']
)
async def test_what_no_delivery_told_is_not_looked_for(channel, wuzapi, locator):
    with pytest.raises(MediaGone):
        await _fetched(channel, PhotoRef(locator=locator))

    assert wuzapi.desk.asked == []


async def test_nothing_else_than_a_download_is_asked_for(channel, wuzapi):
    with pytest.raises(MediaGone):
        await _fetched(channel, _photo(media="/../session/logout"))

    assert wuzapi.desk.forbidden == []
