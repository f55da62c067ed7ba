"""A channel of Twilio reads what is signed for its own address, and nothing else."""

import hashlib
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.channels.twilio import TWILIO
from bot.errors import BadDelivery, NotAuthentic
from tests.fakes import twilio_deliveries as deliveries
from tests.fakes.twilio import channel_at
from tests.fakes.twilio_deliveries import STAFF, TOKEN
from tests.fakes.twilio_signing import sign, sign_body

URL = "https://bot.example.com/webhook/lumiku/wa"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


def _delivery(
    fields: dict[str, str], *, url: str = URL, token: str = TOKEN
) -> Delivery:
    signature = sign(url, fields, token=token)
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    return Delivery(body=urlencode(fields).encode(), headers=headers, url=URL)


def test_a_signed_delivery_is_read(client: HttpClient) -> None:
    received = channel_at(TWILIO, client).receive(_delivery(deliveries.text("halo")))

    [message] = received.messages
    assert (message.text, message.chat.phone) == ("halo", STAFF)


@pytest.mark.parametrize(
    "how",
    [
        {"token": "another"},
        {"url": "https://bot.example.com/webhook/other/wa"},
        {"url": "https://other.example.com/webhook/lumiku/wa"},
    ],
)
def test_a_delivery_signed_otherwise_is_not_authentic(
    client: HttpClient, how: dict[str, str]
) -> None:
    with pytest.raises(NotAuthentic):
        channel_at(TWILIO, client).receive(_delivery(deliveries.text("halo"), **how))


def test_a_delivery_that_is_not_signed_is_not_even_read(client: HttpClient) -> None:
    with pytest.raises(NotAuthentic, match="it is not signed"):
        channel_at(TWILIO, client).receive(Delivery(body=b"&" * 5_000, url=URL))


def test_a_name_that_comes_twice_counts_once(client: HttpClient) -> None:
    fields = deliveries.text("halo")
    signature = sign(URL, {**fields, "Body": "haloBodyhalo2"})
    delivery = Delivery(
        body=urlencode([*fields.items(), ("Body", "halo2")]).encode(),
        headers={"x-twilio-signature": signature},
        url=URL,
    )

    [message] = channel_at(TWILIO, client).receive(delivery).messages

    assert message.text == "halo"


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        (json.dumps(deliveries.text("halo")).encode(), ["halo"]),
        (b'{"Type": "event"}', []),
    ],
)
def test_a_signed_body_in_json_is_read_as_well(
    client: HttpClient, body: bytes, heard: list[str]
) -> None:
    received = channel_at(TWILIO, client).receive(_json(body))

    assert [message.text for message in received.messages] == heard


def test_what_says_that_it_is_json_and_is_none_is_a_bad_delivery(
    client: HttpClient,
) -> None:
    with pytest.raises(BadDelivery):
        channel_at(TWILIO, client).receive(_json(b"Body=halo"))


def _json(body: bytes) -> Delivery:
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {
        "content-type": "application/json",
        "x-twilio-signature": sign(url, {}),
    }
    return Delivery(body=body, headers=headers, url=url)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *(b"&", b"=", b"%", b"%00", b"%ff", b"+", b"\xff", b"Body=a&"),
                *(b"From=whatsapp%3A%2B6281200000011&", b"MessageSid=SM1&"),
                *(b"NumMedia=1&", b"MediaUrl0=http://[&", b"Latitude=x&"),
                *(b"MediaContentType0=image/jpeg&", b"ListId=%F0%9F&"),
            ]
        )
        | st.binary(max_size=8),
        max_size=30,
    ).map(b"".join)
)
def test_whatever_a_signed_form_holds_can_be_kept(
    client: HttpClient, body: bytes
) -> None:
    headers = {"x-twilio-signature": sign_body(URL, body)}

    received = channel_at(TWILIO, client).receive(
        Delivery(body=body, headers=headers, url=URL)
    )

    kept = [message.to_json() for message in received.messages]
    assert all(text.encode() and "\\u0000" not in text for text in kept)
