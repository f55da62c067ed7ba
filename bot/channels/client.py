"""What channels reach their gateways with, whoever they are and wherever they run."""

from typing import Self

import aiohttp

from bot.channels import wire


class HttpClient:
    """
    What channels reach their gateways with; one for all of them.

    Attributes:
        session: For downloads, for TLS, and for whoever else needs HTTP; without
            cookies.
        wires: For calls to gateways near by; None without the extra ``fast``.
    """

    def __init__(self) -> None:
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self.wires = wire.Wires() if wire.AVAILABLE else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        if self.wires is not None:
            self.wires.close()
        await self.session.close()
