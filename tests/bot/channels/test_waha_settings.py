"""What the settings say about a channel of WAHA, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.waha import WahaSettings
from tests.fakes.surroundings import surroundings_of
from tests.fakes.waha import API_KEY, FakeWaha
from tests.fakes.waha_deliveries import KEY


def _settings(**other: Any) -> dict[str, Any]:
    return {"type": "waha", "url": "http://127.0.0.1:3000", **other}


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeWaha() as waha, HttpClient() as client:
        kind = CHANNELS["waha"]
        settings = kind.settings.model_validate(
            _settings(url=f"{waha.url}/", api_key=API_KEY, hmac_key=KEY)
        )

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert settings.authenticated
        assert (await channel.health()).ok


def test_without_a_key_deliveries_prove_nothing() -> None:
    settings = WahaSettings.model_validate(_settings(api_key=API_KEY))

    assert not settings.authenticated
    assert settings.session == "default"


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://gateway"},
        {"session": "a/../b"},
        {"session": ""},
        {"api_key": ""},
        {"hmac_key": ""},
        {"hmac": KEY},
        {"media_hosts": ["*"]},
        {"media_hosts": ["com"]},
        {"ticks": "perhaps"},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        WahaSettings.model_validate(_settings(**wrong))

    assert KEY not in str(refused.value)
