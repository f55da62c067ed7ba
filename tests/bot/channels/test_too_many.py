"""A gateway that says "too many" says for how long, in seconds or not at all."""

import pytest

from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway
from bot.channels.http import call, check_sent
from bot.errors import ChannelUnavailable
from tests.fakes.behaviour import Sending
from tests.fakes.gateway import FakeGateway


@pytest.mark.parametrize(
    ("status", "said", "wait_seconds"),
    [
        (429, "30", 30.0),
        (429, "0", 0.0),
        (429, None, None),
        (429, "", None),
        (429, "-1", None),
        (429, "soon", None),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", None),
        (500, "30", None),
    ],
)
async def test_too_many_says_for_how_long_the_channel_is_to_be_left_alone(
    status: int, said: str | None, wait_seconds: float | None
) -> None:
    async with FakeGateway() as fake, HttpClient() as client:
        fake.next_sends.append(Sending(status=status, retry_after=said))
        reply = {"number": "6281200000011", "message": "halo"}
        gateway = Gateway(client=client, url=fake.url, timeout_seconds=5)
        answer = await call(gateway, "POST", "/send", json=reply)

        with pytest.raises(ChannelUnavailable) as caught:
            check_sent(answer)

    assert caught.value.wait_seconds == wait_seconds
