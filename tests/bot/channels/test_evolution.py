"""An instance of Evolution API: who posts, what is sent, how it is."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.channels.evolution import EvolutionChannel
from bot.errors import (
    AccountDown,
    BadDelivery,
    ChannelError,
    ChannelUnavailable,
    NotAuthentic,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import Chat, Kind, Message, Reply
from bot.web.webhook import Webhook
from tests.fakes import evolution_deliveries as deliveries
from tests.fakes.behaviour import Sending
from tests.fakes.evolution import FakeEvolution, channel_at
from tests.house import open_house

DIGITS = "6281200000011"
SECRET = "sesame"  # noqa: S105 - made up
LID = "251556368777322@lid"
NOT_THERE = '{"jid":"6281200000011@s.whatsapp.net","exists":false}'


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
    return channel_at(evolution.url, client)


def _chat(address: str = deliveries.STAFF) -> Chat:
    return Chat(tenant="lumiku", channel="wa", address=address)


def _reply(text: str = "halo", *, address: str = deliveries.STAFF) -> Reply:
    return Reply(chat=_chat(address), text=text, key="1:0")


def _message() -> Message:
    return Message(id="3EB0A1", chat=_chat(), kind=Kind.TEXT, sent_ms=0, text="halo")


def _delivery(secret: str = "", **how: Any) -> Delivery:
    body = deliveries.written(deliveries.text("halo"))
    return Delivery(body=body, secret=secret, headers=deliveries.headers(**how))


def test_a_token_that_is_signed_with_the_key_is_enough(channel):
    assert len(channel.receive(_delivery()).messages) == 1


@pytest.mark.parametrize(
    "how",
    [
        {"key": "another-key"},
        {"algorithm": "none"},
        {"algorithm": "HS512"},
        {"ends_at": deliveries.NOW - 3_601},
    ],
    ids=repr,
)
def test_another_token_proves_nothing(channel, how):
    with pytest.raises(NotAuthentic):
        channel.receive(_delivery(**how))


@pytest.mark.parametrize(
    "given", ["", "Basic YTpi", "Bearer", "Bearer a.b.c", "Bearer é.é.é", "Bearer ..AA"]
)
def test_what_is_no_token_proves_nothing(channel, given):
    body = deliveries.written(deliveries.text("halo"))

    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=body, headers={"authorization": given}))


def test_a_delivery_that_is_tried_again_has_the_token_of_the_first_time(channel):
    ended = deliveries.NOW - 1_200

    assert len(channel.receive(_delivery(ends_at=ended)).messages) == 1


def test_a_secret_in_the_path_is_as_good(evolution, client):
    channel = channel_at(evolution.url, client, jwt_key=None, path_secret=SECRET)

    assert len(channel.receive(_delivery(secret=SECRET)).messages) == 1
    with pytest.raises(NotAuthentic):
        channel.receive(_delivery("messages-upsert"))


def test_what_is_no_object_is_a_bad_delivery(channel):
    with pytest.raises(BadDelivery):
        channel.receive(Delivery(body=b"[]", headers=deliveries.headers()))


@pytest.mark.parametrize("tail", ["", "/messages-upsert"])
async def test_the_name_of_the_event_may_stand_behind_the_secret(
    evolution, client, tmp_path, aiohttp_client: AiohttpClient, tail
):
    async with open_house(tmp_path) as house:
        app = web.Application()
        Webhook(
            channels={
                "shop/wa": channel_at(
                    evolution.url, client, jwt_key=None, path_secret=SECRET
                )
            },
            inbox=house.bot.inbox,
            heard=lambda _: None,
            metrics=house.metrics,
            public_url="https://bot.example.com",
        ).add_routes(app)
        server = await aiohttp_client(app)
        where = str(server.make_url(f"/webhook/shop/wa/{SECRET}{tail}"))
        group = deliveries.text("halo", sender="120363012345678901@g.us")

        assert await evolution.deliver(group, to=where) == [200]


async def test_a_reply_is_sent_to_digits(channel, evolution):
    await channel.send(_reply("Foto 1 sudah masuk 🚗"))

    [reply] = evolution.desk.replies
    assert (reply.number, reply.text) == (DIGITS, "Foto 1 sudah masuk 🚗")


async def test_a_reply_to_a_hidden_number_is_sent_to_its_whole_name(channel, evolution):
    await channel.send(_reply(address=LID))

    assert evolution.desk.replies[0].number == LID


@pytest.mark.parametrize("address", ["", "x", "120363012345678901@g.us"])
async def test_an_address_of_no_person_is_refused(channel, evolution, address):
    with pytest.raises(ReplyRefused):
        await channel.send(_reply(address=address))

    assert evolution.desk.replies == []


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (Sending(failure=NOT_THERE), ReplyRefused),
        (Sending(failure='instance requires property "number"'), ReplyRefused),
        (Sending(failure="Error: Connection Closed"), AccountDown),
        (Sending(failure="Precondition Required"), AccountDown),
        (Sending(failure="Timed Out"), OutcomeUnknown),
        (Sending(failure="AggregateError"), ChannelUnavailable),
        (Sending(status=400, body=""), ChannelUnavailable),
        (Sending(status=401), AccountDown),
        (Sending(status=403), AccountDown),
        (Sending(status=404), AccountDown),
        (Sending(status=429, retry_after="7"), ChannelUnavailable),
        (Sending(status=302), ChannelUnavailable),
        (Sending(status=500), OutcomeUnknown),
        (Sending(status=502, body="<html>"), OutcomeUnknown),
        (Sending(body="<html>proxy</html>"), OutcomeUnknown),
        (Sending(body="{}"), OutcomeUnknown),
        (Sending(drops=True), OutcomeUnknown),
        (Sending(hangs=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel, evolution, sending, error
):
    evolution.desk.next_sends.append(sending)

    with pytest.raises(ChannelError) as caught:
        await channel.send(_reply())

    assert type(caught.value) is error
    assert DIGITS not in str(caught.value) + getattr(caught.value, "code", "")


async def test_too_many_says_for_how_long(channel, evolution):
    evolution.desk.next_sends.append(Sending(status=429, retry_after="7"))

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(_reply())

    assert caught.value.wait_seconds == 7.0


async def test_what_nobody_listens_for_was_not_sent(client):
    with pytest.raises(ChannelUnavailable):
        await channel_at("http://127.0.0.1:9", client).send(_reply())


async def test_people_see_that_they_were_read_and_are_answered(channel, evolution):
    await channel.show_read(_message())
    await channel.show_typing(_message())

    read, typing = evolution.desk.asked
    assert read == (
        "/chat/markMessageAsRead/showroom",
        {
            "readMessages": [
                {"remoteJid": deliveries.STAFF, "fromMe": False, "id": "3EB0A1"}
            ]
        },
    )
    assert typing[1] == {"number": DIGITS, "presence": "composing", "delay": 3_000}


async def test_a_sign_that_fails_says_so(channel, evolution):
    evolution.state = "close"

    with pytest.raises(AccountDown):
        await channel.show_read(_message())


@pytest.mark.parametrize(
    ("state", "ok", "detail"),
    [("open", True, "open"), ("close", False, "close"), ("connecting", False, "again")],
)
async def test_it_tells_how_the_instance_is(channel, evolution, state, ok, detail):
    evolution.state = state

    health = await channel.health()

    assert (health.ok, detail in health.detail) == (ok, True)


@pytest.mark.parametrize(
    ("other", "detail"),
    [
        ({"api_key": "wrong"}, "check api_key"),
        ({"instance": "other"}, "check instance"),
    ],
)
async def test_it_tells_what_to_correct(evolution, client, other, detail):
    health = await channel_at(evolution.url, client, **other).health()

    assert not health.ok
    assert detail in health.detail


async def test_nothing_that_it_calls_ends_the_pairing(channel, evolution):
    await channel.health()
    await channel.send(_reply())

    assert evolution.desk.forbidden == []
