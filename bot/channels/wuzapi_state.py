"""How an account at WuzAPI is."""

from bot.channel import Health
from bot.channels.http import Answer
from bot.channels.tapped import part_of

_TAKEN_UNTIL = 300
_REFUSED = frozenset({401, 403})


def health_of(answer: Answer) -> Health:
    """What an *answer* of ``/session/status`` tells."""
    named = f"the gateway answered {answer.status}"
    if answer.status in _REFUSED:
        return Health(ok=False, detail=f"{named}: check token")
    if answer.status >= _TAKEN_UNTIL or answer.payload is None:
        return Health(ok=False, detail=named)
    said = part_of(answer.payload, "data")
    is_so = {name.lower(): value is True for name, value in said.fields.items()}
    if not is_so.get("loggedin"):
        return Health(ok=False, detail="the account is not paired: scan its code")
    if not is_so.get("connected"):
        return Health(ok=False, detail="the account is not connected to WhatsApp")
    return Health(ok=True, detail="the account is connected")
