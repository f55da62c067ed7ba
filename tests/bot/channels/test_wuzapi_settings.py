"""What the settings say about a channel of WuzAPI, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel, HasTicks
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.wuzapi import WuzapiSettings
from tests.fakes.surroundings import surroundings_of
from tests.fakes.wuzapi import FakeWuzapi, written_settings
from tests.fakes.wuzapi_deliveries import HMAC_KEY, TOKEN

URL = "http://127.0.0.1:8081"


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeWuzapi() as wuzapi, HttpClient() as client:
        kind = CHANNELS["wuzapi"]
        settings = kind.settings.model_validate(written_settings(f"{wuzapi.url}/"))

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert (await channel.health()).ok
        assert isinstance(channel, HasTicks)
        assert channel.ticks


@pytest.mark.parametrize(
    ("other", "authenticated"),
    [
        ({}, True),
        ({"hmac_key": None}, False),
        ({"hmac_key": None, "path_secret": "sesame"}, True),
        ({"hmac_key": None, "token_in_form": True}, True),
    ],
)
def test_it_tells_whether_deliveries_prove_where_they_come_from(
    other: dict[str, Any],
    authenticated: bool,  # noqa: FBT001 - a column of the table
) -> None:
    settings = WuzapiSettings.model_validate(written_settings(URL, **other))

    assert settings.authenticated is authenticated


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://127.0.0.1"},
        {"token": ""},
        {"hmac_key": ""},
        {"path_secret": ""},
        {"instance": ""},
        {"bucket": "minio.example.com"},
        {"tokens": TOKEN},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        WuzapiSettings.model_validate(written_settings(URL, **wrong))

    assert TOKEN not in str(refused.value)
    assert HMAC_KEY not in str(refused.value)
