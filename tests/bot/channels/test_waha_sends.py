"""A channel of WAHA sends replies, and says what failed and whether it matters."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channel import HasTicks
from bot.channels.client import HttpClient
from bot.channels.waha import WahaChannel
from bot.errors import (
    AccountDown,
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import Chat, Kind, Message, Reply
from tests.fakes.behaviour import Sending
from tests.fakes.waha import API_KEY, FakeWaha, channel_at

PHONE = "+6281200000011"
ADDRESS = "6281200000011@c.us"
NOWHERE = "http://127.0.0.1:9"


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


def _chat(address: str = ADDRESS) -> Chat:
    return Chat(tenant="lumiku", channel="wa", address=address, phone=PHONE)


def _reply(text: str = "halo", *, address: str = ADDRESS) -> Reply:
    return Reply(chat=_chat(address), text=text, key="reply-1")


def _message() -> Message:
    return Message(id="3EB0A1", chat=_chat(), kind=Kind.TEXT, sent_ms=0, text="halo")


async def test_a_reply_is_sent_to_whoever_wrote(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    await channel.send(_reply("Foto 1 sudah masuk 🚗"))

    [taken] = waha.desk.replies
    assert (taken.number, taken.text) == (ADDRESS, "Foto 1 sudah masuk 🚗")


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("251556368777322@lid", "251556368777322@lid"),
        (PHONE, ADDRESS),
        ("6281200000011@s.whatsapp.net", ADDRESS),
    ],
)
async def test_an_address_is_named_as_the_gateway_does(
    channel: WahaChannel, waha: FakeWaha, address: str, number: str
) -> None:
    await channel.send(_reply(address=address))

    assert waha.desk.replies[0].number == number


@pytest.mark.parametrize("address", ["", "budi", "120363012345678901@g.us", "+1"])
async def test_an_address_of_no_person_is_refused(
    channel: WahaChannel, waha: FakeWaha, address: str
) -> None:
    with pytest.raises(ReplyRefused, match="no address of a person"):
        await channel.send(_reply(address=address))

    assert waha.desk.replies == []


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (Sending(status=400), ReplyRefused),
        (Sending(status=413, body="<html/>"), ReplyRefused),
        (Sending(status=422, failure="chatId must be a string"), ReplyRefused),
        (Sending(status=422, body="<html/>"), ReplyRefused),
        (Sending(status=401), AccountDown),
        (Sending(status=403), AccountDown),
        (Sending(status=404), AccountDown),
        (Sending(status=422, failure="Session status is wrong"), AccountDown),
        (Sending(status=408), ChannelUnavailable),
        (Sending(status=429), ChannelUnavailable),
        (Sending(status=302), ChannelUnavailable),
        (Sending(status=500), OutcomeUnknown),
        (Sending(status=503, body="<html/>"), OutcomeUnknown),
        (Sending(body="<html>proxy</html>"), OutcomeUnknown),
        (Sending(drops=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel: WahaChannel, waha: FakeWaha, sending: Sending, error: type[ChannelError]
) -> None:
    waha.desk.next_sends.append(sending)

    with pytest.raises(ChannelError) as caught:
        await channel.send(_reply())

    assert type(caught.value) is error
    assert "6281200000011" not in str(caught.value)
    assert API_KEY not in str(caught.value)


async def test_nobody_knows_what_came_of_a_reply_without_an_answer(
    waha: FakeWaha, client: HttpClient
) -> None:
    waha.desk.next_sends.append(Sending(hangs=True))

    with pytest.raises(OutcomeUnknown):
        await channel_at(waha.url, client, timeout_seconds=0.5).send(_reply())

    assert len(waha.desk.replies) == 1


async def test_too_many_says_for_how_long(channel: WahaChannel, waha: FakeWaha) -> None:
    waha.desk.next_sends.append(Sending(status=429, retry_after="7"))

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(_reply())

    assert caught.value.wait_seconds == 7.0


async def test_a_session_that_does_not_work_is_for_the_operator(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    waha.state = "SCAN_QR_CODE"

    with pytest.raises(AccountDown, match="start it or scan"):
        await channel.send(_reply())

    assert waha.desk.replies == []


async def test_a_session_that_is_not_there_is_for_the_operator(
    waha: FakeWaha, client: HttpClient
) -> None:
    with pytest.raises(AccountDown, match="no such session"):
        await channel_at(waha.url, client, session="another").send(_reply())


async def test_what_nobody_listens_for_was_not_sent(client: HttpClient) -> None:
    with pytest.raises(ChannelUnavailable):
        await channel_at(NOWHERE, client).send(_reply())


async def test_people_see_that_they_were_read_and_that_we_write(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    signs: HasTicks = channel
    chat = {"session": "default", "chatId": ADDRESS}

    await signs.show_read(_message())
    await signs.show_typing(_message())

    assert signs.ticks
    assert waha.desk.asked == [
        ("/api/sendSeen", {**chat, "messageIds": [f"false_{ADDRESS}_3EB0A1"]}),
        ("/api/startTyping", chat),
    ]


async def test_a_sign_that_is_not_given_is_told(
    channel: WahaChannel, waha: FakeWaha
) -> None:
    waha.state = "STOPPED"

    with pytest.raises(AccountDown):
        await channel.show_typing(_message())


@pytest.mark.parametrize(
    ("state", "ok", "cure"),
    [
        ("WORKING", True, "works"),
        ("SCAN_QR_CODE", False, "scan its code"),
        ("STOPPED", False, "start it"),
        ("FAILED", False, "restart it"),
        ("STARTING", False, "STARTING"),
        ("", False, "of unknown state"),
    ],
)
async def test_it_tells_how_the_session_is(
    channel: WahaChannel,
    waha: FakeWaha,
    state: str,
    ok: bool,  # noqa: FBT001 - a column of the table
    cure: str,
) -> None:
    waha.state = state

    health = await channel.health()

    assert (health.ok, cure in health.detail) == (ok, True)


@pytest.mark.parametrize(
    ("other", "cure"),
    [({"api_key": "wrong"}, "check api_key"), ({"session": "b"}, "no such session")],
)
async def test_it_tells_what_the_operator_has_to_correct(
    waha: FakeWaha, client: HttpClient, other: dict[str, Any], cure: str
) -> None:
    health = await channel_at(waha.url, client, **other).health()

    assert (health.ok, cure in health.detail) == (False, True)


async def test_without_a_connection_it_is_not_well(client: HttpClient) -> None:
    assert not (await channel_at(NOWHERE, client).health()).ok
