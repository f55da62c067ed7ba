"""Who of a business is told what people sent: by chat, by e-mail, or both."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from bot.phone import Phone

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")


def _mail(value: str) -> str:
    if not _MAIL.fullmatch(value):
        raise ValueError("write one address: stylist@salon.example")
    return value


MailAddress = Annotated[str, AfterValidator(_mail)]


class Contact(BaseModel):
    """
    Somebody of a business.

    Attributes:
        channel: The tenant's channel on which they are written to; None: on none.
        phone: Their number there; None: on none.
        email: Their address; None: they get no e-mail.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    channel: str | None = None
    phone: Phone | None = None
    email: MailAddress | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.channel and not self.phone:
            raise ValueError("give the phone that is written to on this channel")
        if not (self.email or self.channel):
            raise ValueError("give a channel and a phone, or an email, or both")
        return self
