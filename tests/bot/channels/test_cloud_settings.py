"""What the settings say about a channel of Meta's Cloud API, and what they cannot."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.cloud import META, CloudSettings
from tests.fakes.cloud import FakeCloud, written_settings
from tests.fakes.cloud_deliveries import APP_SECRET, NUMBER_ID, TOKEN, VERIFY_TOKEN
from tests.fakes.surroundings import surroundings_of

SECRETS = (APP_SECRET, TOKEN, VERIFY_TOKEN)


async def test_a_channel_is_made_from_its_settings() -> None:
    async with FakeCloud() as meta, HttpClient() as client:
        kind = CHANNELS["cloud"]
        settings = kind.settings.model_validate(written_settings(f"{meta.url}/"))

        channel: Channel = kind.adapter(settings, surroundings_of(client))

        assert settings.authenticated
        assert (await channel.health()).ok


def test_five_settings_are_enough() -> None:
    written = written_settings(META)
    del written["url"]

    settings = CloudSettings.model_validate(written)

    assert (settings.url, settings.ticks, settings.rate) == (META, True, 40.0)


def test_the_id_of_the_number_may_be_written_without_quotes() -> None:
    settings = CloudSettings.model_validate(
        written_settings(META, phone_number_id=int(NUMBER_ID))
    )

    assert settings.phone_number_id == NUMBER_ID


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone_number_id": ""},
        {"phone_number_id": "+15550001111"},
        {"phone_number_id": "1/../2"},
        {"app_secret": ""},
        {"app_secret": []},
        {"app_secret": [APP_SECRET, ""]},
        {"token": ""},
        {"verify_token": ""},
        {"verify_tokem": VERIFY_TOKEN},
        {"url": "ftp://graph.facebook.com"},
        {"media_hosts": ["*"]},
        {"media_hosts": ["com"]},
        {"list_button": ""},
        {"list_button": "x" * 21},
        {"rate": 0},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError) as refused:
        CloudSettings.model_validate({**written_settings(META), **wrong})

    assert [secret for secret in SECRETS if secret in str(refused.value)] == []
