"""A channel of GOWA sends replies, and says what failed and whether it matters."""

from collections.abc import AsyncIterator

import pytest

from bot.channel import HasTicks
from bot.channels.client import HttpClient
from bot.channels.gowa import GowaChannel
from bot.errors import (
    AccountDown,
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)
from bot.messages import Chat, Kind, Message, Reply
from tests.fakes.behaviour import Sending
from tests.fakes.gowa import PASSWORD, FakeGowa, channel_at

PHONE = "+6281200000011"
ADDRESS = "6281200000011@s.whatsapp.net"
NOWHERE = "http://127.0.0.1:9"


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


def _chat(address: str = ADDRESS) -> Chat:
    return Chat(tenant="lumiku", channel="wa", address=address, phone=PHONE)


def _reply(text: str = "halo", *, address: str = ADDRESS) -> Reply:
    return Reply(chat=_chat(address), text=text, key="reply-1")


def _message() -> Message:
    return Message(id="3EB0A1", chat=_chat(), kind=Kind.TEXT, sent_ms=0, text="halo")


async def test_a_reply_is_sent_to_whoever_wrote(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    await channel.send(_reply("Foto 1 sudah masuk 🚗"))

    [taken] = gowa.desk.replies
    assert (taken.number, taken.text) == (ADDRESS, "Foto 1 sudah masuk 🚗")


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("251556368777322@lid", "251556368777322@lid"),
        (PHONE, ADDRESS),
        ("6281200000011@c.us", ADDRESS),
        ("6281200000011:4@s.whatsapp.net", ADDRESS),
    ],
)
async def test_an_address_is_named_as_the_gateway_does(
    channel: GowaChannel, gowa: FakeGowa, address: str, number: str
) -> None:
    await channel.send(_reply(address=address))

    assert gowa.desk.replies[0].number == number


@pytest.mark.parametrize("address", ["", "budi", "120363012345678901@g.us", "+1"])
async def test_an_address_of_no_person_is_refused(
    channel: GowaChannel, gowa: FakeGowa, address: str
) -> None:
    with pytest.raises(ReplyRefused, match="no address of a person"):
        await channel.send(_reply(address=address))

    assert gowa.desk.replies == []


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (Sending(status=400, failure="VALIDATION_ERROR"), ReplyRefused),
        (Sending(status=400, failure="INVALID_JID"), ReplyRefused),
        (Sending(status=400, body="<html/>"), ReplyRefused),
        (Sending(status=413), ReplyRefused),
        (Sending(status=400, failure="DEVICE_ID_REQUIRED"), AccountDown),
        (Sending(status=401, failure="AUTHENTICATION_ERROR"), AccountDown),
        (Sending(status=401, body="Unauthorized"), AccountDown),
        (Sending(status=403), AccountDown),
        (Sending(status=404, failure="DEVICE_NOT_FOUND"), AccountDown),
        (Sending(status=404, body="Cannot POST"), ChannelUnavailable),
        (Sending(status=408), ChannelUnavailable),
        (Sending(status=429), ChannelUnavailable),
        (Sending(status=302), ChannelUnavailable),
        (Sending(status=503, failure="DEVICE_MANAGER_UNAVAILABLE"), ChannelUnavailable),
        (Sending(status=503), OutcomeUnknown),
        (Sending(status=500, failure="INTERNAL_SERVER_ERROR"), OutcomeUnknown),
        (Sending(status=504, failure="GATEWAY_TIMEOUT"), OutcomeUnknown),
        (Sending(body="<html>proxy</html>"), OutcomeUnknown),
        (Sending(body="{}"), OutcomeUnknown),
        (Sending(drops=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel: GowaChannel, gowa: FakeGowa, sending: Sending, error: type[ChannelError]
) -> None:
    gowa.desk.next_sends.append(sending)

    with pytest.raises(ChannelError) as caught:
        await channel.send(_reply())

    assert type(caught.value) is error
    assert "6281200000011" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


async def test_nobody_knows_what_came_of_a_reply_without_an_answer(
    gowa: FakeGowa, client: HttpClient
) -> None:
    gowa.desk.next_sends.append(Sending(hangs=True))

    with pytest.raises(OutcomeUnknown):
        await channel_at(gowa.url, client, timeout_seconds=0.5).send(_reply())

    assert len(gowa.desk.replies) == 1


@pytest.mark.parametrize(
    ("sending", "seconds"),
    [
        (Sending(status=429, retry_after="7"), 7.0),
        (Sending(status=429, failure="WA_REACHOUT_TIMELOCK"), 600.0),
        (Sending(status=429), None),
    ],
    ids=repr,
)
async def test_too_many_says_for_how_long(
    channel: GowaChannel, gowa: FakeGowa, sending: Sending, seconds: float | None
) -> None:
    gowa.desk.next_sends.append(sending)

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(_reply())

    assert caught.value.wait_seconds == seconds


async def test_a_refusal_keeps_the_code_for_the_operator(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.desk.next_sends.append(Sending(status=400, failure="INVALID_JID"))

    with pytest.raises(ReplyRefused) as caught:
        await channel.send(_reply())

    assert caught.value.code == "INVALID_JID"


async def test_what_nobody_listens_for_was_not_sent(client: HttpClient) -> None:
    with pytest.raises(ChannelUnavailable):
        await channel_at(NOWHERE, client).send(_reply())


async def test_people_see_that_they_were_read_and_that_we_write(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    signs: HasTicks = channel

    await signs.show_read(_message())
    await signs.show_typing(_message())

    assert signs.ticks
    assert gowa.desk.asked == [
        ("/message/3EB0A1/read", {"phone": ADDRESS}),
        ("/send/chat-presence", {"phone": ADDRESS, "action": "start"}),
    ]


async def test_a_sign_that_is_not_given_is_told(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.logged_in = False

    with pytest.raises(ChannelError):
        await channel.show_read(_message())


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("logged_in", [False, True])
async def test_it_tells_how_the_account_is(
    channel: GowaChannel,
    gowa: FakeGowa,
    old: bool,  # noqa: FBT001 - a column of the table
    logged_in: bool,  # noqa: FBT001 - a column of the table
) -> None:
    gowa.old, gowa.logged_in = old, logged_in

    health = await channel.health()

    assert health.ok is logged_in
    assert ("logged out" in health.detail) is not logged_in


async def test_it_tells_that_the_gateway_has_lost_its_connection(
    channel: GowaChannel, gowa: FakeGowa
) -> None:
    gowa.connected = False

    assert "not connected" in (await channel.health()).detail


async def test_it_tells_that_nobody_lets_us_in(
    gowa: FakeGowa, client: HttpClient
) -> None:
    health = await channel_at(gowa.url, client, basic_auth="a:b").health()

    assert (health.ok, "check basic_auth" in health.detail) == (False, True)


async def test_without_a_connection_it_is_not_well(client: HttpClient) -> None:
    assert not (await channel_at(NOWHERE, client).health()).ok
