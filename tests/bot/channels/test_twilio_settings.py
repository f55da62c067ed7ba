"""What the settings say about a channel of Twilio, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.twilio import TwilioSettings
from tests.fakes.surroundings import surroundings_of
from tests.fakes.twilio import FakeTwilio
from tests.fakes.twilio_deliveries import ACCOUNT, NUMBER, TOKEN


def _settings(**other: Any) -> dict[str, Any]:
    return {
        "type": "twilio",
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "from": NUMBER,
        **other,
    }


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeTwilio() as twilio, HttpClient() as client:
        kind = CHANNELS["twilio"]
        written = {"from": f"whatsapp:{NUMBER}", "url": f"{twilio.url}/"}
        settings = kind.settings.model_validate(_settings(**written))

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert settings.authenticated
        assert (await channel.health()).ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_sid": ""},
        {"account_sid": "AC1/../AC2"},
        {"auth_token": ""},
        {"auth_tokem": TOKEN},
        {"from": "12ab"},
        {"sender": NUMBER},
        {"url": "ftp://api.twilio.com"},
        {"media_hosts": ["*"]},
        {"media_hosts": ["com"]},
        {"messaging_service_sid": ""},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        TwilioSettings.model_validate(_settings(**wrong))

    assert TOKEN not in str(refused.value)
