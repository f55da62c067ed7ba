"""A channel of WhatsApp Web API checks deliveries, and calls its gateway."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.channels.wwapi import WwapiChannel, WwapiSettings
from bot.errors import (
    BadDelivery,
    ChannelUnavailable,
    MediaGone,
    NotAuthentic,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import Chat, Message, PhotoRef, Reply
from tests.fakes import deliveries
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import FakeGateway
from tests.fakes.surroundings import surroundings_of

PHONE = "+6281200000011"
ADDRESS = "6281200000011@s.whatsapp.net"


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway
        assert gateway.ended_pairing == []


@pytest.fixture
def channel(gateway: FakeGateway, client: HttpClient) -> WwapiChannel:
    return _channel(client, url=gateway.url, timeout_seconds=1.0)


def _channel(
    client: HttpClient, *, timeout_seconds: float = 10.0, **other: Any
) -> WwapiChannel:
    written = {"type": "wwapi", "url": "http://127.0.0.1:9", **other}
    surroundings = surroundings_of(client, timeout_seconds=timeout_seconds)
    return WwapiChannel(WwapiSettings.model_validate(written), surroundings)


def _delivery(fields: object) -> Delivery:
    return Delivery(body=json.dumps(fields).encode())


def _only(channel: WwapiChannel, delivery: Delivery) -> Message:
    received = channel.receive(delivery)
    [message] = received.messages
    assert received.ignored == ()
    return message


def _reply(text: str = "halo", *, address: str = ADDRESS) -> Reply:
    chat = Chat(tenant="lumiku", channel="wa", address=address, phone=PHONE)
    return Reply(chat=chat, text=text, key="reply-1")


def test_what_cannot_be_parsed_is_a_bad_delivery(client: HttpClient) -> None:
    with pytest.raises(BadDelivery):
        _channel(client).receive(Delivery(body=b"<xml/>"))


def test_without_the_secret_the_body_is_not_even_read(client: HttpClient) -> None:
    channel = _channel(client, path_secret="s3cret")  # noqa: S106 - made up

    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=b"<xml/>", secret="wrong"))  # noqa: S106


def test_with_the_secret_the_delivery_is_read(client: HttpClient) -> None:
    channel = _channel(client, path_secret="s3cret")  # noqa: S106 - made up
    body = json.dumps(deliveries.text("halo")).encode()

    received = channel.receive(Delivery(body=body, secret="s3cret"))  # noqa: S106

    assert [message.text for message in received.messages] == ["halo"]


async def test_a_reply_is_sent_to_the_digits_of_a_phone(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    await channel.send(_reply("Foto 1 sudah masuk 🚗"))

    [taken] = gateway.replies
    assert (taken.number, taken.text) == ("6281200000011", "Foto 1 sudah masuk 🚗")


async def test_somebody_who_never_wrote_is_reached_by_phone(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    await channel.send(_reply(address="+6281200000031"))

    assert gateway.replies[0].number == "6281200000031"


async def test_a_reply_to_a_hidden_number_keeps_its_name(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    await channel.send(_reply(address="100200300400500@lid"))

    assert gateway.replies[0].number == "100200300400500@lid"


@pytest.mark.parametrize("address", ["", "budi", "120363012345678901@g.us"])
async def test_an_address_of_no_person_is_refused(
    channel: WwapiChannel, gateway: FakeGateway, address: str
) -> None:
    with pytest.raises(ReplyRefused, match="no address of a person"):
        await channel.send(_reply(address=address))

    assert gateway.replies == []


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (Sending(failure="Invalid phone number: unexpected dots"), ReplyRefused),
        (
            Sending(failure="Failed to send message 1: not connected"),
            ChannelUnavailable,
        ),
        (Sending(failure="something new"), ChannelUnavailable),
        (Sending(failure=""), ChannelUnavailable),
        (Sending(failure="Failed to send message 1: timed out"), OutcomeUnknown),
        (Sending(body="<html>proxy</html>"), OutcomeUnknown),
        (Sending(body='{"message":"sent"}'), OutcomeUnknown),
        (Sending(body='{"success":"true"}'), OutcomeUnknown),
        (Sending(status=400), ReplyRefused),
        (Sending(status=404), ChannelUnavailable),
        (Sending(status=408), ChannelUnavailable),
        (Sending(status=429), ChannelUnavailable),
        (Sending(status=500), ChannelUnavailable),
        (Sending(status=503), ChannelUnavailable),
        (Sending(status=302), ChannelUnavailable),
        (Sending(drops=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel: WwapiChannel,
    gateway: FakeGateway,
    sending: Sending,
    error: type[Exception],
) -> None:
    gateway.next_sends.append(sending)

    with pytest.raises(error):
        await channel.send(_reply())


async def test_without_an_account_the_gateway_is_unavailable(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    gateway.paired = False

    with pytest.raises(ChannelUnavailable, match="Not paired"):
        await channel.send(_reply())


async def test_a_gateway_that_is_not_running_is_unavailable(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    await gateway.stop()

    with pytest.raises(ChannelUnavailable):
        await channel.send(_reply())


async def test_a_gateway_that_stopped_since_the_last_reply_is_unavailable(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    await channel.send(_reply("first"))
    await gateway.stop()

    with pytest.raises(ChannelUnavailable):
        await channel.send(_reply("second"))

    assert [taken.text for taken in gateway.replies] == ["first"]


async def test_an_answer_that_never_comes_leaves_the_outcome_unknown(
    gateway: FakeGateway, client: HttpClient
) -> None:
    channel = _channel(client, url=gateway.url, timeout_seconds=0.2)
    gateway.next_sends.append(Sending(hangs=True))

    with pytest.raises(OutcomeUnknown):
        await channel.send(_reply())

    assert len(gateway.replies) == 1


async def test_a_failure_never_repeats_a_number(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    gateway.next_sends.append(
        Sending(failure="Invalid phone number: 6281200000011@s.whatsapp.net")
    )

    with pytest.raises(ReplyRefused) as refused:
        await channel.send(_reply())

    assert "6281200000011" not in f"{refused.value} {refused.value.code}"
    assert refused.value.code.startswith("Invalid phone number")


async def test_a_photo_is_fetched_from_the_gateway(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    gateway.add_photo("3EB0A1", b"front")
    message = _only(channel, _delivery(deliveries.image("3EB0A1")))

    assert message.photo is not None
    chunks = [chunk async for chunk in channel.fetch(message.photo)]

    assert b"".join(chunks) == b"front"


@pytest.mark.parametrize(
    "locator", ["/pair", "/images/../pair", "/images/%2e%2e/pair", "/images/..%2Fpair"]
)
async def test_a_photo_cannot_lead_to_the_end_of_the_pairing(
    channel: WwapiChannel, gateway: FakeGateway, locator: str
) -> None:
    with pytest.raises(MediaGone):
        _ = [chunk async for chunk in channel.fetch(PhotoRef(locator=locator))]

    assert gateway.paired


async def test_a_gateway_with_an_account_and_a_connection_is_well(
    channel: WwapiChannel,
) -> None:
    health = await channel.health()

    assert (health.ok, health.detail) == (True, "gateway v1.6.0")


@pytest.mark.parametrize(
    ("paired", "connected", "detail"),
    [
        (False, True, "gateway v1.6.0 is connected but not paired: restart it"),
        (True, False, "gateway v1.6.0 is not connected"),
        (False, False, "gateway v1.6.0 is not paired"),
    ],
)
async def test_a_gateway_that_cannot_send_says_why(
    channel: WwapiChannel,
    gateway: FakeGateway,
    paired: bool,  # noqa: FBT001 - a column of the table above
    connected: bool,  # noqa: FBT001 - the same
    detail: str,
) -> None:
    gateway.paired, gateway.connected = paired, connected

    health = await channel.health()

    assert (health.ok, health.detail) == (False, detail)


async def test_something_else_at_its_address_is_not_well(
    channel: WwapiChannel, gateway: FakeGateway
) -> None:
    gateway.down = True

    health = await channel.health()

    assert (health.ok, health.detail) == (False, "no gateway there: status 503")
