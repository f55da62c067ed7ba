"""What the settings of every channel take, whatever its type."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.durations import BadDuration, parse_duration


def _duration(value: str) -> str:
    try:
        parse_duration(value)
    except BadDuration as error:
        raise ValueError(
            "write a number and a unit, such as 6 hours or 1 day (jam, hari)"
        ) from error
    return value


class ChannelSettings(BaseModel):
    """
    A channel in the settings; each type adds its own, and may have its own rate.

    Attributes:
        rate: How many replies a second go out at most; None: as many as there are.
        silent_after: For how long a channel that has delivered may deliver nothing
            before it is worth a warning, such as ``12 hours``; None: for ever.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    rate: float | None = Field(default=None, gt=0, le=1_000)
    silent_after: Annotated[str, AfterValidator(_duration)] | None = None
