"""Whom a reply goes to, as gateways of WhatsApp's web protocol name people."""

from bot.channels.jid import Jid
from bot.errors import ReplyRefused
from bot.phone import PHONE_FORM


def addressee(address: str, *, server: str = "") -> str:
    """
    What a gateway calls *address*: a phone at *server*, or a hidden number.

    Where there is no *server*, a phone is its digits alone.

    Somebody who never wrote is known by their phone alone.

    Raises:
        ReplyRefused: If it is no address of a person.
    """
    at = f"@{server}" if server else ""
    if PHONE_FORM.fullmatch(address):
        return f"{address.removeprefix('+')}{at}"
    jid = Jid.parse(address)
    if jid is None or jid.audience != "person":
        raise ReplyRefused("no address of a person", code="address")
    return jid.address if jid.server == "lid" else f"{jid.user}{at}"
