"""A file comes from where it was announced; if it is gone there, it is made anew."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.channels.anew import download_or_anew
from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway
from bot.channels.http import Answer
from bot.channels.outside import MediaHosts
from bot.errors import MediaError, MediaGone, MediaUnavailable
from tests.fakes.desk import Desk

LARGE = bytes(range(256)) * 2_000
ANEW = "/anew/3EB0A1"


class FakeKeeper:
    """
    A gateway that keeps files, and says where it puts one that it downloads anew.

    Attributes:
        desk: The files that it has.
        anew: Where it puts the file; empty if it cannot download it.
        asked: How often it was asked to.
    """

    def __init__(self) -> None:
        self.url = ""
        self.desk = Desk()
        self.anew = ""
        self.asked = 0

    async def listen(self) -> None:
        app = web.Application()
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get(ANEW, self._download)
        self.url = await self.desk.serve(app)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self.desk.hand_out(request.match_info["name"], request)

    async def _download(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=200 if self.anew else 502, text=self.anew)


@pytest.fixture
async def keeper() -> AsyncIterator[FakeKeeper]:
    keeper = FakeKeeper()
    await keeper.listen()
    yield keeper
    await keeper.desk.close()


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


async def _downloaded(
    keeper: FakeKeeper, client: HttpClient, name: str = "front", *, anew: str = ANEW
) -> bytes:
    chunks = download_or_anew(
        Gateway(client=client, url=keeper.url, timeout_seconds=2.0),
        f"{keeper.url}/files/{name}" if name else "",
        hosts=MediaHosts(base=keeper.url),
        anew_path=anew,
        locate=_locate,
    )
    return b"".join([chunk async for chunk in chunks])


def _locate(answer: Answer) -> str:
    if answer.status != web.HTTPOk.status_code:
        raise MediaUnavailable("it cannot be downloaded", status=answer.status)
    return answer.body.decode()


async def test_a_file_comes_whole_from_where_it_was_announced(
    keeper: FakeKeeper, client: HttpClient
) -> None:
    keeper.desk.add_photo("front", LARGE)

    assert await _downloaded(keeper, client) == LARGE
    assert keeper.asked == 0


@pytest.mark.parametrize("name", ["front", ""])
async def test_one_that_is_not_there_or_was_announced_nowhere_is_made_anew(
    keeper: FakeKeeper, client: HttpClient, name: str
) -> None:
    keeper.desk.add_photo("again", LARGE)
    keeper.anew = f"{keeper.url}/files/again"

    assert await _downloaded(keeper, client, name) == LARGE
    assert keeper.asked == 1


@pytest.mark.parametrize("name", ["front", ""])
async def test_one_that_cannot_be_made_anew_may_be_there_later(
    keeper: FakeKeeper, client: HttpClient, name: str
) -> None:
    with pytest.raises(MediaUnavailable) as unavailable:
        await _downloaded(keeper, client, name, anew="")

    assert unavailable.value.status == 404
    assert keeper.asked == 0


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, MediaGone),
        (403, MediaGone),
        (410, MediaGone),
        (429, MediaUnavailable),
        (500, MediaUnavailable),
    ],
)
async def test_only_what_is_not_there_is_asked_for_anew(
    keeper: FakeKeeper, client: HttpClient, status: int, error: type[MediaError]
) -> None:
    keeper.desk.add_photo("front", LARGE, status=status)

    with pytest.raises(error):
        await _downloaded(keeper, client)

    assert keeper.asked == 0


async def test_what_breaks_off_is_for_another_attempt(
    keeper: FakeKeeper, client: HttpClient
) -> None:
    keeper.desk.add_photo("front", LARGE, breaks_off=1)

    with pytest.raises(MediaUnavailable):
        await _downloaded(keeper, client)

    assert await _downloaded(keeper, client) == LARGE
    assert keeper.asked == 0


async def test_what_the_answer_says_of_a_failure_is_passed_on(
    keeper: FakeKeeper, client: HttpClient
) -> None:
    with pytest.raises(MediaUnavailable, match="cannot be downloaded") as unavailable:
        await _downloaded(keeper, client)

    assert unavailable.value.status == 502


@pytest.mark.parametrize("name", ["front", ""])
async def test_a_gateway_that_is_down_may_have_it_later(
    keeper: FakeKeeper, client: HttpClient, name: str
) -> None:
    await keeper.desk.close()

    with pytest.raises(MediaUnavailable):
        await _downloaded(keeper, client, name)


async def test_another_host_is_not_asked_for_what_was_made_anew(
    keeper: FakeKeeper, client: HttpClient
) -> None:
    keeper.anew = "http://169.254.169.254/latest"

    with pytest.raises(MediaGone):
        await _downloaded(keeper, client)
