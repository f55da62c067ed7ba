"""How the fake gateway behaves, and what it remembers."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReply:
    """
    One reply that the gateway was asked to send and would have sent.

    Attributes:
        number: For whom, as the bot named them.
        text: What it says.
        at: When it came, in seconds of the running loop's clock.
    """

    number: str
    text: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    How the gateway treats a reply.

    Attributes:
        failure: Its words for status 200 and ``success: false``; None for success.
        status: The status to answer; anything but 200 takes no reply.
        body: What to answer instead of JSON; None for JSON.
        delay_seconds: How long it takes before it answers.
        hangs: Whether it sends the reply and then never answers.
        drops: Whether it sends the reply and then closes the connection.
        retry_after: What it says under that name in a header; None for nothing.
    """

    failure: str | None = None
    status: int = 200
    body: str | None = None
    delay_seconds: float = 0.0
    hangs: bool = False
    drops: bool = False
    retry_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPhoto:
    """
    A photo that the gateway has, and how it hands it out.

    Attributes:
        data: Its bytes.
        added_at: When it was announced, by the running loop's clock.
        late_seconds: How long after that it answers 404.
        missing: Whether it answers 404 for ever.
        status: What it answers instead of the photo; None for the photo.
        first_statuses: What the first attempts are answered.
        cut_short: How many attempts, once there is a file, get half of it under
            status 200, as if it were complete.
        breaks_off: How many attempts get half of what was announced, and then a
            closed connection.
        delay_seconds: How long it takes before it answers.
        redirect_to: Where it sends the bot instead.
    """

    data: bytes
    added_at: float
    late_seconds: float = 0.0
    missing: bool = False
    status: int | None = None
    first_statuses: tuple[int, ...] = ()
    cut_short: int = 0
    breaks_off: int = 0
    delay_seconds: float = 0.0
    redirect_to: str | None = None

    def status_at(self, at: float) -> int:
        """What an attempt at that time is answered."""
        if self.missing:
            return 404
        if self.first_statuses:
            return self.first_statuses[0]
        if at - self.added_at < self.late_seconds:
            return 404
        if self.redirect_to:
            return 302
        return self.status or 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    One attempt at downloading a photo.

    Attributes:
        photo: The stem of the name asked for.
        status: What it was answered.
        at: When it came, by the running loop's clock.
        headers: What it came with, by name as it was sent.
    """

    photo: str
    status: int
    at: float
    headers: Mapping[str, str]
