"""
The channels that settings may name after ``type:``.

To add one, write its adapter in a module of this package, beside a frozen pydantic
model of its settings, and add its line here. Every channel is made in the same way, by
its class: ``GowaChannel(settings, surroundings)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from bot.channel import Channel, Limits, ShowsOptions
from bot.channels.cloud import CloudChannel, CloudSettings
from bot.channels.evolution import EvolutionChannel, EvolutionSettings
from bot.channels.gowa import GowaChannel, GowaSettings
from bot.channels.simulator import SimulatorChannel, SimulatorSettings
from bot.channels.surroundings import Surroundings
from bot.channels.twilio import TwilioChannel, TwilioSettings
from bot.channels.waha import WahaChannel, WahaSettings
from bot.channels.wuzapi import WuzapiChannel, WuzapiSettings
from bot.channels.wwapi import WwapiChannel, WwapiSettings

__all__ = ["CHANNELS", "Adapter", "ChannelType"]

SettingsOf = TypeVar("SettingsOf", bound=BaseModel)
SettingsFor = TypeVar("SettingsFor", bound=BaseModel, contravariant=True)


class Adapter(Protocol[SettingsFor]):
    """The class of a channel: it knows what all of them show, and makes them."""

    @property
    def text_limit(self) -> int:
        """See ``text_limit`` of ``Channel``."""

    @property
    def options_limit(self) -> int:
        """See ``options_limit`` of ``Channel``."""

    def __call__(self, settings: SettingsFor, surroundings: Surroundings) -> Channel:
        """
        Make a channel; nothing is called yet.

        Args:
            settings: What the settings say below the channel's name.
            surroundings: What it is given beside them.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType(Generic[SettingsOf]):
    """
    One type of channel.

    Attributes:
        settings: What it takes; its ``authenticated`` tells whether deliveries
            prove where they come from.
        adapter: The class of its channels.
    """

    settings: type[SettingsOf]
    adapter: Adapter[SettingsOf]

    def limits(self, name: str) -> Limits:
        """How much a channel of this type, which is called *name*, shows at once."""
        adapter = self.adapter
        titles = adapter.title_limits if isinstance(adapter, ShowsOptions) else {}
        return Limits(
            type=name,
            text=adapter.text_limit,
            options=adapter.options_limit,
            titles=titles,
        )


CHANNELS: Mapping[str, ChannelType[Any]] = {
    "cloud": ChannelType(settings=CloudSettings, adapter=CloudChannel),
    "evolution": ChannelType(settings=EvolutionSettings, adapter=EvolutionChannel),
    "gowa": ChannelType(settings=GowaSettings, adapter=GowaChannel),
    "simulator": ChannelType(settings=SimulatorSettings, adapter=SimulatorChannel),
    "twilio": ChannelType(settings=TwilioSettings, adapter=TwilioChannel),
    "waha": ChannelType(settings=WahaSettings, adapter=WahaChannel),
    "wuzapi": ChannelType(settings=WuzapiSettings, adapter=WuzapiChannel),
    "wwapi": ChannelType(settings=WwapiSettings, adapter=WwapiChannel),
}
