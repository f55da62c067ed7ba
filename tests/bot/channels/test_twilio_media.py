"""A file at Twilio comes whole, by way of another host that never learns who asks."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.client import HttpClient
from bot.channels.twilio import TwilioChannel
from bot.errors import MediaGone, MediaUnavailable
from bot.messages import PhotoRef
from tests.fakes.twilio import BASIC, FakeTwilio, channel_at

LARGE = bytes(range(256)) * 2_000

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as twilio:
        yield twilio


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(twilio: FakeTwilio, client: HttpClient) -> TwilioChannel:
    return channel_at(twilio.url, client)


async def _fetched(channel: TwilioChannel, locator: str) -> bytes:
    chunks = channel.fetch(PhotoRef(locator=locator))
    return b"".join([chunk async for chunk in chunks])


async def test_a_photo_comes_whole_from_the_host_behind_twilio(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    url = twilio.add_photo("ME1", LARGE)

    assert await _fetched(channel, url) == LARGE


async def test_only_twilio_itself_learns_who_asks(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    await _fetched(channel, twilio.add_photo("ME1", LARGE))

    assert [(one.host, one.authorization) for one in twilio.calls] == [
        ("api", BASIC),
        ("media", ""),
    ]


async def test_what_is_not_there_yet_is_there_later(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    url = twilio.add_photo("ME1", LARGE, late_seconds=0.05)

    with pytest.raises(MediaUnavailable) as unavailable:
        await _fetched(channel, url)

    assert unavailable.value.status == 404
    twilio.add_photo("ME1", LARGE)
    assert await _fetched(channel, url) == LARGE


async def test_an_address_of_twilio_is_asked_by_way_of_ours(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    path = twilio.add_photo("ME1", LARGE).removeprefix(twilio.url)

    assert await _fetched(channel, f"https://api.twilio.com{path}") == LARGE


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
async def test_a_refusal_of_twilio_is_the_end_and_a_failure_is_not(
    channel: TwilioChannel, twilio: FakeTwilio, status: int, error: type[Exception]
) -> None:
    url = twilio.add_photo("ME1", LARGE, first_statuses=(status,))

    with pytest.raises(error):
        await _fetched(channel, url)

    assert [one.host for one in twilio.calls] == ["api"]


async def test_a_link_that_is_over_is_asked_for_anew(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    over = twilio.add_photo("ME1", LARGE, redirect_to=f"{twilio.media_url}/ME1?old")

    with pytest.raises(MediaUnavailable, match="the host behind the gateway") as found:
        await _fetched(channel, over)

    assert found.value.status == 403


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.5/",
        "https://10.0.0.5/ME1",
        "http://192.168.1.1/",
        "http://[fe80::1]/",
        "http://0.0.0.0:{port}/ME1",
        "http://mms.twiliocdn.com/ME1",
        "https://mms.twiliocdn.com:8443/ME1",
        "https://eviltwiliocdn.com/ME1",
        "https://twiliocdn.com.example.com/ME1",
        "https://metadata.google.internal/",
        "ftp://127.0.0.1:{port}/ME1",
        "file:///etc/passwd",
        "http://127.0.0.1:99999/ME1",
        "http://127.0.0.1:{port}/ME1\tx",
        "//10.0.0.5/ME1",
    ],
)
async def test_a_forged_redirect_leads_nowhere(
    channel: TwilioChannel, twilio: FakeTwilio, target: str
) -> None:
    port = twilio.media_url.rpartition(":")[2]
    url = twilio.add_photo("ME1", LARGE, redirect_to=target.replace("{port}", port))

    with pytest.raises(MediaGone) as gone:
        await _fetched(channel, url)

    assert gone.value.status == 302
    assert [one.host for one in twilio.calls] == ["api"]


@pytest.mark.parametrize(
    "locator",
    [
        "http://169.254.169.254/latest/",
        "https://example.com/ME1",
        "ftp://127.0.0.1/ME1",
        "/2010-04-01/Media",
        "http://127.0.0.1 /",
        "http://[::1",
        "",
    ],
)
async def test_a_forged_address_is_never_asked(
    channel: TwilioChannel, twilio: FakeTwilio, locator: str
) -> None:
    with pytest.raises(MediaGone):
        await _fetched(channel, locator)

    assert twilio.calls == []


async def test_a_name_and_password_in_an_address_are_nobodys(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    with_name = twilio.media_url.replace("//", "//user:secret@")
    url = twilio.add_photo("ME1", LARGE, redirect_to=f"{with_name}/ME1?signed=a%2Bb")

    assert await _fetched(channel, url) == LARGE
    assert twilio.calls[-1].authorization == ""


async def test_twilio_itself_never_leads_to_this_machine(
    twilio: FakeTwilio, client: HttpClient
) -> None:
    channel = channel_at("https://api.twilio.com", client)

    with pytest.raises(MediaGone):
        await _fetched(channel, twilio.add_photo("ME1", LARGE))

    assert twilio.calls == []


async def test_redirects_in_a_circle_end(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    url = twilio.add_photo("ME1", LARGE, redirect_to=twilio.address("ME1"))

    with pytest.raises(MediaGone, match="too often"):
        await _fetched(channel, url)

    assert len(twilio.calls) == 4


async def test_a_redirect_to_nowhere_is_the_end(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=302)

    app = web.Application()
    app.router.add_get("/ME1", redirect)
    server = await aiohttp_server(app)

    with pytest.raises(MediaGone, match="nowhere"):
        await _fetched(
            channel_at(str(server.make_url("")), client), str(server.make_url("/ME1"))
        )
