"""Where a gateway of WhatsApp's web protocol keeps a file, as one text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from bot import jsontext
from bot.channels.payload import Payload
from bot.errors import BadDelivery, MediaGone


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFile:
    """
    One file.

    Attributes:
        message: The id of the message that it came with; empty if that is not known.
        media: Whether it is an ``image``, an ``audio`` or a ``document``.
        keys: What it takes to fetch it from WhatsApp once more; empty if it does not
            help.
    """

    message: str
    media: str = ""
    keys: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def parse(cls, locator: str) -> Self:
        """
        The file that *locator* once was made for.

        Raises:
            MediaGone: If it was made for none.
        """
        try:
            told = Payload.parse(locator.encode("utf-8", "replace"))
        except BadDelivery:
            raise MediaGone("its place cannot be read") from None
        return cls(
            message=told.text("message"),
            media=told.text("media"),
            keys=told.part("keys").fields,
        )

    @property
    def locator(self) -> str:
        """What ``parse`` takes back."""
        told = {
            "message": self.message,
            "media": self.media,
            "keys": dict(self.keys),
        }
        return jsontext.encode({name: value for name, value in told.items() if value})
