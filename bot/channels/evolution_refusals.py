"""
What Evolution API's answers mean.

Nearly every failure has the status 400, so its words tell which one it is. What they
do not tell is taken for something that may work another time.
"""

import re

from bot import jsontext
from bot.channels.http import Answer
from bot.channels.payload import Payload
from bot.errors import (
    AccountDown,
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)

_REDIRECT = 300
_SERVER_ERROR = 500
_TOO_MANY = 429
_ACCOUNT = {
    401: "check api_key",
    403: "check api_key",
    404: "it has no such instance: check instance",
}
_REFUSAL = re.compile(
    r"exists\W{1,6}false|not on whatsapp|invalid (?:number|jid)|requires property"
    r"|is not of a type|does not (?:match|conform)|not allowed to have|owned by",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"connection closed|not connected|logged ?out|instance .{0,40}(?:not|doesn't) "
    r"|precondition required|connection failure",
    re.IGNORECASE,
)
_TIME_OUT = re.compile(r"timed? ?out|ETIMEDOUT|ECONNRESET", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,}(?:@[a-z.]+)?")
_LONGEST_CODE = 120


def check_done(answer: Answer) -> None:
    """
    Pass an *answer* that says that something was done.

    Raises:
        AccountDown: If the operator has to do something first.
        ChannelUnavailable: If it was not done, and may be another time.
        OutcomeUnknown: If it may have been.
        ReplyRefused: If it never will be.
    """
    if answer.status < _REDIRECT:
        return
    named = f"the gateway answered {answer.status}"
    if answer.status in _ACCOUNT:
        raise AccountDown(f"{named}: {_ACCOUNT[answer.status]}")
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=answer.wait_seconds)
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(named)
    raise _failure(answer)


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* that says that a reply was taken.

    Raises:
        ChannelError: As ``check_done`` does, and if it cannot be read.
    """
    check_done(answer)
    said = answer.payload
    if said is None or not said.part("key").text("id"):
        raise OutcomeUnknown("the gateway's answer cannot be read")


def _failure(answer: Answer) -> ChannelError:
    """What its words mean, with no number left in them."""
    words = _words(answer.payload)
    reason = _NUMBER.sub("…", words)[:_LONGEST_CODE] or str(answer.status)
    if _REFUSAL.search(words):
        return ReplyRefused("the gateway refused it", code=reason)
    if _DOWN.search(words):
        return AccountDown(f"the instance does not work, connect it again: {reason}")
    if _TIME_OUT.search(words):
        return OutcomeUnknown(f"the gateway says: {reason}")
    return ChannelUnavailable(f"the gateway says: {reason}")


def _words(said: Payload | None) -> str:
    """What it says, wherever it says it: as text, in lists, or in objects."""
    if said is None:
        return ""
    told = said.part("response").fields.get("message") or said.fields.get("message")
    return told if isinstance(told, str) else jsontext.encode(told)
