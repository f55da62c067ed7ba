"""What GOWA needs to find a file: its path, or the message that it came with."""

from dataclasses import dataclass
from typing import Self

from bot import jsontext
from bot.channels.payload import Payload
from bot.errors import BadDelivery, MediaGone

_FOLDER = "statics/"


@dataclass(frozen=True, slots=True, kw_only=True)
class GowaFile:
    """
    One file.

    Attributes:
        path: Where it lies below the gateway's address; empty if the gateway has not
            downloaded it.
        message: The id of its message; empty if that is not known.
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
        return cls(
            path=path_in(said.text("path")),
            message=said.text("message"),
            chat=said.text("chat"),
        )

    @property
    def locator(self) -> str:
        """What ``parse`` takes back."""
        return jsontext.encode(
            {"path": self.path, "message": self.message, "chat": self.chat}
        )


def path_in(written: str) -> str:
    """
    Where *written* lies below the gateway's address; empty if it is no file there.

    Only files are asked for: a mere GET of something else may end the pairing.
    """
    _, found, below = written.partition(_FOLDER)
    if not found or any(one.strip() in {"", ".", ".."} for one in below.split("/")):
        return ""
    return _FOLDER + below
