"""One business in the settings."""

import re
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.colours import Colours
from bot.contacts import Contact
from bot.phone import Phone
from bot.retention import OwnRetention

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("no such time zone; one is Asia/Jakarta") from error
    return value


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError("use small letters, digits, - and _ only")
    return value


Name = Annotated[str, AfterValidator(_name)]


class Tenant(BaseModel):
    """
    One business.

    Attributes:
        name: What people call it.
        locale: Its language.
        languages: What it understands, its own first; empty: every language there is.
        timezone: Whose clock its texts follow.
        unknown: What people outside any dialogue get: nothing, or a hint a day.
        flows: Its dialogues, in the order they are tried; None: all, roles' own first.
        roles: Who may start what: phone numbers by role.
        channels: By name, each as its type reads it.
        whatsapp: Where its pages send people who want to buy; None: nowhere.
        colours: The colours of its pages.
        contacts: Who of the business is told what people sent, by name.
        retention: For how long it keeps what is over, where that differs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = ""
    locale: str = Field(default="id", pattern="^[a-z]{2,3}$")
    languages: tuple[str, ...] = ()
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Jakarta"
    unknown: Literal["ignore", "hint"] = "ignore"
    flows: tuple[Name, ...] | None = None
    roles: dict[str, tuple[Phone, ...]] = {}
    channels: dict[Name, dict[str, Any]] = Field(min_length=1)
    whatsapp: Phone | None = None
    colours: Colours = Colours()
    contacts: dict[Name, Contact] = {}
    retention: OwnRetention = OwnRetention()

    @model_validator(mode="after")
    def _know_channels(self) -> Self:
        for name, contact in self.contacts.items():
            if contact.channel is not None and contact.channel not in self.channels:
                raise ValueError(
                    f"contacts.{name}: there is no channel {contact.channel!r}"
                )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The clock its texts follow."""
        return ZoneInfo(self.timezone)

    def roles_of(self, phone: str | None) -> frozenset[str]:
        """The roles of whoever has *phone*; none for None."""
        return frozenset(role for role, phones in self.roles.items() if phone in phones)
