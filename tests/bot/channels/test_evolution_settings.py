"""What the settings say about a channel of Evolution API, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel, HasTicks
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.evolution import EvolutionSettings
from tests.fakes.evolution import FakeEvolution, written_settings
from tests.fakes.evolution_deliveries import API_KEY, JWT_KEY
from tests.fakes.surroundings import surroundings_of

URL = "http://127.0.0.1:8081"


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeEvolution() as evolution, HttpClient() as client:
        kind = CHANNELS["evolution"]
        settings = kind.settings.model_validate(written_settings(f"{evolution.url}/"))

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert (await channel.health()).ok
        assert isinstance(channel, HasTicks)
        assert channel.ticks


@pytest.mark.parametrize(
    ("other", "authenticated"),
    [
        ({}, True),
        ({"jwt_key": None}, False),
        ({"jwt_key": None, "path_secret": "sesame"}, True),
    ],
)
def test_it_tells_whether_deliveries_prove_where_they_come_from(
    other: dict[str, Any],
    authenticated: bool,  # noqa: FBT001 - a column of the table
) -> None:
    settings = EvolutionSettings.model_validate(written_settings(URL, **other))

    assert settings.authenticated is authenticated


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://127.0.0.1"},
        {"instance": ""},
        {"api_key": ""},
        {"jwt_key": ""},
        {"path_secret": ""},
        {"bucket": "minio.example.com"},
        {"jwt_keys": JWT_KEY},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        EvolutionSettings.model_validate(written_settings(URL, **wrong))

    assert API_KEY not in str(refused.value)
    assert JWT_KEY not in str(refused.value)
