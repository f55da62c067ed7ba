"""Deliveries that are none, or not for us: a clean answer, and nothing is stored."""

import json

import aiohttp
import pytest

from tests.acceptance.raw import SENDER, VALID, post
from tests.acceptance.server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("well_afterwards"),
]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"NaN",
        b'{"event": NaN}',
        b"[" * 500_000,
        b'{"a":' * 300_000 + b"1" + b"}" * 300_000,
        b"1" * 1_000_000,
        VALID.decode().encode("utf-16"),
        VALID[:-1],
    ],
    ids=[
        "nothing",
        "garbage",
        "cut short",
        "a list",
        "null",
        "a text",
        "no number",
        "no number inside",
        "deep lists",
        "deep objects",
        "a huge number",
        "another encoding",
        "all but its end",
    ],
)
async def test_what_is_no_delivery_is_a_400(
    lasting_server: Server, body: bytes
) -> None:
    assert await post(lasting_server, body) == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"event": 1, "message": [], "sender": {}, "chat": 5, "time": None},
        {"event": "message", "message": {"a": "b"}, "sender": SENDER, "chat": SENDER},
        {"event": "message", "message": "", "sender": SENDER, "attachment": []},
        {"event": "message", "sender": "\ud800@s.whatsapp.net", "message": "a"},
        {"event": "message", "sender": "x" * 1000, "message": "a"},
    ],
    ids=["wrong types", "no text", "a list attached", "half a character", "no address"],
)
async def test_wrong_types_inside_are_a_200_and_silence(
    lasting_server: Server, fields: dict[str, object]
) -> None:
    assert await post(lasting_server, json.dumps(fields).encode()) == 200


@pytest.mark.parametrize(
    "path",
    ["/lumiku/wa", "/lumiku/wa/wrong", "/lumiku/wa/s3cre", "/lumiku/wa/s3cret%00"],
)
async def test_a_wrong_or_missing_secret_is_a_401_and_nothing_is_stored(
    lasting_server: Server, path: str
) -> None:
    assert await post(lasting_server, VALID, path) == 401


@pytest.mark.parametrize(
    "path",
    ["/lumiku/other/s3cret", "/nobody/wa/s3cret", "/lumiku/wa/s3cret/more"],
)
async def test_an_unknown_tenant_or_channel_is_a_404(
    lasting_server: Server, path: str
) -> None:
    assert await post(lasting_server, VALID, path) == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/webhook/lumiku/wa/s3cret"),
        ("DELETE", "/webhook/lumiku/wa/s3cret"),
        ("GET", "/webhook/lumiku/wa/s3cret"),
        ("POST", "/healthz"),
        ("POST", "/metrics"),
        ("POST", "/"),
    ],
)
async def test_a_wrong_method_is_a_405(
    lasting_server: Server, method: str, path: str
) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.request(method, f"{lasting_server.url}{path}", data=VALID) as answer,
    ):
        assert answer.status == 405
