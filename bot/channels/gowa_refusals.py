"""
What GOWA's answers mean, by status and by its own code.

401 says as a rule that the account is not joined to WhatsApp, and only sometimes that
the name or the password is wrong.
"""

from bot.channels.http import Answer
from bot.errors import AccountDown, ChannelUnavailable, OutcomeUnknown, ReplyRefused

_REDIRECT = 300
_CLIENT_ERROR = 400
_SERVER_ERROR = 500
_TOO_MANY = 429
_TAKEN_STATUSES = frozenset({404, 405, 408, 409, 425})
_REACHED_OUT_SECONDS = 600.0
_ACCOUNT: dict[str, str] = {
    "AUTHENTICATION_ERROR": "log in to WhatsApp there again, and check basic_auth",
    "DEVICE_ID_REQUIRED": "it has several devices, so say which in device",
    "DEVICE_NOT_FOUND": "it has no such device, so correct device",
}
_ACCOUNT_STATUSES = frozenset({401, 403})
_NOT_TAKEN = frozenset({"DEVICE_MANAGER_UNAVAILABLE"})


def check_sent(answer: Answer) -> None:
    """
    Pass an *answer* that says that something was done.

    Raises:
        AccountDown: If the operator has to do something first.
        ChannelUnavailable: If it was not done, and may be another time.
        OutcomeUnknown: If it may have been.
        ReplyRefused: If it never will be.
    """
    said = answer.payload
    code = said.text("code") if said else ""
    named = f"{answer.status} {code}".strip()
    if _is_of_account(answer.status, code):
        cure = _ACCOUNT.get(code, _ACCOUNT["AUTHENTICATION_ERROR"])
        raise AccountDown(f"the gateway answered {named}: {cure}")
    if answer.status == _TOO_MANY:
        raise ChannelUnavailable(
            f"too many: the gateway answered {named}",
            wait_seconds=answer.wait_seconds or _pause(code),
        )
    if answer.status >= _SERVER_ERROR and code not in _NOT_TAKEN:
        raise OutcomeUnknown(f"the gateway answered {named}")
    if _CLIENT_ERROR <= answer.status < _SERVER_ERROR and not _is_taken(answer.status):
        raise ReplyRefused("the gateway refused it", code=code or str(answer.status))
    if answer.status >= _REDIRECT:
        raise ChannelUnavailable(f"the gateway answered {named}")
    if code != "SUCCESS":
        raise OutcomeUnknown("the gateway's answer cannot be read")


def _is_of_account(status: int, code: str) -> bool:
    return status in _ACCOUNT_STATUSES or (status >= _CLIENT_ERROR and code in _ACCOUNT)


def _is_taken(status: int) -> bool:
    """Whether the same may be taken another time, or at another address."""
    return status in _TAKEN_STATUSES


def _pause(code: str) -> float | None:
    """WhatsApp blocks who writes to too many strangers, for hours."""
    return _REACHED_OUT_SECONDS if code == "WA_REACHOUT_TIMELOCK" else None
