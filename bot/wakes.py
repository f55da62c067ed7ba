"""The one thing the loops share beside the database: who is to wake up."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Wakes:
    """
    One wake-up for each loop.

    Attributes:
        worker: Something may be answered.
        sender: Something may be sent.
        fetcher: A photo may be fetched.
        runner: An effect may be run.
    """

    worker: asyncio.Event = field(default_factory=asyncio.Event)
    sender: asyncio.Event = field(default_factory=asyncio.Event)
    fetcher: asyncio.Event = field(default_factory=asyncio.Event)
    runner: asyncio.Event = field(default_factory=asyncio.Event)
