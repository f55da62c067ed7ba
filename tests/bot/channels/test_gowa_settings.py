"""What the settings say about a channel of GOWA, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.gowa import GowaSettings
from tests.fakes.gowa import PASSWORD, FakeGowa
from tests.fakes.gowa_deliveries import SECRET
from tests.fakes.surroundings import surroundings_of


def _settings(**other: Any) -> dict[str, Any]:
    return {"type": "gowa", "url": "http://127.0.0.1:3000", **other}


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeGowa() as gowa, HttpClient() as client:
        kind = CHANNELS["gowa"]
        settings = kind.settings.model_validate(
            _settings(url=f"{gowa.url}/", basic_auth=PASSWORD)
        )

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert (await channel.health()).ok


@pytest.mark.parametrize(
    ("secret", "authenticated"), [(SECRET, True), ("secret", False), (None, False)]
)
def test_only_a_secret_that_not_everybody_knows_proves_anything(
    secret: str | None,
    authenticated: bool,  # noqa: FBT001 - a column of the table
) -> None:
    settings = GowaSettings.model_validate(_settings(webhook_secret=secret))

    assert settings.authenticated is authenticated


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://gateway"},
        {"url": "http://gateway/?a=b"},
        {"webhook_secret": ""},
        {"webhook_secrets": SECRET},
        {"basic_auth": ""},
        {"device": "a b"},
        {"ticks": "perhaps"},
        {"rate": 0},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        GowaSettings.model_validate(_settings(**wrong))

    assert SECRET not in str(refused.value)


async def test_a_device_is_named_with_every_call() -> None:
    async with FakeGowa() as gowa, HttpClient() as client:
        kind = CHANNELS["gowa"]
        settings = kind.settings.model_validate(
            _settings(url=gowa.url, basic_auth=PASSWORD, device="showroom-1")
        )
        channel = kind.adapter(settings, surroundings_of(client))

        await channel.health()

        assert gowa.devices == ["showroom-1"]
