"""Settings that the bot starts with, and that are hardly meant so."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yarl import URL

from bot.channels import CHANNELS
from bot.channels.channelsettings import ChannelSettings
from bot.settings import Settings

State = Literal["ok", "doubt", "unknown", "wrong"]
"""``unknown``: it could not be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """
    One thing that was tried or looked at.

    Attributes:
        where: What it is about: ``settings``, ``photos``, a channel, ...
        state: How it is.
        said: What was found, on one line.
        cure: What to do about it; empty if there is nothing to do.
    """

    where: str
    state: State
    said: str
    cure: str = ""

    def __str__(self) -> str:
        line = f"{self.state:<7} {self.where}: {self.said}"
        return f"{line}; {self.cure}" if self.cure else line


def gateways(settings: Settings) -> dict[str, ChannelSettings]:
    """
    The settings of every channel that has a gateway elsewhere, by ``tenant/channel``.

    To be asked once ``make_channels`` has found them right.
    """
    found = {}
    for key, tenant in settings.tenants.items():
        for name, given in tenant.channels.items():
            own = CHANNELS[str(given["type"])].settings.model_validate(given)
            if address_of(own) is not None:
                found[f"{key}/{name}"] = own
    return found


def address_of(own: ChannelSettings) -> URL | None:
    """Where the gateway of a channel is; None if the bot is its gateway itself."""
    url = getattr(own, "url", None)
    return URL(url) if isinstance(url, str) else None


def doubts(settings: Settings) -> Iterator[Symptom]:
    """What is hardly meant so in *settings*, which a bot can be opened with."""
    public = URL(settings.url)
    for name, own in gateways(settings).items():
        yield from _of_channel(name, own, public)
    if not is_near(public) and public.scheme == "http":
        yield _doubt(
            "settings",
            f"public_url: {public} is read by everybody on the way",
            "let a proxy with TLS stand before the bot, and write https",
        )
    if settings.smtp is None:
        for key, tenant in settings.tenants.items():
            for name, contact in tenant.contacts.items():
                if contact.email:
                    yield _doubt(
                        f"tenants.{key}.contacts.{name}",
                        "has an e-mail address, and there is no smtp to send by",
                        "set smtp, or give it a channel and a phone",
                    )


def _of_channel(name: str, own: ChannelSettings, public: URL) -> Iterator[Symptom]:
    address = address_of(own)
    if address is None:
        return
    if is_loopback(public) and not is_loopback(address):
        yield _doubt(
            name,
            f"its gateway is at {address.host}, and {public} is this machine alone",
            "set public_url to what the gateway and people reach the bot by",
        )
    if not getattr(own, "authenticated", True):
        yield _doubt(
            name,
            "its deliveries do not prove where they come from",
            "give it a secret, as docs/channels.md tells",
        )
    if address.scheme == "http" and not is_near(address):
        yield _doubt(
            name,
            f"secrets and messages go to {address.host} without TLS",
            "write https in its url, or let the gateway be nearer",
        )


def is_loopback(url: URL) -> bool:
    """Whether *url* is this machine's alone."""
    try:
        return ipaddress.ip_address(url.host or "").is_loopback
    except ValueError:
        return url.host == "localhost"


def is_near(url: URL) -> bool:
    """Whether *url* is on this machine or in a network of one's own."""
    try:
        return ipaddress.ip_address(url.host or "").is_private
    except ValueError:
        host = url.host or ""
        return "." not in host or host.endswith((".local", ".internal"))


def _doubt(where: str, said: str, cure: str) -> Symptom:
    return Symptom(where=where, state="doubt", said=said, cure=cure)
