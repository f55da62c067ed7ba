"""A member of staff lists a car by way of Twilio, whatever its deliveries do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance import said
from tests.acceptance.server import Server
from tests.fakes import twilio_deliveries as deliveries
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_deliveries import ACCOUNT, NUMBER, STAFF, TOKEN
from tests.fakes.twilio_signing import sign_body
from tests.pictures import BLUE, RED, jpeg, opened

PUBLIC = "https://bot.example.com/alur"
PATH = "/webhook/lumiku/wa"
SIGNED = f"{PUBLIC}{PATH}"


def _settings(url: str, port: int) -> Mapping[str, Any]:
    return {
        "port": port,
        "public_url": PUBLIC,
        "tenants": {
            "lumiku": {
                "name": "Lumiku Auto",
                "flows": ["upload"],
                "roles": {"staff": [STAFF]},
                "channels": {
                    "wa": {
                        "type": "twilio",
                        "account_sid": ACCOUNT,
                        "auth_token": TOKEN,
                        "from": NUMBER,
                        "url": url,
                    }
                },
            }
        },
    }


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as twilio:
        yield twilio


@pytest.fixture
async def server(
    tmp_path: Path, twilio: FakeTwilio, unused_tcp_port: int
) -> AsyncIterator[Server]:
    settings = _settings(twilio.url, unused_tcp_port)
    async with Server(tmp_path, gateway="", settings=settings) as server:
        # It tells its public address; a proxy in front of it would know this one.
        server.url = f"http://127.0.0.1:{unused_tcp_port}"
        yield server
        print(server.log)  # noqa: T201 - pytest shows it if the test fails


async def _posts(
    twilio: FakeTwilio, server: Server, fields: Mapping[str, str], *, copies: int = 1
) -> None:
    """Deliver *fields* by way of a proxy, which knows another host and no TLS."""
    answers = await twilio.deliver(
        fields, to=f"{server.url}{PATH}", signed_for=SIGNED, copies=copies
    )

    assert {(status, kind) for status, kind, _ in answers} == {(200, "text/xml")}
    assert all(text.endswith("<Response/>") for _, _, text in answers)


async def test_photos_that_come_late_twice_and_out_of_order_reach_the_page(
    twilio: FakeTwilio, server: Server
) -> None:
    pictures = {"ME1": (640, RED), "ME2": (800, BLUE), "ME3": (1024, RED)}
    urls = [
        twilio.add_photo(file, jpeg(width, 600, colour), late_seconds=3)
        for file, (width, colour) in pictures.items()
    ]
    first, second, last = [deliveries.media((url, "image/jpeg")) for url in urls]

    await _posts(twilio, server, deliveries.text(said.UPLOAD), copies=3)
    await twilio.replies_reach(1)
    await asyncio.gather(
        _posts(twilio, server, second, copies=2), _posts(twilio, server, first)
    )
    await _posts(twilio, server, deliveries.text("selesai"), copies=2)
    await _posts(twilio, server, last, copies=3)  # overtaken by the word behind it
    await twilio.replies_reach(3)
    await _posts(twilio, server, deliveries.text("ya"))
    [published] = await twilio.replies_reach(1, words="🔗 Link: ")
    link = published.text.partition("🔗 Link: ")[2].split()[0]
    page = link.removeprefix(PUBLIC)
    found = sorted(folder.parent.name for folder in server.photos)

    assert [one.text for one in twilio.replies] == [
        said.ACCEPTED,
        said.FIRST_PHOTO,
        said.preview("3"),
        said.published(link, 3),
    ]
    assert found == [page.rpartition("/")[2]] * 3
    assert sorted(opened(one.read_bytes()).width for one in server.photos) == [
        640,
        800,
        1024,
    ]
    assert {one.number for one in twilio.replies} == {STAFF}
    assert {one.authorization for one in twilio.calls if one.host == "media"} == {""}
    assert 404 in {one.status for one in twilio.calls}


@pytest.mark.parametrize(
    "how",
    [
        {"token": "another", "signed_for": SIGNED},
        {"signed_for": f"{PUBLIC}/webhook/lumiku/other"},
        {"signed_for": ""},
        {"signed_for": "https://evil.example.com/alur/webhook/lumiku/wa"},
    ],
)
async def test_what_is_not_signed_for_this_address_is_refused_and_not_stored(
    twilio: FakeTwilio, server: Server, how: dict[str, Any]
) -> None:
    fields = deliveries.media((twilio.add_photo("ME1", jpeg()), "image/jpeg"))

    answers = await twilio.deliver(fields, to=f"{server.url}{PATH}", **how)

    assert [status for status, _, _ in answers] == [401]
    assert server.messages == 0
    assert twilio.calls == []


async def test_a_query_is_part_of_what_is_signed(
    twilio: FakeTwilio, server: Server
) -> None:
    to = f"{server.url}{PATH}?a=%2b&b"
    fields = deliveries.text("halo")

    [good] = await twilio.deliver(fields, to=to, signed_for=f"{SIGNED}?a=%2b&b")
    [other] = await twilio.deliver(fields, to=to, signed_for=f"{SIGNED}?a=%2B&b")

    assert (good[0], other[0]) == (200, 401)


async def test_a_forged_redirect_to_an_address_inside_is_not_followed(
    twilio: FakeTwilio, server: Server
) -> None:
    url = twilio.add_photo(
        "ME1", jpeg(), redirect_to="http://169.254.169.254/latest/meta-data/"
    )

    await _posts(twilio, server, deliveries.text(said.UPLOAD))
    await _posts(twilio, server, deliveries.media((url, "image/jpeg")))
    [tried] = await server.logs("photo.attempted")

    assert tried["status"] == 302
    assert "may not be asked" in tried["error"]
    assert server.photos == []


ODD = [
    b"",
    b"&&=&=x&%",
    b"Body=%00%FF%F0%9F&From=whatsapp%3A%2B6281200000022&MessageSid=SM\x001",
    b"Body=%ED%A0%80 \xff&From=whatsapp%3A%2B6281200000022&MessageSid=SM2",
    b"MediaUrl0=http://[&From=whatsapp%3A%2B6281200000022&MessageSid=SM3&NumMedia=x",
    b"Latitude=%00&Longitude=1&From=whatsapp%3A%2B6281200000022&MessageSid=SM4",
    b"Body=halo&From=whatsapp%3Aa%2Fb%00&MessageSid=SM5",
    b"Body=%s&From=whatsapp%%3A%%2B6281200000022&MessageSid=SM6" % (b"x" * 100_000),
]


async def test_no_form_however_odd_is_more_than_the_server_can_take(
    server: Server,
) -> None:
    async with aiohttp.ClientSession() as client:
        for body in ODD:
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": sign_body(SIGNED, body),
            }
            to = f"{server.url}{PATH}"
            async with client.post(to, data=body, headers=headers) as answer:
                assert answer.status == 200, body[:100]

    assert "Traceback" not in server.log
    assert await server.page("/healthz") == (200, '{"ok": true}')
