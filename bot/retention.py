"""For how long what is over is kept."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.durations import BadDuration, parse_duration

SHORTEST_SECONDS = 24 * 3600.0
"""A gateway that was away may post again what it posted hours ago."""

DELETED_SECONDS = 24 * 3600.0
"""For how long an item that was deleted may be restored; then it is gone for good."""


_CURE = "write a number and a unit, such as 30 days or 4 weeks (hari, minggu)"


def _duration(value: str) -> str:
    try:
        seconds = parse_duration(value)
    except BadDuration as error:
        raise ValueError(_CURE) from error
    if seconds < SHORTEST_SECONDS:
        raise ValueError("keep them for 1 day at least, or what is posted again counts")
    return value


class Retention(BaseModel):
    """
    For how long what is over is kept, each as a duration such as ``30 days``.

    Attributes:
        messages: Messages that were answered, with all that came of them: replies
            that were sent, photos that are settled, effects, sessions that ended. A
            message that was sent longer ago is not taken any more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    messages: Annotated[str, AfterValidator(_duration)] = "30 days"

    @property
    def messages_seconds(self) -> float:
        """How long messages are kept, in seconds."""
        return parse_duration(self.messages)
