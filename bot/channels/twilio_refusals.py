"""
What Twilio's answers to a reply mean, by status and by error code.

The code says more than the status, so it is asked first. A code that is not listed is
one of the thousand that a reply may be refused with for good.
"""

from bot.channels.http import Answer
from bot.errors import ChannelUnavailable, OutcomeUnknown, ReplyRefused

_OK = 200
_REDIRECT = 300
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_TOO_MANY = 429

_LATER = frozenset(
    {
        14107,  # too many messages of one sender
        20429,  # too many requests
        21611,  # the sender's queue is full
        30001,  # the same
        63017,  # too many, by WhatsApp's count
        63018,  # the same
    }
)
_ACCOUNT = frozenset(
    {
        20003,  # not who they say they are
        20005,  # the account is not active
        20404,  # there is no such account
        21212,  # the number in ``from`` is none
        21603,  # there is no ``from``
        21606,  # the number in ``from`` is not the account's
        63007,  # the number in ``from`` has no WhatsApp
        63020,  # the account of WhatsApp is not joined
    }
)
_WINDOW_CLOSED = 63016
_ACCOUNT_STATUSES = frozenset({401, 403, 404})
_TAKEN_STATUSES = frozenset({408, 409, 425})
_FAILED = frozenset({"failed", "undelivered", "canceled"})


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* that says that a reply was taken.

    Raises:
        ChannelUnavailable: If it was not, and may be another time.
        OutcomeUnknown: If it may have been.
        ReplyRefused: If it never will be.
    """
    said = answer.payload
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(f"Twilio answered {answer.status}")
    if answer.status >= _CLIENT_ERROR:
        _refuse(answer, said.count("code") if said else None)
    if not _OK <= answer.status < _REDIRECT:
        raise ChannelUnavailable(f"Twilio answered {answer.status}")
    if said is None or not said.text("sid"):
        raise OutcomeUnknown("Twilio's answer cannot be read")
    if said.text("status") in _FAILED:
        _refuse(answer, said.count("error_code"))


def _refuse(answer: Answer, code: int | None) -> None:
    named = f"{answer.status}, error {code}" if code else str(answer.status)
    if answer.status == _TOO_MANY or code in _LATER:
        raise ChannelUnavailable(
            f"too many: Twilio answered {named}", wait_seconds=answer.wait_seconds
        )
    if code == _WINDOW_CLOSED:
        raise ReplyRefused(
            "more than a day since the person's last message", code=str(code)
        )
    of_account = code in _ACCOUNT or (not code and answer.status in _ACCOUNT_STATUSES)
    if of_account or answer.status in {401, 403}:
        raise ChannelUnavailable(
            f"Twilio answered {named}: check account_sid, auth_token and from"
        )
    if not code and answer.status in _TAKEN_STATUSES:
        raise ChannelUnavailable(f"Twilio answered {named}")
    raise ReplyRefused(f"Twilio answered {named}", code=str(code or answer.status))
