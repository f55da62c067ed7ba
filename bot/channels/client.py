"""What channels reach their gateways with, whoever they are and wherever they run."""

from typing import Self

import aiohttp

from bot.channels.resolver import PublicResolver
from bot.channels.wire import AVAILABLE
from bot.channels.wires import Wires


class HttpClient:
    """
    What channels reach their gateways with; one for all of them.

    Attributes:
        session: For TLS, and for whoever else needs HTTP; without cookies.
        outside: For downloads from hosts that somebody else named: it connects to no
            address that is not public. Without cookies, too.
        wires: For calls to gateways near by, and downloads from them; None without
            the extra ``fast``.
    """

    def __init__(self) -> None:
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self.outside = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=PublicResolver()),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self.wires = Wires() if AVAILABLE else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        if self.wires is not None:
            self.wires.close()
        await self.outside.close()
        await self.session.close()
