"""For how long what is over is kept."""

from typing import Annotated, Self

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


Kept = Annotated[str, AfterValidator(_duration)]
"""For how long something is kept: a duration of a day at least."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class OwnRetention(_Model):
    """
    For how long one tenant keeps what is over; None: as long as everybody.

    Attributes:
        messages: See ``Retention``.
        photos: See ``Retention``.
    """

    messages: Kept | None = None
    photos: Kept | None = None


class Retention(_Model):
    """
    For how long what is over is kept, each as a duration such as ``30 days``.

    Attributes:
        messages: Messages that were answered, with all that came of them: replies
            that were sent, photos that are settled, effects, sessions that ended. A
            message that was sent longer ago is not taken any more.
        photos: Photos and voice notes that people sent and nobody published; None:
            until somebody deletes them.
    """

    messages: Kept = "30 days"
    photos: Kept | None = None

    @property
    def messages_seconds(self) -> float:
        """How long messages are kept, in seconds."""
        return parse_duration(self.messages)

    @property
    def photos_seconds(self) -> float | None:
        """How long photos and voice notes are kept, in seconds; None: for good."""
        return None if self.photos is None else parse_duration(self.photos)

    def of(self, own: OwnRetention) -> Self:
        """The same, but for what a tenant says of its *own*."""
        said = own.model_dump(exclude_none=True)
        return self.model_copy(update=said) if said else self
