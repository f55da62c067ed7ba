"""A file of GOWA comes from where it lies, or is downloaded anew by its message."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.client import HttpClient
from bot.channels.gowa import GowaChannel
from bot.channels.gowa_file import GowaFile, path_in
from bot.errors import MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.gowa import FakeGowa, channel_at

LARGE = bytes(range(256)) * 2_000
CHAT = "6281200000011@s.whatsapp.net"


@pytest.fixture
async def gowa() -> AsyncIterator[FakeGowa]:
    async with FakeGowa() as gowa:
        yield gowa
        assert gowa.desk.forbidden == []


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(gowa: FakeGowa, client: HttpClient) -> GowaChannel:
    return channel_at(gowa.url, client)


def _photo(name: str = "front.jpeg", *, message: str = "3EB0A1") -> PhotoRef:
    path = path_in(f"statics/media/{name}") if name else ""
    return PhotoRef(locator=GowaFile(path=path, message=message, chat=CHAT).locator)


async def _fetched(channel: GowaChannel, photo: PhotoRef) -> bytes:
    return b"".join([chunk async for chunk in channel.fetch(photo)])


@pytest.mark.parametrize(
    "name", ["front.jpeg", "voice.ogg; codecs=opus", "50%.jpe", "%2e%2e", "a?b#c"]
)
async def test_a_file_comes_whole_whatever_it_is_called(
    channel: GowaChannel, gowa: FakeGowa, name: str
) -> None:
    gowa.desk.add_photo(name, LARGE)

    assert await _fetched(channel, _photo(name)) == LARGE


async def test_a_file_that_is_gone_is_downloaded_anew(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.desk.add_photo("again.jpe", LARGE)
    gowa.kept["3EB0A1"] = "again.jpe"

    assert await _fetched(channel, _photo()) == LARGE
    assert gowa.desk.asked == [("/message/3EB0A1/download", {"phone": CHAT})]


async def test_a_file_that_was_never_downloaded_is_asked_for_by_its_message(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.desk.add_photo("again.jpe", LARGE)
    gowa.kept["3EB0A1"] = "again.jpe"

    assert await _fetched(channel, _photo("")) == LARGE
    assert [one.photo for one in gowa.desk.attempts] == ["again.jpe"]


@pytest.mark.parametrize("status", [200, 502])
async def test_a_file_that_cannot_be_downloaded_may_be_another_time(
    channel: GowaChannel, gowa: FakeGowa, status: int
) -> None:
    gowa.redownload = status

    with pytest.raises(MediaUnavailable, match="cannot download it"):
        await _fetched(channel, _photo())


async def test_a_file_without_a_message_may_be_there_later(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.desk.add_photo("front.jpeg", LARGE, first_statuses=(404,))

    with pytest.raises(MediaUnavailable) as unavailable:
        await _fetched(channel, _photo(message=""))

    assert unavailable.value.status == 404
    assert gowa.desk.asked == []
    assert await _fetched(channel, _photo(message="")) == LARGE


async def test_another_host_is_not_asked(channel: GowaChannel, gowa: FakeGowa) -> None:
    away = "http://169.254.169.254/latest"
    gowa.desk.add_photo("front.jpeg", LARGE, first_statuses=(302,), redirect_to=away)

    with pytest.raises(MediaGone):
        await _fetched(channel, _photo())


@pytest.mark.parametrize("locator", ["", "front.jpeg", "[]", "http://example.com/a"])
async def test_a_place_that_cannot_be_read_is_the_end(
    channel: GowaChannel, gowa: FakeGowa, locator: str
) -> None:
    with pytest.raises(MediaGone):
        await _fetched(channel, PhotoRef(locator=locator))

    assert gowa.desk.attempts == []


@pytest.mark.parametrize(
    "written",
    [
        "",
        "/app/logout",
        "statics",
        "statics/",
        "statics/../app/logout",
        "statics/media/../../app/logout",
        "statics//app/logout",
        "https://mmg.whatsapp.net/o1/v/t24?oh=1",
    ],
)
def test_only_files_have_a_path(written: str) -> None:
    assert path_in(written) == ""


@pytest.mark.parametrize(
    "written",
    [
        "statics/media/a.jpe",
        "/statics/media/a.jpe",
        "https://gateway.local/wa/statics/media/a.jpe",
    ],
)
def test_a_path_is_the_same_however_much_stands_before_it(written: str) -> None:
    assert path_in(written) == "statics/media/a.jpe"
