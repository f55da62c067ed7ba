"""A user of WuzAPI: who posts, in which form, what is sent, how the account is."""

import base64
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.channels.wuzapi import WuzapiChannel
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
from tests.fakes import wuzapi_deliveries as deliveries
from tests.fakes.behaviour import Sending
from tests.fakes.wuzapi import FakeWuzapi, channel_at

DIGITS = "6281200000011"
LID = "251556368777322@lid"
SECRET = "sesame"  # noqa: S105 - made up
MULTIPART = (
    '--cut\r\nContent-Disposition: form-data; name="jsonData"\r\n\r\n{json}\r\n'
    '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.jpe"\r\n'
    "Content-Type: application/octet-stream\r\n\r\n{file}\r\n--cut--\r\n"
)


@pytest.fixture
async def wuzapi() -> AsyncIterator[FakeWuzapi]:
    async with FakeWuzapi() as wuzapi:
        yield wuzapi


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(wuzapi: FakeWuzapi, client: HttpClient) -> WuzapiChannel:
    return channel_at(wuzapi.url, client)


def _chat(address: str = deliveries.STAFF) -> Chat:
    return Chat(tenant="lumiku", channel="wa", address=address)


def _reply(text: str = "halo", *, address: str = deliveries.STAFF) -> Reply:
    return Reply(chat=_chat(address), text=text, key="1:0")


def _message() -> Message:
    return Message(id="3EB0A1", chat=_chat(), kind=Kind.TEXT, sent_ms=0, text="halo")


def _signed(body: bytes, **how: str) -> Delivery:
    return Delivery(body=body, headers=deliveries.headers(body, **how))


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (
            b"instanceName=main&jsonData=%7B%22type%22%3A%22Message%22%7D&userID=1",
            "4c0c3b969d9c7b1da55be8151e126c17f65fa78785747f97d080f02991cd7ecd",
        ),
        (
            b'{"instanceName":"main","type":"Message","userID":"1"}',
            "35ee2986e05a16b24b0cc4d3093beb11821924e5d9a8711fa16aad5d4a6e090a",
        ),
    ],
)
def test_a_signature_of_the_gateway_itself_is_recognised(channel, body, signature):
    headers = {**deliveries.headers(body), "x-hmac-signature": signature}

    assert channel.receive(Delivery(body=body, headers=headers)).ignored


@pytest.mark.parametrize("write", [deliveries.as_form, deliveries.as_json])
def test_it_is_read_as_a_form_and_as_json(channel, write):
    [message] = channel.receive(_signed(write(deliveries.text("a+b & é")))).messages

    assert message.text == "a+b & é"


def test_another_key_proves_nothing(channel):
    body = deliveries.as_form(deliveries.text("halo"))

    for delivery in (Delivery(body=body), _signed(body, key="x" * 32)):
        with pytest.raises(NotAuthentic):
            channel.receive(delivery)


def test_a_delivery_that_was_changed_proves_nothing(channel):
    delivery = _signed(deliveries.as_json(deliveries.text("halo")))
    changed = delivery.body.replace(b"halo", b"hola")

    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=changed, headers=delivery.headers))


def test_a_secret_in_the_path_is_as_good(wuzapi, client):
    channel = channel_at(wuzapi.url, client, hmac_key=None, path_secret=SECRET)
    body = deliveries.as_form(deliveries.text("halo"))
    headers = {"content-type": deliveries.FORM}

    came = channel.receive(Delivery(body=body, headers=headers, secret=SECRET))

    assert len(came.messages) == 1
    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=body, headers=headers))


def test_an_old_build_names_its_token(wuzapi, client):
    channel = channel_at(wuzapi.url, client, hmac_key=None, token_in_form=True)
    form = deliveries.as_form(deliveries.text("halo"))
    headers = {"content-type": deliveries.FORM}
    named = form + b"&token=" + quote(deliveries.TOKEN).encode()

    assert len(channel.receive(Delivery(body=named, headers=headers)).messages) == 1
    for body in (form, form + b"&token=another"):
        with pytest.raises(NotAuthentic):
            channel.receive(Delivery(body=body, headers=headers))


def test_a_plus_that_a_form_lost_is_put_back(channel):
    data = b"\xfb\xef\xbe" * 10
    form = deliveries.as_form(deliveries.image("front", data=data))
    broken = form.replace(b"%2B", b"+")
    assert broken != form

    [message] = channel.receive(_signed(broken)).messages

    assert message.photo is not None
    assert base64.b64decode(message.photo.data or "") == data


def test_an_old_build_posts_a_file_beside_the_form(channel):
    event = deliveries.as_json(deliveries.image("front")).decode()
    body = MULTIPART.format(json=event, file="JFIF").encode()
    headers = {
        **deliveries.headers(body),
        "content-type": "multipart/form-data; boundary=cut",
    }

    [message] = channel.receive(Delivery(body=body, headers=headers)).messages

    assert message.photo is not None
    assert base64.b64decode(message.photo.data or "") == b"JFIF"


