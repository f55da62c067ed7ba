"""
Makes the channels that settings name.

Their settings are read and checked before anything runs, so a mistake stops the start.
"""

from pydantic import ValidationError

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.client import HttpClient
from bot.channels.surroundings import Surroundings
from bot.durations import parse_duration
from bot.errors import BadSetting
from bot.settings import Settings


def make_channels(settings: Settings, client: HttpClient) -> dict[str, Channel]:
    """
    Make the channels of every tenant, by ``tenant/channel``.

    Raises:
        BadSetting: If a type is unknown, its settings do not fit, or anybody on the
            network could post to a channel that cannot tell who does.
    """
    channels = {}
    for key, tenant in settings.tenants.items():
        for name, given in tenant.channels.items():
            where = f"tenants.{key}.channels.{name}"
            kind = CHANNELS.get(str(given.get("type")))
            if kind is None:
                known = ", ".join(sorted(CHANNELS))
                raise BadSetting(
                    f"{where}.type: there is no such type; there are {known}"
                )
            try:
                own = kind.settings.model_validate(given)
            except ValidationError as error:
                raise BadSetting(_explain(where, error)) from None
            if not own.authenticated and not settings.loopback:
                raise BadSetting(
                    f"{where}: anybody who reaches {settings.host} could post to it; "
                    "give it a path_secret, or listen on 127.0.0.1"
                )
            surroundings = Surroundings(
                tenant=key,
                name=name,
                client=client,
                own_url=f"{settings.local_url}/simulator/{key}/{name}",
            )
            channels[f"{key}/{name}"] = kind.adapter(own, surroundings)
    return channels


def silences(settings: Settings) -> dict[str, float]:
    """
    For how many seconds each channel may deliver nothing, by ``tenant/channel``.

    Those that may for ever are left out. To be asked once ``make_channels`` has found
    the settings of every channel right.
    """
    found = {}
    for key, tenant in settings.tenants.items():
        for name, given in tenant.channels.items():
            own = CHANNELS[str(given["type"])].settings.model_validate(given)
            if own.silent_after is not None:
                found[f"{key}/{name}"] = parse_duration(own.silent_after)
    return found


def _explain(where: str, error: ValidationError) -> str:
    return "\n".join(
        f"{where}.{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}"
        for mistake in error.errors(include_input=False, include_url=False)
    )
