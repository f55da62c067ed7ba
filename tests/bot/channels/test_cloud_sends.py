"""Replies reach Meta as it takes them, and its refusals say what to do."""

from collections.abc import AsyncIterator

import pytest

from bot.channel import HasTicks
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.cloud import CloudChannel
from bot.errors import (
    AccountDown,
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
    WindowClosed,
)
from bot.messages import Chat, Kind, Message, Option, Reply
from tests.fakes.cloud import CloudSending, FakeCloud, channel_at
from tests.fakes.cloud_deliveries import HIDDEN, STAFF

CHAT = Chat(tenant="lumiku", channel="wa", address=STAFF, phone=f"+{STAFF}")
MESSAGE = Message(id="wamid.A1", chat=CHAT, kind=Kind.TEXT, sent_ms=1, text="halo")


@pytest.fixture
async def meta() -> AsyncIterator[FakeCloud]:
    async with FakeCloud() as meta:
        yield meta


@pytest.fixture
async def channel(meta: FakeCloud) -> AsyncIterator[CloudChannel]:
    async with HttpClient() as client:
        yield channel_at(meta.url, client)


def _reply(
    text: str = "halo", *titles: str, address: str = STAFF, key: str = "12:0"
) -> Reply:
    chat = Chat(tenant="lumiku", channel="wa", address=address)
    options = tuple(Option(id=f"o{n}", title=title) for n, title in enumerate(titles))
    return Reply(chat=chat, text=text, key=key, options=options)


async def test_a_text_is_sent_without_a_preview_of_its_links(channel, meta):
    await channel.send(_reply("https://bot.example/cars/1"))

    assert meta.bodies == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": STAFF,
            "type": "text",
            "text": {"body": "https://bot.example/cars/1", "preview_url": False},
            "biz_opaque_callback_data": "12:0",
        }
    ]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (STAFF, {"to": STAFF}),
        (f"+{STAFF}", {"to": STAFF}),
        (HIDDEN, {"recipient": HIDDEN}),
        ("US.ENT.11815799212886844830", {"recipient": "US.ENT.11815799212886844830"}),
    ],
)
async def test_a_user_id_is_never_told_as_if_it_were_a_number(
    channel, meta, address, told
):
    await channel.send(_reply(address=address))

    [body] = meta.bodies
    assert {name: body[name] for name in ("to", "recipient") if name in body} == told


@pytest.mark.parametrize("address", ["", "62812@g.us", "12", "x.y", "a/b"])
async def test_what_is_no_address_of_a_person_is_refused_unasked(
    channel, meta, address
):
    with pytest.raises(ReplyRefused):
        await channel.send(_reply(address=address))

    assert meta.bodies == []


async def test_three_short_options_are_buttons(channel, meta):
    await channel.send(_reply("Betul?", "Ya, benar", " Betulkan ", "Batal"))

    assert meta.bodies[0]["interactive"] == {
        "type": "button",
        "body": {"text": "Betul?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "o0", "title": "Ya, benar"}},
                {"type": "reply", "reply": {"id": "o1", "title": "Betulkan"}},
                {"type": "reply", "reply": {"id": "o2", "title": "Batal"}},
            ]
        },
    }


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Pilih:", ["satu", "dua", "tiga", "empat"]),
        ("Pilih:", ["x" * 21]),
        ("Pilih:", ["sama", "sama"]),
        ("x" * 1025, ["ya"]),
        ("Pilih:", [str(n) for n in range(10)]),
    ],
    ids=["four", "long title", "same title", "long text", "ten"],
)
async def test_what_does_not_fit_buttons_is_a_list(channel, meta, text, titles):
    await channel.send(_reply(text, *titles))

    interactive = meta.bodies[0]["interactive"]
    [section] = interactive["action"]["sections"]
    assert (interactive["type"], interactive["body"]["text"]) == ("list", text)
    assert [row["title"] for row in section["rows"]] == titles
    assert 0 < len(interactive["action"]["button"]) <= 20


async def test_a_title_that_is_too_long_for_a_row_stands_whole_below_it(channel, meta):
    long = "Betulkan dulu harga dan tahunnya"

    await channel.send(_reply("Pilih:", long, "🚗" * 13))

    [section] = meta.bodies[0]["interactive"]["action"]["sections"]
    assert section["rows"] == [
        {"id": "o0", "title": "Betulkan dulu harga dan…", "description": long},
        {"id": "o1", "title": f"{'🚗' * 11}…", "description": "🚗" * 13},
    ]


async def test_what_fits_no_list_is_numbered_in_the_text(channel, meta):
    await channel.send(_reply("Pilih:", "x" * 73, "Batal"))

    assert meta.replies[0].text == f"Pilih:\n\n1. {'x' * 73}\n2. Batal"


def test_the_checker_is_told_how_long_titles_may_be():
    assert CHANNELS["cloud"].limits("cloud").title(4) == 24
    assert CloudChannel.title_limits == {3: 20, 10: 24}
    assert CloudChannel.options_limit == 10


