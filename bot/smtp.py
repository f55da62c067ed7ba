"""The server that takes e-mails."""

import re
from email.utils import parseaddr
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

_DOMAIN = re.compile(r"[^@\s]+@[A-Za-z0-9.-]+")


class Smtp(BaseModel):
    """
    The server that takes e-mails, and in whose name they are sent.

    Attributes:
        host: Its name or address.
        port: Usually 587 with ``starttls``, 465 with ``tls``.
        user: Whom to log in as; None: nobody.
        password: Of *user*.
        sender: Who the e-mails are from; ``from`` in the settings.
        tls: ``starttls``, ``tls`` from the first byte, or ``none`` at all.
        timeout: Seconds after which a step of sending is cut off.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True
    )

    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65_535)
    user: str | None = None
    password: SecretStr | None = None
    sender: str = Field(alias="from")
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: float = Field(default=20.0, gt=0, le=120)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not _DOMAIN.fullmatch(self.address) or not self.sender.isprintable():
            raise ValueError("from: write an address: Salon <bot@salon.example>")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together")
        return self

    @property
    def address(self) -> str:
        """The address in *sender*, without the name before it."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        """Where the e-mails come from."""
        return self.address.rpartition("@")[2]
