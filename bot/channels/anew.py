"""
Files that a gateway keeps for a while, and can download anew by their message.

It is asked for where it announced them first. Only a 404 means that asking it for the
message may help.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from bot.channels.gateway import Gateway
from bot.channels.http import Answer, call
from bot.channels.outside import MediaHosts, download_from
from bot.errors import ChannelError, MediaUnavailable

_NOT_THERE = 404


async def download_or_anew(
    gateway: Gateway,
    address: str,
    *,
    hosts: MediaHosts,
    anew_path: str,
    locate: Callable[[Answer], str],
) -> AsyncGenerator[bytes, None]:
    """
    The bytes of a file, in chunks: all of them, or an error.

    Args:
        gateway: Who keeps it.
        address: Where it was announced; empty if nowhere.
        hosts: Where it may lie.
        anew_path: The path that makes the gateway download it once more; empty if
            there is none.
        locate: Where it lies by the answer to that, of whatever status; raises
            ``MediaError`` if nowhere.

    Raises:
        MediaUnavailable: If another attempt may work.
        MediaGone: If the gateway will not hand it out, or names a host that is none
            of *hosts*.
    """
    try:
        async with aclosing(_announced(gateway, address, hosts)) as chunks:
            async for chunk in chunks:
                yield chunk
        return  # noqa: TRY300 - a generator has no other end
    except MediaUnavailable as error:
        if error.status != _NOT_THERE or not anew_path:
            raise
    try:
        answer = await call(gateway, "GET", anew_path)
    except ChannelError as error:
        raise MediaUnavailable(f"the gateway does not answer: {error}") from error
    async with aclosing(download_from(gateway, locate(answer), hosts=hosts)) as chunks:
        async for chunk in chunks:
            yield chunk


def _announced(
    gateway: Gateway, address: str, hosts: MediaHosts
) -> AsyncGenerator[bytes, None]:
    if not address:
        raise MediaUnavailable("the gateway has not got it", status=_NOT_THERE)
    return download_from(gateway, address, hosts=hosts)
