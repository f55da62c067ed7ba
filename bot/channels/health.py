"""How a channel is, by what its gateway says of itself."""

from collections.abc import Callable

from bot.channel import Health
from bot.channels.gateway import Gateway
from bot.channels.http import Answer, call
from bot.errors import ChannelError


async def ask_health(
    gateway: Gateway,
    path: str,
    read: Callable[[Answer], Health],
    *,
    called: str = "the gateway",
) -> Health:
    """
    What *read* makes of the answer to a GET of *path*, whatever its status.

    If there is none, the channel is not well; *called* says who did not answer.
    """
    try:
        answer = await call(gateway, "GET", path)
    except ChannelError as error:
        return Health(ok=False, detail=f"{called} does not answer: {error}")
    return read(answer)
