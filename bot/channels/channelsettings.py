"""What the settings of every channel take, whatever its type."""

from pydantic import BaseModel, ConfigDict, Field


class ChannelSettings(BaseModel):
    """
    A channel in the settings; each type adds its own, and may have its own rate.

    Attributes:
        rate: How many replies a second go out at most; None: as many as there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    rate: float | None = Field(default=None, gt=0, le=1_000)
