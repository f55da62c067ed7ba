"""
The channels that settings may name after ``type:``.

To add one, write its adapter in a module of this package, beside a frozen pydantic
model of its settings, and add its line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MethodType
from typing import Any, Generic, Protocol, TypeVar, cast

from pydantic import BaseModel

from bot.channel import Channel, Limits, ShowsOptions
from bot.channels.client import HttpClient
from bot.channels.cloud import CloudChannel, CloudSettings
from bot.channels.evolution import EvolutionChannel, EvolutionSettings
from bot.channels.gowa import GowaChannel, GowaSettings
from bot.channels.simulator import SimulatorChannel, SimulatorSettings
from bot.channels.twilio import TwilioChannel, TwilioSettings
from bot.channels.waha import WahaChannel, WahaSettings
from bot.channels.wuzapi import WuzapiChannel, WuzapiSettings
from bot.channels.wwapi import WwapiChannel, WwapiSettings

__all__ = ["CHANNELS", "ChannelType", "CreateChannel"]

SettingsOf = TypeVar("SettingsOf", bound=BaseModel)
SettingsFor = TypeVar("SettingsFor", bound=BaseModel, contravariant=True)


class CreateChannel(Protocol[SettingsFor]):
    """Makes a channel from its settings."""

    def __call__(
        self,
        settings: SettingsFor,
        *,
        tenant: str,
        name: str,
        client: HttpClient,
        own_url: str,
    ) -> Channel:
        """
        Make the channel; nothing is called yet.

        Args:
            settings: What the settings say below the channel's name.
            tenant: Whose channel it is.
            name: Its name among the tenant's channels.
            client: What it calls its gateway with, from ``bot.channels.http``; the
                caller closes it.
            own_url: Where the bot would serve this channel itself, for those that
                have no gateway elsewhere.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType(Generic[SettingsOf]):
    """
    One type of channel.

    Attributes:
        settings: What it takes; its ``authenticated`` tells whether deliveries
            prove where they come from.
        create: Makes a channel from an instance of it: ``from_settings`` of its class.
    """

    settings: type[SettingsOf]
    create: CreateChannel[SettingsOf]

    def limits(self, name: str) -> Limits:
        """How much a channel of this type, which is called *name*, shows at once."""
        # A channel is made from its settings by its class, which knows already.
        adapter = cast("type[Channel]", cast("MethodType", self.create).__self__)
        known: object = adapter
        titles = known.title_limits if isinstance(known, ShowsOptions) else {}
        return Limits(
            type=name,
            text=adapter.text_limit,
            options=adapter.options_limit,
            titles=titles,
        )


CHANNELS: Mapping[str, ChannelType[Any]] = {
    "cloud": ChannelType(settings=CloudSettings, create=CloudChannel.from_settings),
    "evolution": ChannelType(
        settings=EvolutionSettings, create=EvolutionChannel.from_settings
    ),
    "gowa": ChannelType(settings=GowaSettings, create=GowaChannel.from_settings),
    "simulator": ChannelType(
        settings=SimulatorSettings, create=SimulatorChannel.from_settings
    ),
    "twilio": ChannelType(settings=TwilioSettings, create=TwilioChannel.from_settings),
    "waha": ChannelType(settings=WahaSettings, create=WahaChannel.from_settings),
    "wuzapi": ChannelType(settings=WuzapiSettings, create=WuzapiChannel.from_settings),
    "wwapi": ChannelType(settings=WwapiSettings, create=WwapiChannel.from_settings),
}
