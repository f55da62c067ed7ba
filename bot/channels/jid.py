"""The names WhatsApp gives to people, groups and lists: ``user:device@server``."""

import functools
import re
from collections.abc import Mapping

from storage.record import record

_FORM = re.compile(
    r"(?P<user>[A-Za-z0-9_-]{1,64})"
    r"(?:\.[0-9]{1,3})?"  # an agent, which whatsmeow writes between user and device
    r"(?::(?P<device>[0-9]{1,5}))?"
    r"@(?P<server>[A-Za-z0-9.-]{1,64})"
)

_LONGEST = 256
"""More than the form allows; nothing longer is remembered."""

_PHONE = re.compile(r"[1-9][0-9]{6,14}")
_PHONE_SERVERS = frozenset({"s.whatsapp.net", "c.us"})
_AUDIENCES: Mapping[str, str] = {
    "s.whatsapp.net": "person",
    "c.us": "person",
    "lid": "person",
    "g.us": "group",
    "broadcast": "broadcast",
    "newsletter": "newsletter",
}


@record(frozen=True, slots=True, kw_only=True)
class Jid:
    """
    One such name, taken apart.

    Attributes:
        user: The number of a phone, of a group, or one that hides a phone.
        device: Which of the user's devices; None if no device is named.
        server: What *user* counts, in lower case: ``s.whatsapp.net`` and ``c.us``
            phones, ``lid`` people whose phone is hidden, ``g.us`` groups.
    """

    user: str
    device: int | None
    server: str

    @staticmethod
    def parse(value: str) -> "Jid | None":
        """Take *value* apart; None if it has another form or names no user."""
        bare = value.strip()
        return _parsed(bare) if len(bare) <= _LONGEST else None

    @property
    def address(self) -> str:
        """The name without its device: what a reply is sent to."""
        return f"{self.user}@{self.server}"

    @property
    def phone(self) -> str | None:
        """E.164 with ``+``; None if the server counts something else than phones."""
        if self.server not in _PHONE_SERVERS or not _PHONE.fullmatch(self.user):
            return None
        return f"+{self.user}"

    @property
    def audience(self) -> str:
        """
        Who hears what is said there.

        One of ``person``, ``group``, ``status``, ``broadcast``, ``newsletter``, and
        ``unknown`` for a server that WhatsApp added later.
        """
        if self.address == "status@broadcast":
            return "status"
        return _AUDIENCES.get(self.server, "unknown")


# Most messages come from somebody who wrote a moment ago.
@functools.lru_cache(maxsize=4096)
def _parsed(value: str) -> Jid | None:
    found = _FORM.fullmatch(value)
    if not found:
        return None
    return Jid(
        user=found["user"],
        device=int(found["device"]) if found["device"] else None,
        server=found["server"].lower(),
    )
