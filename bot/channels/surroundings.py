"""What every channel is given beside its settings."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.channels.client import HttpClient
from bot.channels.gateway import Gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """
    Where a channel stands in the bot, and what it reaches the outside with.

    Attributes:
        tenant: Whose channel it is.
        name: Its name among the tenant's channels.
        client: What it calls its gateway with; whoever made it closes it.
        own_url: Where the bot would serve this channel itself, for those that have no
            gateway elsewhere; without a slash at its end.
        timeout_seconds: How long a call may take, and how long a gateway may be
            silent.
        now: The time, in seconds since 1970.
    """

    tenant: str
    name: str
    client: HttpClient
    own_url: str
    timeout_seconds: float = 10.0
    now: Callable[[], float] = time.time

    def gateway(
        self, url: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> Gateway:
        """The gateway at *url*, which is asked with *headers*."""
        return Gateway(
            client=self.client,
            url=url,
            timeout_seconds=self.timeout_seconds,
            headers=headers,
        )
