"""
Words that wait for photos.

A word is answered once every photo that came before it is stored or has had all its
attempts, so that ``selesai`` counts the photos sent before it. What waits is kept in
memory only: after a restart the inbox and the to-do list of photos tell it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answer import Answers
from bot.messages import Kind
from bot.metrics import Metrics
from storage.records import Claimed

PATIENCE_SECONDS = 8.0
"""How long a word waits before its sender is told so."""


@dataclass(slots=True)
class _Hold:
    claimed: Claimed
    tell_at: float | None


@dataclass(slots=True, kw_only=True)
class Holds:
    """
    The chats whose oldest message waits.

    Attributes:
        answers: Tells where a chat stands.
        settle_seconds: For each channel, as ``tenant/channel``, how long a word waits
            for photos not yet announced.
        metrics: Where the waits are counted.
    """

    answers: Answers
    settle_seconds: Mapping[str, float]
    metrics: Metrics
    _waiting: dict[str, _Hold] = field(default_factory=dict)
    _asleep: dict[str, float] = field(default_factory=dict)
    _to_be_told: list[Claimed] = field(default_factory=list)

    def hold(self, one: Claimed, now: float) -> bool:
        """Decide whether *one* waits, and remember it if so."""
        chat = one.chat.chat
        waited = self._waiting.pop(chat, None)
        if not self._is_word_that_waits(one):
            return False
        if one.blocking:
            tell_at = one.received_at + PATIENCE_SECONDS
            if not one.notified and now >= tell_at:
                self._to_be_told.append(one)
            told = one.notified or now >= tell_at
            self._waiting[chat] = _Hold(one, None if told else tell_at)
            return True
        until = one.received_at + self._settle(one)
        if now < until:
            self._asleep[chat] = until
            return True
        if waited is not None:
            self.metrics.words_waited.observe(max(0.0, now - one.received_at))
        return False

    def held(self, now: float) -> frozenset[str]:
        """Chats to leave alone while photos of theirs have attempts left."""
        return frozenset(
            chat
            for chat, hold in self._waiting.items()
            if hold.tell_at is None or hold.tell_at > now
        )

    def asleep(self, now: float) -> frozenset[str]:
        """Chats to leave alone for now."""
        self._asleep = {c: until for c, until in self._asleep.items() if until > now}
        return frozenset(self._asleep)

    def to_be_told(self) -> list[Claimed]:
        """Those that have waited long enough to be told so; each is given once."""
        told, self._to_be_told = self._to_be_told, []
        return told

    def next_due(self, other: float | None) -> float | None:
        """When to look again, if nothing happens before; None: never."""
        times = [hold.tell_at for hold in self._waiting.values()]
        times += [*self._asleep.values(), other]
        return min((time for time in times if time is not None), default=None)

    def _is_word_that_waits(self, one: Claimed) -> bool:
        dialogue = self.answers.inside(one)
        if dialogue is None or one.session is None or dialogue.flow.photos is None:
            return False
        message = self.answers.message(one)
        if message.kind is not Kind.TEXT:
            return False
        state = one.session.state
        return state in dialogue.flow.states and dialogue.machine.waits(
            state, message.text
        )

    def _settle(self, one: Claimed) -> float:
        dialogue = self.answers.inside(one)
        if dialogue is None or one.session is None or dialogue.flow.photos is None:
            return 0.0
        if "photo" not in dialogue.flow.by_state[one.session.state]:
            return 0.0
        own = dialogue.flow.photos.settle_seconds
        channel = one.chat.chat.rpartition("/")[0]
        return self.settle_seconds.get(channel, 0.0) if own is None else own
