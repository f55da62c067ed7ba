"""A channel of GOWA reads what is signed, and nothing else."""

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channel import Delivery
from bot.channels.client import HttpClient
from bot.errors import BadDelivery, NotAuthentic
from tests.fakes import gowa_deliveries as deliveries
from tests.fakes.gowa import channel_at

PHONE = "+6281200000011"
ADDRESS = "6281200000011@s.whatsapp.net"
NOWHERE = "http://127.0.0.1:9"
VECTOR = (
    (
        b'{"event":"message","device_id":"6281111111111@s.whatsapp.net",'
        b'"payload":{"id":"3EB0AA"}}'
    ),
    "sha256=d98245fcfe6b3003e25bb3284f54a93e03fd11bbc88f9a8da34ed2c6c246d39d",
)


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


def _delivery(body: bytes, signature: str | None = None) -> Delivery:
    made = deliveries.signed(body)["X-Hub-Signature-256"]
    return Delivery(body=body, headers={"x-hub-signature-256": signature or made})


def test_a_signed_delivery_is_read(client: HttpClient) -> None:
    body = deliveries.written(deliveries.text("halo"))

    [message] = channel_at(NOWHERE, client).receive(_delivery(body)).messages

    assert (message.text, message.chat.phone) == ("halo", PHONE)


def test_a_signature_is_the_one_that_the_gateway_makes(client: HttpClient) -> None:
    body, signature = VECTOR
    channel = channel_at(NOWHERE, client, webhook_secret="secret")  # noqa: S106

    received = channel.receive(_delivery(body, signature))

    assert received.ignored == ("unknown",)


@pytest.mark.parametrize(
    "signature", ["sha256=00", "d98245", "sha256=", "sha256=Ü", "\udcff", " "]
)
def test_what_is_signed_otherwise_is_not_even_read(
    client: HttpClient, signature: str
) -> None:
    with pytest.raises(NotAuthentic):
        channel_at(NOWHERE, client).receive(_delivery(b"<xml/>", signature))


def test_what_is_not_signed_is_not_even_read(client: HttpClient) -> None:
    with pytest.raises(NotAuthentic, match="it is not signed"):
        channel_at(NOWHERE, client).receive(Delivery(body=b"<xml/>"))


def test_a_changed_body_is_not_authentic(client: HttpClient) -> None:
    body = deliveries.written(deliveries.text("halo"))
    signature = deliveries.signed(body)["X-Hub-Signature-256"]

    with pytest.raises(NotAuthentic):
        channel_at(NOWHERE, client).receive(_delivery(body + b" ", signature))


def test_without_a_secret_whatever_comes_is_read(client: HttpClient) -> None:
    channel = channel_at(NOWHERE, client, webhook_secret=None)
    body = deliveries.written(deliveries.text("halo"))

    assert channel.receive(Delivery(body=body)).messages


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]", b'"text"', b"null"])
def test_what_is_no_object_is_a_bad_delivery(client: HttpClient, body: bytes) -> None:
    with pytest.raises(BadDelivery):
        channel_at(NOWHERE, client).receive(_delivery(body))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["event", "payload", "from", "message", "image", "action", "reaction"]
        ),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text()
            | st.sampled_from(["message", "message.edited", ADDRESS, "statics/a"]),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(
                        ["id", "chat_id", "from", "body", "image", "path", "timestamp"]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=8,
        ),
    )
)
def test_whatever_a_signed_object_holds_can_be_kept(
    client: HttpClient, fields: dict[str, object]
) -> None:
    received = channel_at(NOWHERE, client).receive(
        _delivery(json.dumps(fields).encode())
    )

    assert len(received.messages) + len(received.ignored) == 1
    kept = [message.to_json() for message in received.messages]
    assert all(text.encode() and "\\u0000" not in text for text in kept)