@pytest.mark.parametrize(
    ("sending", "error"),
    [
        (CloudSending(status=400, code=131047), WindowClosed),
        (CloudSending(status=200, code=131047), WindowClosed),
        (CloudSending(status=400, code=130429), ChannelUnavailable),
        (CloudSending(status=400, code=80007), ChannelUnavailable),
        (CloudSending(status=400, code=131056), ChannelUnavailable),
        (CloudSending(status=429), ChannelUnavailable),
        (CloudSending(status=401, code=190), AccountDown),
        (CloudSending(status=401), AccountDown),
        (CloudSending(status=403, code=10), AccountDown),
        (CloudSending(status=400, code=200), AccountDown),
        (CloudSending(status=400, code=368), AccountDown),
        (CloudSending(status=403, code=131031), AccountDown),
        (CloudSending(status=400, code=131026), ReplyRefused),
        (CloudSending(status=400, code=131051), ReplyRefused),
        (CloudSending(status=400, code=100), ReplyRefused),
        (CloudSending(status=404), ReplyRefused),
        (CloudSending(status=400, code=131016), ChannelUnavailable),
        (CloudSending(status=503, code=2), ChannelUnavailable),
        (CloudSending(status=400, code=131000), ChannelUnavailable),
        (CloudSending(status=400, code=999, transient=True), ChannelUnavailable),
        (CloudSending(status=500, code=131000), OutcomeUnknown),
        (CloudSending(status=502, body="<html>"), OutcomeUnknown),
        (CloudSending(body="<html>"), OutcomeUnknown),
        (CloudSending(body="{}"), OutcomeUnknown),
        (CloudSending(drops=True), OutcomeUnknown),
        (CloudSending(status=302, body=""), ChannelUnavailable),
        (CloudSending(status=408, body=""), ChannelUnavailable),
    ],
    ids=repr,
)
async def test_a_refusal_says_what_to_do(channel, meta, sending, error):
    meta.next_sends.append(sending)

    with pytest.raises(ChannelError) as refused:
        await channel.send(_reply())

    assert type(refused.value) is error


@pytest.mark.parametrize(
    ("sending", "seconds"),
    [
        (CloudSending(status=429, retry_after="7"), 7.0),
        (CloudSending(status=429, code=130429, retry_after="7"), 7.0),
        (CloudSending(status=400, code=130429), 2.0),
        (CloudSending(status=400, code=80007), 60.0),
        (CloudSending(status=400, code=131056), None),
    ],
    ids=repr,
)
async def test_the_whole_channel_waits_only_for_what_concerns_it(
    channel, meta, sending, seconds
):
    meta.next_sends.append(sending)

    with pytest.raises(ChannelUnavailable) as refused:
        await channel.send(_reply())

    assert refused.value.wait_seconds == seconds


async def test_a_refused_reply_tells_the_code(channel, meta):
    meta.next_sends.append(CloudSending(status=400, code=131026))

    with pytest.raises(ReplyRefused) as refused:
        await channel.send(_reply())

    assert refused.value.code == "131026"


async def test_a_token_that_is_over_takes_the_account_down(meta):
    async with HttpClient() as client:
        channel = channel_at(meta.url, client, token="over")  # noqa: S106 - made up

        with pytest.raises(AccountDown):
            await channel.send(_reply())
        assert not (await channel.health()).ok


async def test_people_see_that_they_were_read(channel, meta):
    assert isinstance(channel, HasTicks)
    assert channel.ticks

    await channel.show_read(MESSAGE)
    await channel.show_typing(MESSAGE)

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A1"}
    assert meta.bodies == [read, {**read, "typing_indicator": {"type": "text"}}]


async def test_ticks_that_fail_are_errors_of_the_channel(channel, meta):
    meta.next_sends.append(CloudSending(status=400, code=100))

    with pytest.raises(ReplyRefused):
        await channel.show_read(MESSAGE)


@pytest.mark.parametrize(
    ("number", "ok", "words"),
    [
        ((200, {"status": "CONNECTED", "quality_rating": "GREEN"}), True, "GREEN"),
        ((200, {"status": "FLAGGED"}), True, "FLAGGED"),
        ((200, {"status": "BANNED"}), False, "BANNED"),
        ((200, {"health_status": {"can_send_message": "BLOCKED"}}), False, "BLOCKED"),
        ((500, {}), False, "500"),
        ((400, {"error": {"code": 100}}), False, "100"),
    ],
    ids=repr,
)
async def test_health_tells_whether_the_number_may_send(
    channel, meta, number, ok, words
):
    meta.number = number

    health = await channel.health()

    assert health.ok is ok
    assert words in health.detail


async def test_a_meta_that_is_gone_is_not_well(meta, channel):
    await meta.__aexit__()

    assert "does not answer" in (await channel.health()).detail
