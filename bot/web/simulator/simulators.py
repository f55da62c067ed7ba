"""The simulator channels that settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.channels.simulator import SimulatorSettings
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """
    One simulator channel.

    Attributes:
        tenant: The key of its tenant.
        channel: Its name.
        title: What the tenant calls itself.
        locale: The language of its pages.
        zone: The tenant's clock.
        phones: The number of each phone that its page offers, by ``staff`` and
            ``customer``.
        webhook: The address that its deliveries are posted to.
    """

    tenant: str
    channel: str
    title: str
    locale: str
    zone: ZoneInfo
    phones: Mapping[str, str]
    webhook: str

    @property
    def name(self) -> str:
        """The channel, as ``tenant/channel``."""
        return f"{self.tenant}/{self.channel}"


def simulators_of(settings: Settings) -> dict[str, Simulator]:
    """The simulators in *settings*, by ``tenant/channel``; empty if there is none."""
    found = [
        Simulator(
            tenant=key,
            channel=name,
            title=tenant.name or key,
            locale=tenant.locale,
            zone=tenant.zone,
            phones=SimulatorSettings.model_validate(channel).phones.model_dump(),
            webhook=f"{settings.local_url}/webhook/{key}/{name}",
        )
        for key, tenant in settings.tenants.items()
        for name, channel in tenant.channels.items()
        if channel.get("type") == "simulator"
    ]
    return {one.name: one for one in found}
