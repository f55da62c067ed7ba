"""A channel of Meta's Cloud API reads what is signed, however much of it there is."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from bot.channel import Delivery, HasHandshake
from bot.channels.client import HttpClient
from bot.channels.cloud import META, CloudChannel
from bot.errors import BadDelivery, NotAuthentic
from bot.web.webhook import Webhook
from tests.fakes import cloud_deliveries as deliveries
from tests.fakes.case import PUBLIC_URL
from tests.fakes.cloud import channel_at
from tests.fakes.cloud_deliveries import APP_SECRET, VERIFY_TOKEN
from tests.house import House, open_house

EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
VECTOR = "sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f"
PATH = "/webhook/lumiku/wa"


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


@pytest.fixture
def channel(client: HttpClient) -> CloudChannel:
    return channel_at(META, client)


def _signed(body: bytes, *, secret: str = APP_SECRET) -> Delivery:
    signature = deliveries.signature(body, secret=secret)
    return Delivery(body=body, headers={"x-hub-signature-256": signature})


def _written(*messages: Any, **how: Any) -> bytes:
    return deliveries.written(deliveries.envelope(*messages, **how))


def test_the_signature_is_the_one_that_meta_makes(client: HttpClient) -> None:
    channel = channel_at(META, client, app_secret="app-secret")  # noqa: S106 - made up

    received = channel.receive(
        Delivery(body=EMPTY, headers={"x-hub-signature-256": VECTOR})
    )

    assert received.ignored == ("empty",)


def test_each_of_several_secrets_signs(client: HttpClient) -> None:
    channel = channel_at(META, client, app_secret=["old-one", APP_SECRET])
    body = _written(deliveries.text("halo"))

    for secret in ("old-one", APP_SECRET):
        assert channel.receive(_signed(body, secret=secret)).messages


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        VECTOR,
        VECTOR.removeprefix("sha256="),
        "sha1=" + "0" * 40,
        "sha256=é\udcff",
    ],
)
def test_what_is_signed_otherwise_is_not_authentic(
    channel: CloudChannel, signature: str
) -> None:
    with pytest.raises(NotAuthentic):
        channel.receive(
            Delivery(body=EMPTY, headers={"x-hub-signature-256": signature})
        )


def test_the_raw_bytes_are_signed_and_not_what_they_mean(
    channel: CloudChannel,
) -> None:
    escaped = _written(deliveries.text("Foto é 🚗"))
    anew = json.dumps(json.loads(escaped), ensure_ascii=False).encode()
    signature = deliveries.signature(escaped)

    [message] = channel.receive(_signed(escaped)).messages

    assert b"\\u00e9" in escaped
    assert message.text == "Foto é 🚗"
    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=anew, headers={"x-hub-signature-256": signature}))


def test_what_is_signed_and_no_json_is_a_bad_delivery(channel: CloudChannel) -> None:
    with pytest.raises(BadDelivery):
        channel.receive(_signed(b"halo"))


def test_a_message_to_another_number_of_the_account_is_not_ours(
    channel: CloudChannel,
) -> None:
    body = _written(
        deliveries.text("halo"), statuses=[{"status": "read"}], number_id="999"
    )

    received = channel.receive(_signed(body))

    assert (received.messages, received.ignored) == ((), ("other_account",) * 2)


def test_a_contact_is_found_by_name_and_not_by_place(channel: CloudChannel) -> None:
    body = deliveries.envelope(
        deliveries.text("satu", sender="6281200000011"),
        deliveries.text("dua", sender="6281200000022"),
    )
    body["entry"][0]["changes"][0]["value"]["contacts"] = [
        {"profile": {"name": "Dua"}, "wa_id": "6281200000022"},
        {"profile": {"name": "Satu"}, "wa_id": "6281200000011"},
    ]

    received = channel.receive(_signed(deliveries.written(body)))

    assert [one.values["name"] for one in received.messages] == ["Satu", "Dua"]


def test_a_handshake_is_answered_with_its_challenge(channel: CloudChannel) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": VERIFY_TOKEN,
        "hub.challenge": "1158201444",
    }

    assert isinstance(channel, HasHandshake)
    assert channel.handshake(query) == "1158201444"


@pytest.mark.parametrize(
    "wrong", [{"hub.mode": "unsubscribe"}, {"hub.verify_token": "é"}]
)
def test_a_handshake_without_the_token_is_refused(
    channel: CloudChannel, wrong: dict[str, str]
) -> None:
    with pytest.raises(NotAuthentic):
        channel.handshake(
            {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, **wrong}
        )


@pytest.fixture
async def house(tmp_path) -> AsyncIterator[House]:
    other = {"channels": {"wa": {"type": "simulator"}}}
    async with open_house(tmp_path, settings={"tenants": {"lumiku": other}}) as house:
        yield house


@pytest.fixture
async def browser(house: House, channel: CloudChannel, aiohttp_client: AiohttpClient):
    app = web.Application()
    Webhook(
        channels={"lumiku/wa": channel},
        inbox=house.bot.inbox,
        heard=lambda _: None,
        metrics=house.metrics,
        public_url=PUBLIC_URL,
    ).add_routes(app)
    return await aiohttp_client(app)


async def test_the_webhook_answers_a_handshake_in_plain_text(browser) -> None:
    query = f"hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=42"

    async with browser.get(f"{PATH}?{query}") as answer:
        said = answer.status, answer.content_type, await answer.text()

    assert said == (200, "text/plain", "42")


async def test_the_webhook_answers_a_wrong_handshake_with_403(browser) -> None:
    query = "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=42"

    async with browser.get(f"{PATH}?{query}") as answer:
        assert (answer.status, "42" in await answer.text()) == (403, False)


async def test_a_thousand_messages_in_one_delivery_are_all_taken(
    browser, house
) -> None:
    sent_s = int(house.clock.now())
    messages = [
        deliveries.text(f"pesan {n}", sender=f"62812{n:08d}", sent_s=sent_s)
        for n in range(1_000)
    ]
    delivery = _signed(_written(*messages))

    body = io.BytesIO(delivery.body)
    async with browser.post(PATH, data=body, headers=delivery.headers) as said:
        assert said.status == 200

    assert await house.ask("SELECT count(*) FROM inbox") == [(1_000,)]


@pytest.mark.parametrize(
    ("mib", "status"), [(3, 200), (5, 413)], ids=["three MiB", "five MiB"]
)
async def test_a_delivery_of_three_megabytes_is_taken_and_more_is_not(
    browser, house, mib, status
) -> None:
    sent_s = int(house.clock.now())
    words = "é" * (mib * 1024 * 1024 // 6 - 500)
    delivery = _signed(_written(deliveries.text(words, sent_s=sent_s)))

    body = io.BytesIO(delivery.body)
    async with browser.post(PATH, data=body, headers=delivery.headers) as said:
        assert said.status == status

    assert len(delivery.body) > (mib - 0.1) * 1024 * 1024
