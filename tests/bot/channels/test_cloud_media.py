"""A file at Meta comes whole, by an address that is asked for at each attempt."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer
from yarl import URL

from bot.channels.client import HttpClient
from bot.channels.cloud import MEDIA_HOSTS, META, CloudChannel
from bot.channels.outside import MediaHosts
from bot.errors import MediaError, MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.cloud import BEARER, FakeCloud, channel_at

LARGE = bytes(range(256)) * 2_000


@pytest.fixture
async def meta() -> AsyncIterator[FakeCloud]:
    async with FakeCloud() as meta:
        yield meta


@pytest.fixture
async def channel(meta: FakeCloud) -> AsyncIterator[CloudChannel]:
    async with HttpClient() as client:
        yield channel_at(meta.url, client)


async def _fetched(channel: CloudChannel, locator: str = "1003") -> bytes:
    chunks = channel.fetch(PhotoRef(locator=locator))
    return b"".join([chunk async for chunk in chunks])


async def test_a_photo_comes_whole_and_both_hosts_learn_who_asks(channel, meta):
    meta.add_photo("1003", LARGE)

    assert await _fetched(channel) == LARGE
    assert [(one.host, one.status, one.authorization) for one in meta.calls] == [
        ("api", 200, BEARER),
        ("media", 200, BEARER),
    ]


async def test_each_attempt_asks_for_a_new_address(channel, meta):
    meta.add_photo("1003", LARGE, first_statuses=(404, 500))

    for _ in range(2):
        with pytest.raises(MediaUnavailable):
            await _fetched(channel)
    whole = await _fetched(channel)

    assert whole == LARGE
    assert meta.links == {"1003": 3}


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
async def test_an_address_that_is_over_is_worth_another_attempt(channel, meta, status):
    meta.add_photo("1003", LARGE, first_statuses=(status,))

    with pytest.raises(MediaUnavailable):
        await _fetched(channel)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((400, 100), MediaGone),
        ((404, 131052), MediaGone),
        ((400, 33), MediaUnavailable),
        ((401, 190), MediaUnavailable),
        ((403, 10), MediaUnavailable),
        ((429, 80007), MediaUnavailable),
        ((500, 1), MediaUnavailable),
    ],
)
async def test_an_id_that_meta_does_not_know_is_gone_and_a_refused_token_is_not(
    channel, meta, answer, error
):
    meta.add_photo("1003", LARGE)
    meta.resolving.append(answer)

    with pytest.raises(MediaError) as missed:
        await _fetched(channel)

    assert type(missed.value) is error


async def test_what_is_not_what_was_announced_is_worth_another_attempt(channel, meta):
    meta.add_photo("1003", b"<html>an error in disguise</html>")
    meta.digests["1003"] = "0" * 64

    with pytest.raises(MediaUnavailable, match="announced"):
        await _fetched(channel)


async def test_no_other_host_is_asked_for_anything(channel, meta):
    elsewhere = "https://evil.example/photo.jpg"
    meta.add_photo("1003", LARGE, redirect_to=elsewhere)

    with pytest.raises(MediaGone, match="may not be asked"):
        await _fetched(channel)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a",
        "http://lookaside.fbsbx.com/a",
        "https://lookaside.fbsbx.com.evil.example/a",
        "https://lookaside.fbsbx.com:8443/a",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "not an address",
    ],
)
async def test_an_address_that_is_none_of_metas_is_not_asked(
    address: str, aiohttp_server: AiohttpServer
) -> None:
    async def resolve(_: web.Request) -> web.Response:
        return web.json_response({"url": address})

    app = web.Application()
    app.router.add_get("/1003", resolve)
    server = await aiohttp_server(app)
    async with HttpClient() as client:
        channel = channel_at(str(server.make_url("")).rstrip("/"), client)

        with pytest.raises(MediaGone):
            await _fetched(channel)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://graph.facebook.com/v25.0/1003", True),
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://scontent.whatsapp.net/v/1", True),
        ("http://lookaside.fbsbx.com/1", False),
        ("https://fbsbx.com/1", False),
        ("https://apps-1.fbsbx.com/1", False),
        ("http://127.0.0.1/1", False),
        ("https://evil.example/1", False),
    ],
)
def test_the_token_is_told_to_metas_own_hosts_alone(address: str, told: bool) -> None:  # noqa: FBT001 - an expectation
    hosts = MediaHosts(base=META, names=MEDIA_HOSTS, trusted=True)

    assert hosts.may_know(URL(address)) is told
