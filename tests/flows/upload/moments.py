"""
Moments of a conversation, and what is true in each of them, whatever happened.

A moment is one thing done, or one alarm of the clock, until the bot is at rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

COUNT = re.compile(
    r"(?:foto|photos)[^:\n]*: (\d+)(?: \((\d+) (?:masih|still))?", re.IGNORECASE
)

FAREWELLS = {
    "cancelled": {"cancelled"},
    "replaced": {"replaced"},
    "expired": {"expired"},
    "published": {"published"},
    "let_go": {"photos_cancelled", "photos_let_go"},
}
"""By which key people hear that a session ended, by the state it ended in."""

WITH_COUNT = {
    "data_accepted_with_photos",
    "data_missing_with_photos",
    "draft_exists",
    "help_photos",
    "photos_waiting",
    "published",
    "resumed",
    "resumed_missing",
    "summary",
}
HELPS = {
    "help_idle",
    "help_data",
    "help_photos",
    "help_preview",
    "help_correcting",
    "photos_waiting",
    "publishing_now",
}
CANCELS = {"cancelled", "photos_cancelled", "nothing_to_cancel", "publishing_now"}
GREETINGS = {"which_car", "first_photo"}
FAILURES = {"photos_failed", "photos_left_out", "engine.photos_given_up_published"}
LIMITS = {"photo_full", "photo_limit"}
OF_TIME = {"reminder", "expired", "photos_let_go", "published", "publish_failed"}
"""What may be said while a burst settles, but for other reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One reply: who got it, by which key it was said, and its words."""

    person: str
    key: str
    text: str

    @property
    def photos(self) -> int:
        """How many photos it says there are, those on their way included."""
        found = COUNT.search(self.text)
        assert found is not None, self.text
        return int(found[1]) + int(found[2] or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """
    A session as it is kept.

    Attributes:
        state: Where it stands; a final state once it ended.
        ended: Whether it did.
        kept_until: Until when it may be gone on with; None: it may not.
        listed: Its photos, by name.
        coming: How many of its photos are on their way.
    """

    state: str
    ended: bool
    kept_until: float | None
    listed: tuple[str, ...]
    coming: int

    @property
    def photos(self) -> int:
        """How many photos it has, those on their way included."""
        return len(self.listed) + self.coming


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Where one person stands.

    Attributes:
        dialogues: All that they ever had, by session, the oldest first.
        waiting: How many of their messages are not answered yet.
    """

    dialogues: Mapping[str, Dialogue]
    waiting: int

    @property
    def session(self) -> str | None:
        """The session they are in; None outside."""
        return next((key for key, d in self.dialogues.items() if not d.ended), None)

    @property
    def dialogue(self) -> Dialogue | None:
        """The dialogue they are in; None outside."""
        return self.dialogues[self.session] if self.session else None

    @property
    def state(self) -> str | None:
        """The state they are in; None outside."""
        return self.dialogue.state if self.dialogue else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was true of each person *before* and *after*, and what was said."""

    before: Mapping[str, Standing]
    after: Mapping[str, Standing]
    said: tuple[Heard, ...]
    time: float


def moment_holds(moment: Moment, person: str) -> None:
    """Everything below is true of *person* in this *moment*."""
    before, after = moment.before[person], moment.after[person]
    everything_said_has_a_key(moment.said)
    no_draft_is_lost_without_a_word(before, after, moment.said)
    no_draft_is_denied(before, moment)
    every_count_is_that_of_the_listing(before, after, moment.said)
    no_stored_photo_is_lost(before, after, moment.time)


def everything_said_has_a_key(said: tuple[Heard, ...]) -> None:
    """No reply is unknown, and none an apology."""
    assert all(each.key not in {"", "engine.apology"} for each in said), said


def no_draft_is_lost_without_a_word(
    before: Standing, after: Standing, said: tuple[Heard, ...]
) -> None:
    """Whoever had something hears by the right key that it ended."""
    keys = [each.key for each in said]
    for session, dialogue in after.dialogues.items():
        known = before.dialogues.get(session)
        if not dialogue.ended or (known is not None and known.ended):
            continue
        if dialogue.state == "let_go" and (known is None or known.photos == 0):
            continue
        assert not FAREWELLS[dialogue.state].isdisjoint(keys), (dialogue, keys)
    assert set(before.dialogues) <= set(after.dialogues)


def no_draft_is_denied(before: Standing, moment: Moment) -> None:
    """While a draft is kept nobody hears that there is none."""
    kept = [
        one for one in before.dialogues.values() if (one.kept_until or 0) > moment.time
    ]
    if kept:
        assert all(each.key != "nothing_to_resume" for each in moment.said)


def every_count_is_that_of_the_listing(
    before: Standing, after: Standing, said: tuple[Heard, ...]
) -> None:
    """Between what there was and what there is: the same, but for a photo just come."""
    session = after.session or before.session
    if session is None or before.session not in {None, session}:
        return
    known = before.dialogues.get(session)
    counts = sorted((known.photos if known else 0, after.dialogues[session].photos))
    for each in said:
        if each.key in WITH_COUNT:
            assert counts[0] <= each.photos <= counts[1], (each, before, after)


def no_stored_photo_is_lost(before: Standing, after: Standing, time: float) -> None:
    """What is in the listing stays until it is let go or its time is over."""
    for session, known in before.dialogues.items():
        now = after.dialogues[session]
        lapsed = known.kept_until is not None and known.kept_until <= time
        if now.state != "let_go" and not lapsed:
            assert set(known.listed) <= set(now.listed)
