"""
What can be tried over HTTP: pages, webhooks, photos, and a gateway's clock.

Only what changes nothing is asked for: GET of our own addresses, and HEAD of the front
door of a gateway, since on some gateways a GET of the wrong address ends the pairing.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import unescape

import aiohttp
from yarl import URL

ANSWER_SECONDS = 10.0
"""How long an answer may take."""

_PHOTO = re.compile(r'(?:src|content)="([^"]+/photos/[^"]+)"')
_JPEG = b"\xff\xd8\xff"
_OK = 200
_LARGEST_BYTES = 4 * 1024 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=ANSWER_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """
    What came back.

    Attributes:
        status: The HTTP status; 0 if nothing came.
        said: Why nothing came, or the status, for the operator.
        body: The beginning of what came.
    """

    status: int
    said: str
    body: bytes = b""

    def like(self, other: "Answered") -> bool:
        """Whether the same server may have said this and *other*."""
        return (self.status, self.body) == (other.status, other.body)


async def ask(session: aiohttp.ClientSession, url: str) -> Answered:
    """What a GET of *url* is answered with; nobody is sent elsewhere."""
    try:
        async with session.get(url, allow_redirects=False, timeout=_TIMEOUT) as answer:
            body = await answer.content.read(_LARGEST_BYTES)
            return Answered(
                status=answer.status, said=f"status {answer.status}", body=body
            )
    except TimeoutError:
        return Answered(status=0, said="no answer in time")
    except aiohttp.ClientError as error:
        return Answered(status=0, said=f"no answer: {type(error).__name__}")


async def shown_photo(
    session: aiohttp.ClientSession, base: str, tenants: Iterable[str]
) -> Answered | None:
    """
    What asking for a photo that a catalog shows is answered with.

    Its status is 200 only if a JPEG came. None if no catalog of *tenants* shows any.

    Args:
        session: Asks.
        base: What the addresses of pages begin with.
        tenants: Whose catalogs to look at.
    """
    for tenant in tenants:
        page = await ask(session, f"{base}/catalog/{tenant}")
        if page.status != _OK:
            return Answered(status=page.status or 1, said=f"the catalog: {page.said}")
        found = _PHOTO.search(page.body.decode(errors="replace"))
        if found is None:
            continue
        # Pages may be shown under another name than the server's own.
        shown = URL(unescape(found[1]), encoded=True)
        photo = await ask(
            session, str(URL(base).join(URL(shown.raw_path_qs, encoded=True)))
        )
        if photo.status == _OK and not photo.body.startswith(_JPEG):
            return Answered(status=1, said="something else than a photo")
        return photo
    return None


async def ahead_seconds(session: aiohttp.ClientSession, gateway: URL) -> float | None:
    """
    By how many seconds this machine's clock is ahead of that of *gateway*.

    None if it does not tell the time. To the second, and negative if ours is behind.
    """
    before = time.time()
    try:
        async with session.head(
            gateway, allow_redirects=False, timeout=_TIMEOUT
        ) as answer:
            told = answer.headers.get("Date", "")
        theirs = parsedate_to_datetime(told).timestamp()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    ours = (before + time.time()) / 2
    # A date has whole seconds, so it is half a second old on average.
    return ours - theirs - 0.5
