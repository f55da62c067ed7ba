"""
Files that a gateway puts into a bucket, and names in its deliveries.

Only the bucket in the settings is asked for anything: whoever can post a delivery could
else make the bot ask whatever is behind the firewall.
"""

from contextlib import aclosing

from yarl import URL

from bot.channels.client import HttpClient
from bot.channels.inline import LARGEST_BODY_BYTES
from bot.channels.outside import MediaHosts, download_from
from bot.errors import MediaGone, MediaTooLarge, MediaUnavailable


async def from_bucket(
    client: HttpClient, url: str | None, *, bucket: str | None, timeout_seconds: float
) -> bytes | None:
    """
    What lies at *url*; None if nothing does, or not any more, or not for us.

    Args:
        client: Its sessions are used.
        url: What came along with the message; None if nothing did.
        bucket: The address of the bucket; None if there is none.
        timeout_seconds: How long the bucket may be silent.

    Raises:
        MediaTooLarge: If it is larger than any file would be.
    """
    if url is None or bucket is None or not _is_in(url, bucket):
        return None
    chunks = download_from(
        client,
        url,
        hosts=MediaHosts(base=bucket),
        credentials={},
        timeout_seconds=timeout_seconds,
    )
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


def _is_in(url: str, bucket: str) -> bool:
    try:
        return MediaHosts(base=bucket).is_own(URL(url, encoded=True))
    except ValueError:
        return False
