"""
Somebody whose number is hidden tells who they are, with a code from the operator.

WhatsApp hides the numbers of some people from web-protocol gateways. Who has a role is
told by numbers, so a member of staff types a code once, and the chat is known from
then on by the number that the code was made for.
"""

import re
import secrets
from dataclasses import replace

from bot.errors import BadSetting
from bot.messages import Message, digest
from bot.outcome import Answer
from bot.settings import Settings
from storage.codes import Code
from storage.records import Claimed, Outcome

WORKS_SECONDS = 24 * 3600.0
"""How long a code works."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another."""

_CODE = re.compile(r"(?:\w{1,12}[\s:]+)?([2-9A-Z]{4})[\s-]?([2-9A-Z]{4})", re.ASCII)


def new_code() -> str:
    """A code that nobody can guess, as people are to type it."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def tenant_of(settings: Settings, phone: str, tenant: str | None) -> str:
    """
    In whose chats a code for *phone* works.

    Args:
        settings: Which phones have roles.
        phone: E.164.
        tenant: The one that is meant; None: the only one where the phone has a role.

    Raises:
        BadSetting: If the phone has no role there, or several tenants may be meant.
    """
    having = [name for name, one in settings.tenants.items() if one.roles_of(phone)]
    if tenant is not None and tenant in having:
        return tenant
    if tenant is not None or not having:
        where = f"tenant {tenant}" if tenant else "any tenant"
        raise BadSetting(
            f"{phone}: not among the roles of {where}; write it into the settings first"
        )
    if len(having) > 1:
        raise BadSetting(
            f"{phone}: has roles at several tenants; say which with --tenant: "
            f"{', '.join(having)}"
        )
    return having[0]


def code_for(tenant: str, phone: str, code: str, now: float) -> Code:
    """What lets *code* stand for *phone* at *tenant*, from *now* on."""
    return Code(
        digest=_digest(code),
        tenant=tenant,
        phone=phone,
        expires_at=now + WORKS_SECONDS,
    )


def told_who(
    claimed: Claimed, message: Message, told: str, now: float
) -> Answer | None:
    """
    What comes of a *message* that is a code; None if it is none that works.

    Args:
        claimed: The message with where its chat stands.
        message: The same, read.
        told: What to say to whoever typed a code.
        now: Seconds since 1970.
    """
    typed = _CODE.fullmatch(message.text.strip().upper())
    code = _digest("".join(typed.groups())) if typed else ""
    phone = dict(claimed.codes).get(code)
    if phone is None:
        return None
    return Answer(
        outcome=Outcome(
            seq=claimed.seq,
            now=now,
            result="answered",
            chat=replace(claimed.chat, phone=phone),
            replies=(told,),
            code=code,
        )
    )


def _digest(code: str) -> str:
    return digest(code.replace("-", ""))