@pytest.mark.parametrize(
    "kind", ["", "application/json", "multipart/form-data; boundary=cut"]
)
def test_what_is_in_no_form_is_a_bad_delivery(channel, kind):
    headers = {**deliveries.headers(b"?"), "content-type": kind}

    with pytest.raises(BadDelivery):
        channel.receive(Delivery(body=b"?", headers=headers))


@pytest.mark.parametrize("form", [b"", b"jsonData=%7B", b"jsonData=[]", b"a=b"])
def test_a_form_that_says_nothing_is_ignored(channel, form):
    headers = {**deliveries.headers(form), "content-type": deliveries.FORM}

    received = channel.receive(Delivery(body=form, headers=headers))

    assert received.ignored == ("unknown",)


async def test_a_reply_is_sent_to_digits(channel, wuzapi):
    await channel.send(_reply("Foto 1 sudah masuk 🚗"))

    [reply] = wuzapi.desk.replies
    assert (reply.number, reply.text) == (DIGITS, "Foto 1 sudah masuk 🚗")


async def test_a_reply_to_a_hidden_number_is_sent_to_its_whole_name(channel, wuzapi):
    await channel.send(_reply(address=LID))

    assert wuzapi.desk.replies[0].number == LID


async def test_a_reply_that_is_sent_twice_has_one_id(channel, wuzapi):
    wuzapi.desk.next_sends.append(Sending(drops=True))
    with pytest.raises(OutcomeUnknown):
        await channel.send(_reply())
    await channel.send(_reply())
    await channel.send(Reply(chat=_chat(), text="halo", key="1:1"))

    first, again, another = wuzapi.ids
    assert first == again != another


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (Sending(status=400, failure="missing Phone in Payload"), ReplyRefused),
        (
            Sending(failure="no LID found for 6281200000011@s.whatsapp.net"),
            ReplyRefused,
        ),
        (Sending(failure="no session"), AccountDown),
        (Sending(failure="websocket not connected"), AccountDown),
        (Sending(failure="context deadline exceeded"), OutcomeUnknown),
        (Sending(failure="error sending message to 6281200000011"), ChannelUnavailable),
        (Sending(status=401), AccountDown),
        (Sending(status=403), AccountDown),
        (Sending(status=404), ChannelUnavailable),
        (Sending(status=413), ReplyRefused),
        (Sending(status=429), ChannelUnavailable),
        (Sending(status=302), ChannelUnavailable),
        (Sending(status=502), OutcomeUnknown),
        (Sending(body="<html>proxy</html>"), OutcomeUnknown),
        (Sending(body='{"success":false}'), OutcomeUnknown),
        (Sending(drops=True), OutcomeUnknown),
        (Sending(hangs=True), OutcomeUnknown),
    ],
    ids=repr,
)
async def test_each_failure_says_whether_trying_again_helps(
    channel, wuzapi, sending, error
):
    wuzapi.desk.next_sends.append(sending)

    with pytest.raises(ChannelError) as caught:
        await channel.send(_reply())

    assert type(caught.value) is error
    assert DIGITS not in str(caught.value) + getattr(caught.value, "code", "")


async def test_too_many_says_for_how_long(channel, wuzapi):
    wuzapi.desk.next_sends.append(Sending(status=429, retry_after="7"))

    with pytest.raises(ChannelUnavailable) as caught:
        await channel.send(_reply())

    assert caught.value.wait_seconds == 7.0


async def test_people_see_that_they_were_read_and_are_answered(channel, wuzapi):
    await channel.show_read(_message())
    await channel.show_typing(_message())

    (read, marked), (typing, shown) = wuzapi.desk.asked
    assert (read, typing) == ("/chat/markread", "/chat/presence")
    assert (marked["Id"], marked["Chat"]) == (["3EB0A1"], deliveries.STAFF)
    assert shown == {"Phone": DIGITS, "State": "composing"}


async def test_a_sign_that_fails_says_so(channel, wuzapi):
    wuzapi.logged_in = False

    with pytest.raises(AccountDown):
        await channel.show_typing(_message())


@pytest.mark.parametrize(
    ("connected", "logged_in", "detail"),
    [
        (True, True, "is connected"),
        (False, True, "not connected"),
        (True, False, "not paired"),
        (False, False, "not paired"),
    ],
)
async def test_it_tells_how_the_account_is(
    channel, wuzapi, connected, logged_in, detail
):
    wuzapi.connected, wuzapi.logged_in = connected, logged_in

    health = await channel.health()

    assert health.ok is (connected and logged_in)
    assert detail in health.detail


async def test_it_tells_what_to_correct(wuzapi, client):
    health = await channel_at(wuzapi.url, client, token="wrong").health()  # noqa: S106 - made up

    assert not health.ok
    assert "check token" in health.detail


async def test_nothing_that_it_calls_ends_the_session(channel, wuzapi):
    await channel.health()
    await channel.send(_reply())

    assert wuzapi.desk.forbidden == []
