"""
What WuzAPI's answers mean.

What it was given wrongly is 400, and nearly every other failure 500, so its words tell
which one it is. A reply has an id of ours, so WhatsApp itself drops what is sent twice:
what the words do not tell is tried again.
"""

import re

from bot.channels.http import Answer
from bot.channels.payload import Payload
from bot.channels.tapped import text_of
from bot.errors import (
    AccountDown,
    ChannelError,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
)

_REDIRECT = 300
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_TOO_MANY = 429
_ACCOUNT_STATUSES = frozenset({401, 403})
_TAKEN_STATUSES = frozenset({404, 405, 408, 409, 425})
_DOWN = re.compile(
    r"no session|not connected|not logged in|logged out|not paired|websocket",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"not on whatsapp|no lid found|not registered|unknown server|invalid (?:jid|phone)",
    re.IGNORECASE,
)
_TIME_OUT = re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{5,}(?:@[a-z.]+)?")
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
    said = answer.payload
    named = f"the gateway answered {answer.status}"
    if answer.status in _ACCOUNT_STATUSES:
        raise AccountDown(f"{named}: check token")
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=answer.wait_seconds)
    if answer.status >= _CLIENT_ERROR and (words := _words(said)):
        raise _failure(words, status=answer.status)
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(named)
    if answer.status in _TAKEN_STATUSES or _REDIRECT <= answer.status < _CLIENT_ERROR:
        raise ChannelUnavailable(named)
    if answer.status >= _CLIENT_ERROR:
        raise ReplyRefused("the gateway refused it", code=str(answer.status))
    if said is None or said.flag("success") is False:
        raise OutcomeUnknown("the gateway's answer cannot be read")


def _failure(words: str, *, status: int) -> ChannelError:
    """What the gateway's *words* mean, with no number left in them."""
    reason = _LONG_NUMBER.sub("…", words)[:_LONGEST_CODE]
    if _DOWN.search(words):
        return AccountDown(f"connect it to WhatsApp again, the gateway says: {reason}")
    if _TIME_OUT.search(words):
        return OutcomeUnknown(f"the gateway says: {reason}")
    if _REFUSAL.search(words) or (
        status < _SERVER_ERROR and status not in _TAKEN_STATUSES
    ):
        return ReplyRefused("the gateway refused it", code=reason)
    return ChannelUnavailable(f"the gateway says: {reason}")


def _words(said: Payload | None) -> str:
    return text_of(said, "error", "message") if said is not None else ""
