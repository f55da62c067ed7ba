"""Downloads from hosts that somebody else named reach public addresses alone."""

import pytest
from aiohttp import ClientConnectorDNSError

from bot.channels.client import HttpClient
from bot.channels.resolver import PublicResolver, is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "2002:808:808::"]
)
def test_an_address_that_anybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1"),  # noqa: S104 - an address among others
        *("192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "224.0.1.1"),
        *("240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("2002:7f00:1::", "2002:a00:1::"),
    ],
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


async def test_a_name_of_this_machine_has_no_public_address() -> None:
    resolver = PublicResolver()

    with pytest.raises(OSError, match="no public address"):
        await resolver.resolve("localhost", 80)

    await resolver.close()


async def test_no_connection_is_made_to_it() -> None:
    async with HttpClient() as client:
        with pytest.raises(ClientConnectorDNSError):
            await client.outside.get("http://localhost:9/")
