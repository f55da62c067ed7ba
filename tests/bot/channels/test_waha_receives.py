"""A channel of WAHA reads what is signed, and nothing else."""

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.errors import BadDelivery, NotAuthentic
from tests.fakes import waha_deliveries as deliveries
from tests.fakes.waha import channel_at

PHONE = "+6281200000011"
ADDRESS = "6281200000011@c.us"
NOWHERE = "http://127.0.0.1:9"
VECTOR = (
    b'{"event":"message","session":"default","engine":"WEBJS"}',
    (
        "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8"
        "097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89"
    ),
)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


def _delivery(body: bytes, signature: str | None = None) -> Delivery:
    made = deliveries.signed(body)["X-Webhook-Hmac"]
    return Delivery(body=body, headers={"x-webhook-hmac": signature or made})


def test_a_signed_delivery_is_read(client: HttpClient) -> None:
    body = deliveries.written(deliveries.text("halo"))

    [message] = channel_at(NOWHERE, client).receive(_delivery(body)).messages

    assert (message.text, message.chat.phone) == ("halo", PHONE)


def test_a_signature_is_the_one_that_the_gateway_makes(client: HttpClient) -> None:
    body, signature = VECTOR
    channel = channel_at(NOWHERE, client, hmac_key="my-secret-key")

    received = channel.receive(_delivery(body, signature))

    assert received.ignored == ("unknown",)


@pytest.mark.parametrize("signature", ["00", "sha512=00", "Ü", "\udcff", " "])
def test_what_is_signed_otherwise_is_not_even_read(
    client: HttpClient, signature: str
) -> None:
    with pytest.raises(NotAuthentic):
        channel_at(NOWHERE, client).receive(_delivery(b"<xml/>", signature))


def test_what_is_not_signed_is_not_even_read(client: HttpClient) -> None:
    with pytest.raises(NotAuthentic, match="it is not signed"):
        channel_at(NOWHERE, client).receive(Delivery(body=b"<xml/>"))


def test_without_a_key_whatever_comes_is_read(client: HttpClient) -> None:
    channel = channel_at(NOWHERE, client, hmac_key=None)
    body = deliveries.written(deliveries.text("halo"))

    assert channel.receive(Delivery(body=body)).messages


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]", b'"text"', b"null"])
def test_what_is_no_object_is_a_bad_delivery(client: HttpClient, body: bytes) -> None:
    with pytest.raises(BadDelivery):
        channel_at(NOWHERE, client).receive(_delivery(body))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        ["message", "message.any", "message.edited", "message.revoked", "message.ack"]
    ),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text()
        | st.sampled_from([ADDRESS, "false_6281200000011@c.us_3EB0", "http://[/"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    [
                        *("id", "from", "body", "hasMedia", "media", "url", "mimetype"),
                        *(
                            "_data",
                            "message",
                            "Message",
                            "timestamp",
                            "after",
                            "location",
                        ),
                        *("revokedMessageId", "editedMessageId", "listResponseMessage"),
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=12,
    ),
)
def test_whatever_a_signed_object_holds_can_be_kept(
    client: HttpClient, event: str, payload: object
) -> None:
    body = json.dumps({"event": event, "payload": payload}).encode()

    received = channel_at(NOWHERE, client).receive(_delivery(body))

    assert len(received.messages) + len(received.ignored) == 1
    kept = [message.to_json() for message in received.messages]
    assert all(text.encode() and "\\u0000" not in text for text in kept)
