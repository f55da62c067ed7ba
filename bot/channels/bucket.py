"""
Files that a gateway puts into a bucket, and names in its deliveries.

Only the bucket in the settings is asked for anything: whoever can post a delivery could
else make the bot ask whatever is behind the firewall.
"""

from contextlib import aclosing

from yarl import URL

from bot.channels.gateway import Gateway
from bot.channels.inline import LARGEST_BODY_BYTES
from bot.channels.outside import MediaHosts, download_from
from bot.errors import MediaGone, MediaTooLarge, MediaUnavailable


async def from_bucket(gateway: Gateway | None, url: str | None) -> bytes | None:
    """
    What lies at *url*; None if nothing does, or not any more, or not for us.

    Args:
        gateway: Where the bucket is; None if there is none.
        url: What came along with the message; None if nothing did.

    Raises:
        MediaTooLarge: If it is larger than any file would be.
    """
    if url is None or gateway is None:
        return None
    hosts = MediaHosts(base=gateway.url)
    if not _is_among(url, hosts):
        return None
    chunks = download_from(gateway, url, hosts=hosts)
    data = bytearray()
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                data += chunk
                if len(data) > LARGEST_BODY_BYTES:
                    raise MediaTooLarge("it is larger than any file")
    except (MediaUnavailable, MediaGone):
        return None
    return bytes(data)


def _is_among(url: str, hosts: MediaHosts) -> bool:
    try:
        return hosts.is_own(URL(url, encoded=True))
    except ValueError:
        return False
