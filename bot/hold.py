"""
Words that wait: for photos, or for an effect.

A word is answered once every photo that came before it is stored or has had all its
attempts, so that ``selesai`` counts the photos sent before it. Where an effect runs,
whatever the state has no answer for waits for the end of it, so that commands typed one
after the other are all carried out. What waits is kept in memory only: after a restart
the inbox and the to-do list of photos tell it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answer import Answers
from bot.courtesy import Courtesy
from bot.messages import Kind
from bot.metrics import Metrics
from storage.records import Claimed

PATIENCE_SECONDS = 8.0
"""How long a word waits before its sender is told so."""

EFFECT_SECONDS = 130.0
"""How long a word waits for an effect: a little longer than all its tries take."""

LOOK_AGAIN_SECONDS = 0.1
"""How often a chat is looked at whose word waits for an effect."""


@dataclass(slots=True, kw_only=True)
class Holds:
    """
    The chats whose oldest message waits.

    Attributes:
        answers: Tells where a chat stands.
        settle_seconds: For each channel, as ``tenant/channel``, how long a word waits
            for photos not yet announced.
        metrics: Where the waits are counted.
        courtesy: Shows people who wait that they are being answered.
    """

    answers: Answers
    settle_seconds: Mapping[str, float]
    metrics: Metrics
    courtesy: Courtesy
    _waiting: dict[str, float | None] = field(default_factory=dict)
    _waited: dict[str, int] = field(default_factory=dict)
    _asleep: dict[str, float] = field(default_factory=dict)
    _to_be_told: list[Claimed] = field(default_factory=list)

    def hold(self, one: Claimed, now: float) -> bool:
        """Decide whether *one* waits, and remember it if so."""
        chat = one.chat.chat
        waited = chat in self._waiting
        self._waiting.pop(chat, None)
        if self._waits_for_effect(one, now):
            self._asleep[chat] = now + LOOK_AGAIN_SECONDS
            return True
        if not self._is_word_that_waits(one):
            return False
        # First, even if photos are on their way: one that is not may still be taken.
        until = one.received_at + self._settle(one)
        if now < until:
            self._asleep[chat] = until
            return True
        if one.blocking:
            tell_at = None if one.notified else one.received_at + PATIENCE_SECONDS
            if tell_at is not None and tell_at <= now:
                self._to_be_told.append(one)
            if not waited:
                self.courtesy.typing(self.answers.message(one))
            self._waiting[chat] = tell_at
            self._waited[chat] = one.seq
            return True
        if self._waited.pop(chat, None) == one.seq:
            self.metrics.words_waited.observe(max(0.0, now - one.received_at))
        return False

    def held(self, now: float) -> frozenset[str]:
        """Chats to leave alone while photos of theirs have attempts left."""
        return frozenset(
            chat
            for chat, tell_at in self._waiting.items()
            if tell_at is None or tell_at > now
        )

    def asleep(self, now: float) -> frozenset[str]:
        """Chats to leave alone for now."""
        self._asleep = {c: until for c, until in self._asleep.items() if until > now}
        return frozenset(self._asleep)

    def to_be_told(self) -> list[Claimed]:
        """
        Those that have waited long enough to be told so, since this was last asked.

        One that was not told after all is held, and given, again.
        """
        told, self._to_be_told = self._to_be_told, []
        return told

    def drop_overdue(self, now: float) -> None:
        """Forget who was to be told by *now*: there was nothing of theirs to claim."""
        self._waiting = {
            chat: tell_at
            for chat, tell_at in self._waiting.items()
            if tell_at is None or tell_at > now
        }

    def next_due(self, other: float | None) -> float | None:
        """When to look again, if nothing happens before; None: never."""
        times = [*self._waiting.values(), *self._asleep.values(), other]
        return min((time for time in times if time is not None), default=None)

    def _waits_for_effect(self, one: Claimed, now: float) -> bool:
        """Whether an effect runs in its state, which has no answer of its own."""
        dialogue = self.answers.inside(one)
        if dialogue is None or one.session is None or one.kind != Kind.TEXT:
            return False
        state = dialogue.flow.states.get(one.session.state)
        if state is None or state.effect is None:
            return False
        if now - one.received_at > EFFECT_SECONDS:
            return False
        message = self.answers.message(one)
        return not dialogue.machine.takes_text(state.name, message)

    def _is_word_that_waits(self, one: Claimed) -> bool:
        dialogue = self.answers.inside(one)
        if dialogue is None or one.session is None or dialogue.flow.photos is None:
            return False
        state = one.session.state
        if one.kind != Kind.TEXT or state not in dialogue.flow.states:
            return False
        return dialogue.machine.waits(state, self.answers.message(one))

    def _settle(self, one: Claimed) -> float:
        dialogue = self.answers.inside(one)
        if dialogue is None or one.session is None or dialogue.flow.photos is None:
            return 0.0
        if "photo" not in dialogue.flow.by_state[one.session.state]:
            return 0.0
        own = dialogue.flow.photos.settle_seconds
        channel = "/".join(one.chat.chat.split("/", 2)[:2])
        return self.settle_seconds.get(channel, 0.0) if own is None else own
