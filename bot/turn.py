"""
One message being answered.

A turn holds what a dialogue may look at and collects what it does. It does
nothing by itself: the worker commits what it collected, whole or not at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.fields import Field
from bot.messages import Chat, Message
from bot.session import FieldValue, Session
from storage.record import record


@record(frozen=True, slots=True, kw_only=True)
class Listed:
    """
    What the stores listed in the folder of a session before a turn.

    Attributes:
        photos: Names of photos, in order of arrival.
        voices: Names of voice notes, in order of arrival.
    """

    photos: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


NOTHING = Listed()
"""An empty folder."""


@record(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    What a text says about the fields of a flow.

    Attributes:
        data: The fields it names; those it does not name are absent.
        confirm: Those of them, or of the fields known before, that are doubtful now
            and should be shown to the sender.
        refused: Fields that it names with a value that cannot be true; they are not
            in *data*.
        sources: Where each value of *data* comes from; a field may be absent if its
            flow does not tell.
        action: One word for what the text is, as in ``alur read``: ``accept``,
            ``confirm``, ``ask_missing``, ``merge``, and for texts that hold no data
            what they are instead.
    """

    data: Mapping[str, FieldValue]
    confirm: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sources: Mapping[str, "Source"] = field(default_factory=dict)
    action: str = "accept"


@record(frozen=True, slots=True, kw_only=True)
class Source:
    """
    What a value was read from.

    Attributes:
        text: The words of the message that say it, without their decoration.
        certainty: ``sure``; ``inferred`` if they imply it, as a model implies its
            brand; ``doubtful`` if it is to be confirmed.
    """

    text: str
    certainty: str = "sure"


@record(frozen=True, slots=True, kw_only=True)
class Photos:
    """
    The photos of a session, as the store and the to-do list told before the turn.

    Its voice notes are told of in the same manner.

    Attributes:
        listed: Names in the store's listing, in order of arrival; in the person's own
            folder those of earlier sessions are among them.
        coming: Names of those on their way; one that landed meanwhile is in both.
        failed: How many were given up since people were last told.
    """

    listed: tuple[str, ...] = ()
    coming: frozenset[str] = frozenset()
    failed: int = 0

    @staticmethod
    def of(
        listed: tuple[str, ...],
        coming: frozenset[str],
        suffix: str,
        failed: int = 0,
    ) -> "Photos":
        """Those *listed*, and of all that is *coming* what ends in *suffix*."""
        if not (listed or coming or failed):
            return NO_PHOTOS
        own = frozenset(name for name in coming if name.endswith(f".{suffix}"))
        return Photos(listed=listed, coming=own, failed=failed)

    @property
    def on_their_way(self) -> int:
        """How many are not in the listing yet."""
        return len(self.coming.difference(self.listed))

    @property
    def count(self) -> int:
        """How many there are, those on their way included."""
        return len(self.listed) + self.on_their_way

    def count_after(self, since_ms: int) -> int:
        """How many have a later time in their name, those on their way included."""
        if not since_ms:
            return self.count
        last = f"{since_ms:013d}~"  # behind every name of that millisecond
        return sum(name > last for name in self.coming.union(self.listed))


NO_PHOTOS = Photos()
"""Of a session that has none."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """
    One message being answered.

    Attributes:
        message: What was said.
        words: What was said beyond the word that matched, trimmed: the data in
            ``/upload Honda Freed``.
        session: Where the chat stands; actions may change its data and values.
        state: The state the turn is in; only the machine moves it.
        now: By the tenant's clock, timezone-aware.
        photos: Of the session.
        voices: Of the session: its voice notes.
        speak: Writes a text of the flow for this turn.
        fields: What the flow reads from messages.
        options_limit: How many options its channel shows beside a text; more are
            numbered in the text.
        photos_max: How many photos the session takes; 0 if the flow takes none.
        voices_max: How many voice notes it takes; 0 if the flow keeps none.
        replies: What was said so far.
        changed: Fields whose value this message changed.
        reading: What the message was read as; None before a ``prepare`` reads it.
        prepared: Names of the ``prepare`` steps that ran: each runs once a message.
        beginning: Whether the chat is outside any dialogue so far.
        resumable: The draft that may be taken up again; None if there is none.
        resumable_photos: Of that draft.
        resumable_voices: Of that draft: its voice notes.
        caption: Whether what is read is the caption of a photo.
        pulled: The number of the transition that is being tried.
        effects: Effects of the states entered so far.
        ended: Whether a final state was entered.
        accepted: Whether the photo or voice note it brings is to be fetched.
        cleared: Whether the photos and voice notes of the session are to be deleted.
        handed_over: Whether an operator is to look at the message.
        offers: Whether the last reply carries the options of the state: it was
            entered, or what it says was repeated.
    """

    message: Message
    session: Session
    state: str
    now: datetime
    speak: Callable[["Turn", str], str]
    fields: Mapping[str, Field] = field(default_factory=dict)
    options_limit: int = 0
    photos_max: int = 0
    voices_max: int = 0
    words: str = ""
    photos: Photos = NO_PHOTOS
    voices: Photos = NO_PHOTOS
    replies: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    reading: Reading | None = None
    prepared: set[str] = field(default_factory=set)
    beginning: bool = False
    resumable: Session | None = None
    resumable_photos: Photos = NO_PHOTOS
    resumable_voices: Photos = NO_PHOTOS
    caption: bool = False
    pulled: int = -1
    effects: list[str] = field(default_factory=list)
    ended: bool = False
    accepted: bool = False
    cleared: bool = False
    handed_over: bool = False
    offers: bool = False

    @property
    def chat(self) -> Chat:
        """Who is speaking."""
        return self.message.chat

    @property
    def data(self) -> dict[str, FieldValue]:
        """The fields read so far, this message included."""
        return self.session.data

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields without a value, in the order of the flow."""
        return tuple(
            name
            for name, known in self.fields.items()
            if known.required and name not in self.data
        )

    def resume(self, state: str) -> None:
        """Go on with the resumable draft, in *state*; its photos come with it."""
        if self.resumable is not None:
            self.session, self.photos = self.resumable, self.resumable_photos
            self.voices = self.resumable_voices
            self.session.left, self.resumable = None, None
            self.state = state

    def take_at_most(self, photos: int) -> None:
        """Let the session take no more than *photos*, if the flow allows as many."""
        self.photos_max = self.session.room = max(0, photos)

    def say(self, key: str) -> None:
        """
        Reply with the text *key* of the flow.

        Raises:
            KeyError: If the flow has no such text in any language it speaks.
        """
        self.replies.append(self.speak(self, key))

    def merge(self, reading: Reading) -> None:
        """
        Take what *reading* says into ``data``.

        A field that it names replaces the old value, the others stay; so reading
        the same text twice is harmless.
        """
        self.reading = reading
        for name, value in reading.data.items():
            if self.data.get(name) != value:
                self.data[name] = value
                self.changed.append(name)
        doubtful = set(self.session.confirm).difference(reading.data)
        self.session.confirm = sorted(doubtful.union(reading.confirm))
