"""The simulator is a channel like any other, served by the bot itself."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.channel import Channel, Delivery
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.simulator import SimulatorChannel, SimulatorSettings
from bot.errors import (
    BadDelivery,
    ChannelUnavailable,
    MediaUnavailable,
    ReplyRefused,
)
from bot.messages import Chat, Kind, Message, PhotoRef, Reply
from tests.fakes.surroundings import surroundings_of

PHONE = "+6281200000022"
CHAT = Chat(tenant="demo", channel="simulator", address=PHONE, phone=PHONE)
TEXT = {"id": "m1", "from": PHONE, "sent_ms": 1_767_603_600_000, "text": "halo"}

FIELDS = {*TEXT, "photo", "kind", "document", "target", "in"}

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
async def channel(client: HttpClient) -> SimulatorChannel:
    return _channel(client, "http://127.0.0.1:9")


def _channel(client: HttpClient, url: str) -> SimulatorChannel:
    settings = SimulatorSettings(type="simulator", url=url)
    return SimulatorChannel(
        settings, surroundings_of(client, tenant="demo", name="simulator")
    )


def _only(channel: SimulatorChannel, fields: dict[str, Any]) -> Message:
    [message] = channel.receive(Delivery(body=json.dumps(fields).encode())).messages
    return message


def test_a_text_is_a_message(channel: SimulatorChannel) -> None:
    assert _only(channel, TEXT) == Message(
        id="m1", chat=CHAT, kind=Kind.TEXT, sent_ms=1_767_603_600_000, text="halo"
    )


def test_a_photo_is_a_message_with_its_caption(channel: SimulatorChannel) -> None:
    message = _only(channel, {**TEXT, "photo": {"id": "p1.jpg", "size_bytes": 10}})

    assert (message.kind, message.text) == (Kind.PHOTO, "halo")
    assert message.photo == PhotoRef(locator="p1.jpg", size_bytes=10)


def test_who_hides_a_number_has_no_phone(channel: SimulatorChannel) -> None:
    chat = _only(channel, {**TEXT, "from": "100200300400500@lid"}).chat

    assert (chat.address, chat.phone) == ("100200300400500@lid", None)


def test_a_deletion_names_the_message_that_is_gone(channel: SimulatorChannel) -> None:
    fields = {**TEXT, "id": "m2", "kind": "photo_removed", "target": "m1"}

    message = _only(channel, fields)

    assert (message.kind, message.target) == (Kind.PHOTO_REMOVED, "m1")


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("image/jpeg", Kind.PHOTO),
        ("image/png", Kind.PHOTO),
        ("image/webp", Kind.PHOTO),
        ("image/heic", Kind.DOCUMENT),
        ("application/pdf", Kind.DOCUMENT),
    ],
)
def test_a_document_is_a_photo_if_it_can_be_shown(
    channel: SimulatorChannel, media_type: str, kind: Kind
) -> None:
    sent = {"id": "p1", "size_bytes": 10, "media_type": media_type}

    message = _only(channel, {**TEXT, "document": sent})

    assert message.kind is kind
    assert (message.photo is None) == (kind is Kind.DOCUMENT)


@pytest.mark.parametrize(
    ("place", "word"),
    [("group", "group"), ("status", "status"), ("moon", "unknown")],
)
def test_what_is_said_elsewhere_gets_no_reply(
    channel: SimulatorChannel, place: str, word: str
) -> None:
    body = json.dumps({**TEXT, "in": place}).encode()

    assert channel.receive(Delivery(body=body)).ignored == (word,)


@pytest.mark.parametrize("kind", ["voice", "video", "document", "location", "other"])
def test_the_phone_can_send_what_people_send(
    channel: SimulatorChannel, kind: str
) -> None:
    fields = {key: TEXT[key] for key in ("id", "from", "sent_ms")}

    assert _only(channel, {**fields, "kind": kind}).kind == kind


def test_a_message_without_words_is_empty(channel: SimulatorChannel) -> None:
    body = json.dumps({**TEXT, "text": " "}).encode()

    assert channel.receive(Delivery(body=body)).ignored == ("empty",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": 1},
        {"from": "0812000000"},
        {"from": "+62 812"},
        {"from": "62812000000@lid@lid"},
        {"target": 1},
        {"from": None},
        {"sent_ms": "now"},
        {"sent_ms": -1},
        {"sent_ms": 10**13},
        {"text": 1},
        {"kind": "done"},
        {"kind": "timeout"},
        {"kind": "reaction"},
        {"kind": "photo"},
        {"photo": {"id": "../send", "size_bytes": 1}},
        {"photo": {"id": "p1", "size_bytes": 0}},
        {"photo": "p1"},
    ],
    ids=repr,
)
def test_a_delivery_of_another_form_is_bad_and_its_words_stay_out_of_the_error(
    channel: SimulatorChannel, wrong: dict[str, object]
) -> None:
    body = json.dumps({**TEXT, **wrong}).encode()

    with pytest.raises(BadDelivery) as bad:
        channel.receive(Delivery(body=body))

    assert next(iter(wrong)) in str(bad.value)
    assert PHONE not in str(bad.value)


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.none() | st.integers() | st.text() | st.dictionaries(st.text(), st.text()),
    )
)
async def test_whatever_fields_hold_is_one_message_or_a_bad_delivery(
    fields: dict[str, object],
) -> None:
    async with HttpClient() as client:
        try:
            received = _channel(client, "http://127.0.0.1:9").receive(
                Delivery(body=json.dumps({**TEXT, **fields}).encode())
            )
        except BadDelivery:
            return
    assert len(received.messages) + len(received.ignored) == 1


async def test_a_reply_is_shown_with_its_key(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    shown: list[object] = []

    async def send(request: web.Request) -> web.Response:
        shown.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/simulator/demo/send", send)
    server = await aiohttp_server(app)
    channel = _channel(client, str(server.make_url("/simulator/demo")))

    await channel.send(Reply(chat=CHAT, text="halo", key="reply-1"))

    assert shown == [{"to": PHONE, "text": "halo", "key": "reply-1"}]


@pytest.mark.parametrize(
    ("status", "error"), [(400, ReplyRefused), (503, ChannelUnavailable)]
)
async def test_each_failure_says_whether_trying_again_helps(
    aiohttp_server: Serve,
    client: HttpClient,
    status: int,
    error: type[Exception],
) -> None:
    async def send(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/send", send)
    server = await aiohttp_server(app)
    channel = _channel(client, str(server.make_url("")))

    with pytest.raises(error):
        await channel.send(Reply(chat=CHAT, text="halo", key="reply-1"))


async def test_a_photo_is_fetched_by_its_id(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    async def photo(request: web.Request) -> web.Response:
        return web.Response(body=request.match_info["id"].encode())

    app = web.Application()
    app.router.add_get("/simulator/demo/photos/{id}", photo)
    server = await aiohttp_server(app)
    channel = _channel(client, str(server.make_url("/simulator/demo")))

    chunks = [chunk async for chunk in channel.fetch(PhotoRef(locator="p1.jpg"))]

    assert b"".join(chunks) == b"p1.jpg"


async def test_a_photo_that_is_not_there_yet_may_come(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    server = await aiohttp_server(web.Application())
    channel = _channel(client, str(server.make_url("")))

    with pytest.raises(MediaUnavailable):
        _ = [chunk async for chunk in channel.fetch(PhotoRef(locator="p1"))]


async def test_it_is_always_well(channel: SimulatorChannel) -> None:
    assert (await channel.health()).ok


async def test_the_registry_gives_it_the_bots_own_address(
    aiohttp_server: Serve, client: HttpClient
) -> None:
    async def photo(_: web.Request) -> web.Response:
        return web.Response(body=b"front")

    app = web.Application()
    app.router.add_get("/photos/p1", photo)
    server = await aiohttp_server(app)
    kind = CHANNELS["simulator"]
    settings = kind.settings.model_validate({"type": "simulator"})

    own_url = str(server.make_url("")).rstrip("/")
    channel: Channel = kind.adapter(settings, surroundings_of(client, own_url=own_url))

    assert not settings.authenticated
    photos = [chunk async for chunk in channel.fetch(PhotoRef(locator="p1"))]
    assert photos == [b"front"]


def test_it_offers_one_phone_of_staff_and_one_of_a_customer() -> None:
    phones = SimulatorSettings(type="simulator").phones

    assert (phones.staff, phones.customer) == ("+6281200000011", "+6281200000022")


@pytest.mark.parametrize("wrong", [{"staff": "0812"}, {"boss": PHONE}])
def test_a_phone_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        SimulatorSettings.model_validate({"type": "simulator", "phones": wrong})
