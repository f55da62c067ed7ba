"""
What the answers of Meta's Cloud API mean, by error code and by status.

The code says more than the status, so it is asked first. A code that is not listed,
under a status that blames the request, is one that a reply is refused with for good.
"""

from collections.abc import Mapping
from typing import NoReturn

from bot.channels.cloud_receipts import WINDOW_CLOSED
from bot.channels.http import Answer
from bot.channels.payload import Payload
from bot.errors import (
    AccountDown,
    ChannelUnavailable,
    OutcomeUnknown,
    ReplyRefused,
    WindowClosed,
)

_OK = 200
_REDIRECT = 300
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_TOO_MANY = 429

_TOO_MANY_CODES: Mapping[int, float | None] = {
    130429: 2.0,  # the number's throughput
    4: 60.0,  # the app's calls
    80007: 60.0,  # the account's
    131048: 300.0,  # people blocked or reported the number
    131056: None,  # to this one person: others may be written to
    133016: None,  # the same request, over and over
}
"""With the seconds for which the whole channel is to be left alone."""

_NOT_NOW = frozenset(
    {
        2,  # the service is down
        131016,  # the same
        131057,  # the account is being moved
        133004,  # the server is down
    }
)
_TROUBLE = frozenset(
    {
        1,  # unknown, to them
        131000,  # something went wrong
    }
)
_ACCOUNT = frozenset(
    {
        0,  # who we are could not be found out
        3,  # no right to this call
        10,  # the same, taken away
        33,  # the number was deleted
        190,  # the token is over
        368,  # the account broke the rules
        131005,  # no right to this
        131031,  # the account is locked
        131042,  # nobody pays for it
        131045,  # the number is not registered
        133010,  # the same
    }
)
_PERMISSIONS = range(200, 300)
_UNAUTHORISED = frozenset({401, 403})
_COULD_NOT_READ = frozenset({408, 425})


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* that says that a reply was taken.

    Raises:
        ChannelUnavailable: If it was not, and may be another time.
        AccountDown: If it was not, and somebody has to do something first.
        OutcomeUnknown: If it may have been.
        ReplyRefused: If it never will be.
        WindowClosed: If the person has to write first.
    """
    check_taken(answer)
    said = answer.payload
    messages = said.fields.get("messages") if said else None
    first = messages[0] if isinstance(messages, list) and messages else None
    if not isinstance(first, dict) or not Payload(fields=first).text("id"):
        raise OutcomeUnknown("Meta's answer cannot be read")


def check_taken(answer: Answer) -> None:
    """
    Pass an *answer* that is no error, whatever it says.

    Raises:
        ChannelError: As ``check_sent`` does.
    """
    code = code_of(answer)
    if code is not None:
        _refuse_code(answer, code)
    if _OK <= answer.status < _REDIRECT:
        return
    _refuse_status(answer)


def code_of(answer: Answer) -> int | None:
    """The error code in *answer*; None if it has none."""
    error = _error(answer)
    code = error.fields.get("code")
    return code if type(code) is int else None


def is_of_account(answer: Answer) -> bool:
    """Whether *answer* refuses us, whatever it is that we ask for."""
    code = code_of(answer)
    if code is None:
        return answer.status in _UNAUTHORISED
    return code in _ACCOUNT or code in _PERMISSIONS


def _error(answer: Answer) -> Payload:
    said = answer.payload
    return said.part("error") if said else Payload(fields={})


def _refuse_code(answer: Answer, code: int) -> NoReturn:
    named = f"Meta answered {answer.status}, error {code}"
    if code in WINDOW_CLOSED:
        raise WindowClosed(
            "more than a day since the person's last message", code=str(code)
        )
    if code in _TOO_MANY_CODES:
        wait = answer.wait_seconds or _TOO_MANY_CODES[code]
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=wait)
    if is_of_account(answer):
        raise AccountDown(f"{named}: check token, phone_number_id and the account")
    if code in _NOT_NOW:
        raise ChannelUnavailable(named)
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(named)
    if code in _TROUBLE or _error(answer).flag("is_transient"):
        raise ChannelUnavailable(named)
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=answer.wait_seconds)
    raise ReplyRefused(named, code=str(code))


def _refuse_status(answer: Answer) -> NoReturn:
    named = f"Meta answered {answer.status}"
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(named)
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=answer.wait_seconds)
    if answer.status in _UNAUTHORISED:
        raise AccountDown(f"{named}: check token and phone_number_id")
    if answer.status < _CLIENT_ERROR or answer.status in _COULD_NOT_READ:
        raise ChannelUnavailable(named)
    raise ReplyRefused(named, code=str(answer.status))
