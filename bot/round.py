"""A round: one look at every chat that has anything to be answered, some at a time."""

from dataclasses import dataclass

from storage.claims import Claims


@dataclass(slots=True, kw_only=True)
class Round:
    """
    One round, as far as it has come.

    Attributes:
        began: When.
        timed: Whether it began with a look at the timers.
        over: Whether all were looked at.
        found: Whether anything was to be answered.
        quiet: Whether anything waits for quiet.
    """

    began: float
    timed: bool
    over: bool = False
    found: bool = False
    quiet: bool = False

    def add(self, claims: Claims) -> None:
        """Go on with what *claims* came to."""
        self.over = not claims.after
        self.found = self.found or bool(claims.messages)
        self.quiet = self.quiet or claims.quiet

    @property
    def in_vain(self) -> bool:
        """Whether it is over and there was nothing."""
        return self.over and not self.found

    @property
    def untimed(self) -> bool:
        """
        Whether it was in vain, and something waits until a time not known yet.

        Only what waits for quiet has such a time; a look at the timers tells it.
        """
        return self.in_vain and self.quiet and not self.timed
