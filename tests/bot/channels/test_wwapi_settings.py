"""What the settings say about a channel of WhatsApp Web API, and what they cannot."""

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError

from bot.channel import Channel, Delivery
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.wwapi import WwapiSettings
from bot.errors import NotAuthentic
from tests.fakes.gateway import FakeGateway
from tests.fakes.surroundings import surroundings_of


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    async with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient() as client:
        yield client


async def test_a_channel_is_made_from_its_settings(
    gateway: FakeGateway, client: HttpClient
) -> None:
    kind = CHANNELS["wwapi"]
    settings = kind.settings.model_validate(
        {"type": "wwapi", "url": f"{gateway.url}/", "path_secret": "s3cret"}
    )

    channel: Channel = kind.adapter(settings, surroundings_of(client))

    assert settings.authenticated
    assert (await channel.health()).ok
    with pytest.raises(NotAuthentic):
        channel.receive(Delivery(body=b"{}", secret=""))


def test_a_secret_may_be_left_out() -> None:
    settings = WwapiSettings(type="wwapi", url="http://127.0.0.1:9000")

    assert not settings.authenticated


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "127.0.0.1:9000"},
        {"url": "ftp://127.0.0.1"},
        {"url": "http://"},
        {"url": "http://127.0.0.1:9000/?key=1"},
        {"path_secret": ""},
        {"path_sekret": "s3cret"},
        {"type": "cloud"},
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_without_showing_a_secret(
    wrong: dict[str, str],
) -> None:
    fields = {"type": "wwapi", "url": "http://127.0.0.1:9000", "path_secret": "s3cret"}

    with pytest.raises(ValidationError) as refused:
        WwapiSettings.model_validate({**fields, **wrong})

    assert "s3cret" not in str(refused.value)
