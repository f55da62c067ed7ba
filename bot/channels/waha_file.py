"""What WAHA needs to find a file: its name there, or the message that it came with."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from bot import jsontext
from bot.channels.payload import Payload
from bot.errors import BadDelivery, MediaGone

FILES = "/api/files/"
"""Below its own address, where the gateway keeps what it downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WahaFile:
    """
    One file.

    Attributes:
        path: Where it lies below ``FILES``, as it is written in an address; empty if
            the gateway keeps it elsewhere or has not downloaded it.
        message: The whole id of its message.
        chat: The address of the chat that it came in.
    """

    path: str
    message: str
    chat: str

    @classmethod
    def parse(cls, locator: str) -> Self:
        """
        The file that ``locator`` once was made for.

        Raises:
            MediaGone: If it was not.
        """
        try:
            said = Payload.parse(locator.encode("utf-8", "replace"))
        except BadDelivery:
            raise MediaGone("its place cannot be read") from None
        path = path_in(f"{FILES}{said.text('path')}") if said.text("path") else ""
        return cls(path=path, message=said.text("message"), chat=said.text("chat"))

    @property
    def locator(self) -> str:
        """What ``parse`` takes back."""
        return jsontext.encode(
            {"path": self.path, "message": self.message, "chat": self.chat}
        )


def path_in(url: str) -> str:
    """
    Where *url* lies below ``FILES`` of any host; empty if it does not.

    The gateway names the host that it knows itself by, which may be its container's.
    What stands behind ``?`` may be a key, and is left out.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    _, found, below = path.partition(FILES)
    plain = below.isascii() and below.isprintable() and " " not in below
    segments = below.replace("%2e", ".").replace("%2E", ".").split("/")
    if not found or not plain or {"", ".", ".."}.intersection(segments):
        return ""
    return below
