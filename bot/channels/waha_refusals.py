"""What WAHA's answers mean. 422 says as a rule that the session does not work."""

from bot.channels.http import Answer
from bot.channels.payload import Payload
from bot.errors import AccountDown, ChannelUnavailable, OutcomeUnknown, ReplyRefused

_REDIRECT = 300
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_TOO_MANY = 429
_UNPROCESSABLE = 422
_TAKEN_STATUSES = frozenset({405, 408, 409, 425})
_ACCOUNT = {
    401: "check api_key",
    403: "check api_key",
    404: "it has no such session: check session, and that it was started",
}


def check_done(answer: Answer) -> None:
    """
    Pass an *answer* that says that something was done.

    Raises:
        AccountDown: If the operator has to do something first.
        ChannelUnavailable: If it was not done, and may be another time.
        OutcomeUnknown: If it may have been.
        ReplyRefused: If it never will be.
    """
    named = f"the gateway answered {answer.status}"
    if answer.status in _ACCOUNT:
        raise AccountDown(f"{named}: {_ACCOUNT[answer.status]}")
    if answer.status == _UNPROCESSABLE and _of_session(answer.payload):
        raise AccountDown(f"{named}: the session does not work; start it or scan again")
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(f"too many: {named}", wait_seconds=answer.wait_seconds)
    if answer.status >= _SERVER_ERROR:
        raise OutcomeUnknown(named)
    if answer.status in _TAKEN_STATUSES or _REDIRECT <= answer.status < _CLIENT_ERROR:
        raise ChannelUnavailable(named)
    if answer.status >= _CLIENT_ERROR:
        raise ReplyRefused("the gateway refused it", code=str(answer.status))


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* that says that a reply was taken.

    Raises:
        ChannelError: As ``check_done`` does, and if it cannot be read.
    """
    check_done(answer)
    if answer.payload is None:
        raise OutcomeUnknown("the gateway's answer cannot be read")


def _of_session(said: Payload | None) -> bool:
    if said is None:
        return False
    words = f"{said.text('error')} {said.text('message')}".lower()
    return bool(said.fields.get("expected")) or "session" in words
