"""The people who write to the server, each through the fake gateway."""

import random

import aiohttp

from tests.acceptance.server import Server
from tests.fakes.deliveries import image, text
from tests.fakes.gateway import FakeGateway
from tests.pictures import jpeg

LIMIT_SECONDS = 30.0
"""How long a reply may take before a test says that it never came."""


def chance(seed: float) -> random.Random:
    """Choices that look random and are the same for the same *seed*."""
    return random.Random(seed)  # noqa: S311 - it keeps no secret


class Person:
    """
    One person on WhatsApp.

    What they send is posted until the server took it, as by a gateway that tries
    again; so it may be down meanwhile.

    Attributes:
        phone: Their number, without ``+``.
    """

    def __init__(self, phone: str, *, gateway: FakeGateway, server: Server) -> None:
        self.phone = phone
        self._address = f"{phone}@s.whatsapp.net"
        self._gateway = gateway
        self._server = server

    @property
    def heard(self) -> list[str]:
        """Every reply they got, in order."""
        return [one.text for one in self._gateway.replies_for(self.phone)]

    @property
    def link(self) -> str:
        """The link in the last reply that has one."""
        linked = [one for one in self.heard if "🔗 Link: " in one]
        return linked[-1].partition("🔗 Link: ")[2].split()[0]

    @property
    def page(self) -> str:
        """The path of the page that the link leads to."""
        return "/" + self.link.split("/", 3)[3]

    async def says(self, words: str, *, copies: int = 1) -> None:
        """Send *words*; the gateway delivers them *copies* times."""
        await self._post(text(words, sender=self._address), copies=copies)

    async def sends(
        self,
        photo: str,
        data: bytes = b"",
        *,
        caption: str = "",
        size_bytes: int | None = None,
        copies: int = 1,
        **how: object,
    ) -> None:
        """
        Send a photo whose message has the id *photo*.

        Args:
            photo: The id.
            data: Its bytes; a small picture by default.
            caption: The words below it.
            size_bytes: What is announced; None for nothing.
            copies: How often the gateway delivers it.
            how: How the gateway hands it out, as fields of ``GatewayPhoto``.
        """
        self._gateway.add_photo(photo, data or jpeg(), **how)
        body = image(
            photo, caption=caption, size_bytes=size_bytes, sender=self._address
        )
        await self._post(body, copies=copies)

    async def hears(
        self, count: int, *, timeout_seconds: float = LIMIT_SECONDS
    ) -> list[str]:
        """
        Wait for *count* replies in all; those there are.

        Raises:
            TimeoutError: If fewer came in time.
        """
        await self._gateway.replies_reach(
            count, number=self.phone, timeout_seconds=timeout_seconds
        )
        return self.heard

    async def hears_words(
        self, words: str, *, timeout_seconds: float = LIMIT_SECONDS
    ) -> str:
        """
        Wait for a reply that holds *words*; the first that does.

        Raises:
            TimeoutError: If none came in time.
        """
        [found, *_] = await self._gateway.replies_reach(
            1, number=self.phone, words=words, timeout_seconds=timeout_seconds
        )
        return found.text

    async def _post(self, body: dict[str, object], *, copies: int) -> None:
        while True:
            await self._server.running.wait()
            try:
                statuses = await self._gateway.deliver(
                    body, to=self._server.webhook, copies=copies
                )
            except aiohttp.ClientError:
                continue  # it was killed meanwhile
            if statuses == [200] * copies:
                return
