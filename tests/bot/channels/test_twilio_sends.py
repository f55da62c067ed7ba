"""A channel of Twilio sends replies, and says what failed and whether it matters."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.client import HttpClient
from bot.channels.twilio import TwilioChannel
from bot.errors import ChannelUnavailable, OutcomeUnknown, ReplyRefused
from bot.messages import Chat, Reply
from tests.fakes.twilio import FakeTwilio, TwilioSending, channel_at
from tests.fakes.twilio_deliveries import NUMBER, STAFF


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as twilio:
        yield twilio


@pytest.fixture(params=["session", "wires"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        if request.param == "session":
            client.wires = None
        yield client


@pytest.fixture
def channel(twilio: FakeTwilio, client: HttpClient) -> TwilioChannel:
    return channel_at(twilio.url, client)


def _reply(text: str = "halo", *, address: str = STAFF) -> Reply:
    chat = Chat(tenant="lumiku", channel="wa", address=address, phone=None)
    return Reply(chat=chat, text=text, key="reply-1")


async def test_a_reply_is_sent_from_our_number_to_theirs(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    await channel.send(_reply("Foto 1 sudah masuk 🚗 & lain-lain"))

    assert twilio.forms == [
        {
            "From": f"whatsapp:{NUMBER}",
            "To": f"whatsapp:{STAFF}",
            "Body": "Foto 1 sudah masuk 🚗 & lain-lain",
        }
    ]


async def test_a_messaging_service_may_send_it(
    client: HttpClient, twilio: FakeTwilio
) -> None:
    channel = channel_at(twilio.url, client, messaging_service_sid="MG1")

    await channel.send(_reply())

    assert twilio.forms[0]["MessagingServiceSid"] == "MG1"


async def test_the_longest_text_is_taken(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    await channel.send(_reply("x" * channel.text_limit))

    assert len(twilio.replies[0].text) == 1600


@pytest.mark.parametrize("address", ["", "+1", "whatsapp:+6281200000011", "a b"])
async def test_an_address_of_no_person_is_refused(
    channel: TwilioChannel, twilio: FakeTwilio, address: str
) -> None:
    with pytest.raises(ReplyRefused, match="no address of a person"):
        await channel.send(_reply(address=address))

    assert twilio.replies == []


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (TwilioSending(status=400, code=21211), ReplyRefused),
        (TwilioSending(status=400, code=21610), ReplyRefused),
        (TwilioSending(status=400, code=63003), ReplyRefused),
        (TwilioSending(status=400, code=63016), ReplyRefused),
        (TwilioSending(status=400, code=99999), ReplyRefused),
        (TwilioSending(status=400), ReplyRefused),
        (TwilioSending(status=422, body="<html/>"), ReplyRefused),
        (TwilioSending(code=63016), ReplyRefused),
        (TwilioSending(code=63018), ChannelUnavailable),
        (TwilioSending(status=400, code=63018), ChannelUnavailable),
        (TwilioSending(status=400, code=63007), ChannelUnavailable),
        (TwilioSending(status=401, code=20003), ChannelUnavailable),
        (TwilioSending(status=403), ChannelUnavailable),
        (TwilioSending(status=404, code=20404), ChannelUnavailable),
        (TwilioSending(status=404, body="not here"), ChannelUnavailable),
        (TwilioSending(status=408), ChannelUnavailable),
        (TwilioSending(status=429, code=20429), ChannelUnavailable),
        (TwilioSending(status=302), ChannelUnavailable),
        (TwilioSending(status=500, code=20500), OutcomeUnknown),
        (TwilioSending(status=503), OutcomeUnknown),
        (TwilioSending(status=200, body="<html>proxy</html>"), OutcomeUnknown),
        (TwilioSending(body="{}"), OutcomeUnknown),
        (TwilioSending(drops=True), OutcomeUnknown),
        (TwilioSending(hangs=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel: TwilioChannel,
    twilio: FakeTwilio,
    sending: TwilioSending,
    error: type[Exception],
) -> None:
    twilio.next_sends.append(sending)

    with pytest.raises(error) as caught:
        await channel.send(_reply())

    assert STAFF.lstrip("+") not in str(caught.value)


async def test_too_many_says_for_how_long(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    twilio.next_sends.append(TwilioSending(status=429, code=20429, retry_after="7"))

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(_reply())

    assert caught.value.wait_seconds == 7.0


async def test_a_refusal_keeps_the_code_for_the_operator(
    channel: TwilioChannel, twilio: FakeTwilio
) -> None:
    twilio.next_sends.append(TwilioSending(status=400, code=63016))

    with pytest.raises(ReplyRefused, match="more than a day") as caught:
        await channel.send(_reply())

    assert caught.value.code == "63016"


async def test_what_nobody_listens_for_was_not_sent(client: HttpClient) -> None:
    with pytest.raises(ChannelUnavailable):
        await channel_at("http://127.0.0.1:9", client).send(_reply())


@pytest.mark.parametrize(
    ("said", "ok", "detail"),
    [
        ((200, "active"), True, "active"),
        ((200, "suspended"), False, "suspended"),
        ((401, ""), False, "check account_sid and auth_token"),
        ((500, ""), False, "500"),
    ],
)
async def test_it_tells_how_the_account_is(
    channel: TwilioChannel,
    twilio: FakeTwilio,
    said: tuple[int, str],
    ok: bool,  # noqa: FBT001 - a column of the table
    detail: str,
) -> None:
    twilio.health = said

    health = await channel.health()

    assert (health.ok, detail in health.detail) == (ok, True)


async def test_without_a_connection_it_is_not_well(client: HttpClient) -> None:
    health = await channel_at("http://127.0.0.1:9", client).health()

    assert not health.ok
