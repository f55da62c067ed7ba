"""A file of WAHA comes from where it lies, or is downloaded anew by its message."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.client import HttpClient
from bot.channels.waha import WahaChannel
from bot.channels.waha_file import WahaFile, path_in
from bot.errors import MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.waha import API_KEY, FakeWaha, channel_at

LARGE = bytes(range(256)) * 2_000
CHAT = "6281200000011@c.us"
MESSAGE = f"false_{CHAT}_3EB0A1"
AT_HOME = "http://localhost:3000/api/files/default"


@pytest.fixture
async def waha() -> AsyncIterator[FakeWaha]:
    async with FakeWaha() as waha:
        yield waha
        assert waha.desk.forbidden == []


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(waha: FakeWaha, client: HttpClient) -> WahaChannel:
    return channel_at(waha.url, client)


def _photo(path: str = "default/3EB0A1.jpeg", *, message: str = MESSAGE) -> PhotoRef:
    return PhotoRef(locator=WahaFile(path=path, message=message, chat=CHAT).locator)


async def _fetched(channel: WahaChannel, photo: PhotoRef) -> bytes:
    return b"".join([chunk async for chunk in channel.fetch(photo)])


async def test_a_file_comes_whole_from_the_address_in_the_settings(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    waha.desk.add_photo("3EB0A1.jpeg", LARGE)

    assert await _fetched(channel, _photo()) == LARGE
    assert [one.headers["X-Api-Key"] for one in waha.desk.attempts] == [API_KEY]


@pytest.mark.parametrize("path", ["", "default/3EB0A1.jpeg"])
async def test_a_file_that_is_not_there_is_downloaded_anew(
    channel: WahaChannel, waha: FakeWaha, path: str
) -> None:
    waha.desk.add_photo("again.jpeg", LARGE)
    waha.kept[MESSAGE] = f"{AT_HOME}/again.jpeg?x-api-key=k3y"

    assert await _fetched(channel, _photo(path)) == LARGE
    assert waha.desk.asked == [
        (
            f"/api/default/chats/{CHAT}/messages/{MESSAGE}",
            {"downloadMedia": "true"},
        )
    ]


async def test_a_file_that_whatsapp_has_not_got_any_more_is_gone(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    with pytest.raises(MediaGone) as gone:
        await _fetched(channel, _photo())

    assert gone.value.status == 404
    assert len(waha.desk.attempts) == 1


@pytest.mark.parametrize("status", [422, 500, 504])
async def test_a_download_that_fails_may_work_another_time(
    channel: WahaChannel, waha: FakeWaha, status: int
) -> None:
    waha.redownload = status

    with pytest.raises(MediaUnavailable) as unavailable:
        await _fetched(channel, _photo())

    assert unavailable.value.status == status


async def test_a_download_that_brings_nothing_may_work_another_time(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    waha.kept[MESSAGE] = None

    with pytest.raises(MediaUnavailable, match="could not download it"):
        await _fetched(channel, _photo())


async def test_a_file_without_a_message_may_be_there_later(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    with pytest.raises(MediaUnavailable):
        await _fetched(channel, _photo(message=""))

    assert waha.desk.asked == []


async def test_a_bucket_near_by_never_learns_the_key(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    async with FakeWaha() as bucket:
        waha.kept[MESSAGE] = f"{bucket.url}/default/3EB0A1.jpeg?X-Amz-Signature=a"

        with pytest.raises(MediaUnavailable) as refused:
            await _fetched(channel, _photo(""))

    assert refused.value.status == 401  # the bucket saw no key


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://waha.s3.eu-west-1.amazonaws.com/default/3EB0A1.jpeg",
        "{own}/api/sendText?phone=1&text=spam",
        "{own}",
        "http://[",
        "file:///etc/passwd",
    ],
)
async def test_an_address_that_may_not_be_asked_is_not(
    channel: WahaChannel, waha: FakeWaha, url: str
) -> None:
    waha.kept[MESSAGE] = url.replace("{own}", waha.url)

    with pytest.raises(MediaGone):
        await _fetched(channel, _photo(""))


@pytest.mark.parametrize("locator", ["", "3EB0A1.jpeg", "[]", "http://example.com/a"])
async def test_a_place_that_cannot_be_read_is_the_end(
    channel: WahaChannel, waha: FakeWaha, locator: str
) -> None:
    with pytest.raises(MediaGone):
        await _fetched(channel, PhotoRef(locator=locator))

    assert waha.desk.attempts == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost:3000/api/files/",
        "http://localhost:3000/api/sendText?x=/api/files/a",
        "http://localhost:3000/api/files/../sendText",
        "http://localhost:3000/api/files/%2e%2e/sendText",
        "http://localhost:3000/api/files/default//a",
        "http://localhost:3000/api/files/a b",
        "http://[",
    ],
)
def test_only_files_have_a_path(url: str) -> None:
    assert path_in(url) == ""


def test_a_path_is_kept_without_its_host_and_what_stands_behind_it() -> None:
    url = "https://gateway.example.com/waha/api/files/default/a%20b.jpeg?x-api-key=k#f"

    assert path_in(url) == "default/a%20b.jpeg"
