"""What a channel is given that stands alone in a test."""

import time
from collections.abc import Callable

from bot.channels.client import HttpClient
from bot.channels.surroundings import Surroundings


def surroundings_of(
    client: HttpClient,
    *,
    tenant: str = "lumiku",
    name: str = "wa",
    own_url: str = "http://127.0.0.1:9",
    timeout_seconds: float = 10.0,
    now: Callable[[], float] = time.time,
) -> Surroundings:
    """The surroundings of a channel; nothing listens at its ``own_url``."""
    return Surroundings(
        tenant=tenant,
        name=name,
        client=client,
        own_url=own_url,
        timeout_seconds=timeout_seconds,
        now=now,
    )
