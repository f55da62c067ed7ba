"""
Finds hosts, and only where the whole world may go.

A host is checked by its address and not by its name alone: whoever runs the name may
let it lead into the network that the bot stands in. What is checked here is what is
connected to, so it cannot change in between.
"""

import ipaddress
import socket

from aiohttp import DefaultResolver
from aiohttp.abc import AbstractResolver, ResolveResult


class PublicResolver(AbstractResolver):
    """The machine's own resolver, less every address that is not public."""

    def __init__(self) -> None:
        self._resolver: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """
        The public addresses of *host*.

        Raises:
            OSError: If it has none.
        """
        if self._resolver is None:
            self._resolver = DefaultResolver()
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise OSError("it has no public address")
        return public

    async def close(self) -> None:
        """Let go of whatever the resolver holds."""
        if self._resolver is not None:
            await self._resolver.close()


def is_public(address: str) -> bool:
    """Whether *address*, of IP 4 or 6, is one that anybody can reach."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        found = found if inside is None else inside
    return found.is_global and not found.is_multicast
