"""One gateway, as the calls to it and the downloads from it are told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.client import HttpClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """
    Where a gateway is, and how it is asked.

    Attributes:
        client: What it is asked with.
        url: Its own address, without a slash at its end.
        timeout_seconds: How long a call to it may take, and how long it may be silent
            in the middle of a file.
        headers: What stands above whatever it is asked, such as who asks. No other
            host is told, but those that are trusted with its files.
    """

    client: HttpClient
    url: str
    timeout_seconds: float
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
