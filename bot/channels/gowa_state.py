"""How an account of GOWA is, as its gateway tells."""

from bot.channel import Health
from bot.channels.gowa_refusals import check_sent
from bot.channels.http import Answer
from bot.channels.payload import Payload
from bot.errors import ChannelError

_OK = 200


def results_of(answer: Answer) -> Payload:
    """What *answer* tells; an empty object if it tells nothing."""
    return answer.payload.part("results") if answer.payload else Payload(fields={})


def health_of(answer: Answer) -> Health:
    """How the account is, by the *answer* of ``/app/status``."""
    try:
        check_sent(answer)
    except ChannelError as error:
        return Health(ok=False, detail=str(error))
    results = results_of(answer)
    connected = results.flag("is_connected")
    if results.flag("is_logged_in") and connected:
        return Health(ok=True, detail="the gateway is logged in")
    what = "logged out: scan its code again" if connected else "not connected"
    return Health(ok=False, detail=f"the gateway is {what}")


def health_of_devices(answer: Answer) -> Health:
    """How it is in versions that tell no status: joined if they name a device."""
    devices = answer.payload.fields.get("results") if answer.payload else None
    if answer.status == _OK and isinstance(devices, list) and devices:
        return Health(ok=True, detail="the gateway is logged in")
    return Health(ok=False, detail="the gateway is logged out: scan its code")
