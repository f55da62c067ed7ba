"""
The main loop: takes messages from the inbox and answers them.

Each chat is answered in the order its messages arrived; different chats side by
side. A turn is committed whole or not at all, so a crash at any point loses
nothing: the message is still in the inbox and its turn is taken again.

    inbox --> Claimed --> Answers --> Turn --> FlowMachine --> Outcome --> commit
                                                                  |
                            sender, fetcher and runner wake up <--+
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from bot.answer import Answers
from bot.clock import Clock
from bot.dialogue.library import Library
from bot.hold import Holds
from bot.metrics import Metrics
from bot.outcome import Answer
from bot.wakes import Wakes
from storage.chats import Claim, claim, commit
from storage.engine import Engine
from storage.errors import StorageError
from storage.outbox import Notice, notify
from storage.photos import PhotoStore
from storage.records import Claimed, Outcome
from storage.timers import fire

log = structlog.get_logger(__name__)

TURNS_BEFORE_PARKED = 3
PAUSE_SECONDS = 1.0
"""How long to wait when the database does not answer."""


class Worker:
    """Answers messages, one turn of a chat at a time."""

    def __init__(
        self,
        *,
        engine: Engine,
        photos: PhotoStore,
        library: Library,
        answers: Answers,
        holds: Holds,
        wakes: Wakes,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._photos = photos
        self._library = library
        self._answers = answers
        self._holds = holds
        self._wakes = wakes
        self._clock = clock
        self._metrics = metrics
        self._stopping = False
        self._timer: float | None = None

    async def run(self) -> None:
        """Answer whatever arrives, until ``stop``; the turns begun are finished."""
        while not self._stopping:
            self._wakes.worker.clear()
            try:
                if await self._work():
                    continue
                due = self._holds.next_due(self._timer)
                await self._clock.wait(self._wakes.worker, due)
            except StorageError as error:
                log.error("work.postponed", error=str(error))
                await self._clock.sleep(PAUSE_SECONDS)

    def stop(self) -> None:
        """Begin no more turns."""
        self._stopping = True
        self._wakes.worker.set()

    async def _work(self) -> bool:
        """Take the turns that may be taken now; whether there were any."""
        self._timer = await self._engine.run(fire, self._clock.now())
        now = self._clock.now()
        wanted = Claim(busy=self._holds.asleep(now), held=self._holds.held(now))
        found = await self._engine.run(claim, wanted)
        ready = [one for one in found if not self._holds.hold(one, now)]
        await self._tell_who_waits(now)
        if ready:
            await self._answer(ready)
        return bool(found)

    async def _answer(self, batch: Sequence[Claimed]) -> None:
        folders = {one.session.folder for one in batch if one.session is not None}
        listings = await self._photos.listings(sorted(folders)) if folders else {}
        taken = [self._take(one, listings) for one in batch]
        for answer in taken:
            if answer.purge is not None:
                await self._photos.purge(answer.purge)
        kept = await asyncio.gather(
            *(self._engine.run(commit, answer.outcome) for answer in taken),
            return_exceptions=True,
        )
        for one, error in zip(batch, kept, strict=True):
            if isinstance(error, StorageError):
                raise error
            if error is not None:
                log.error("outcome.refused", error=repr(error))
                await self._engine.run(commit, self._failed(one))
        self._wake([answer.outcome for answer in taken])

    def _take(self, one: Claimed, listings: Mapping[str, tuple[str, ...]]) -> Answer:
        now = self._clock.now()
        message = self._answers.message(one)
        listed = listings.get(one.session.folder, ()) if one.session else ()
        with structlog.contextvars.bound_contextvars(message=message.key):
            try:
                answer = self._answers.answer(one, listed, now)
            except Exception:
                log.exception("turn.failed", attempt=one.attempts + 1)
                answer = Answer(outcome=self._failed(one))
            outcome = answer.outcome
            log.info(
                "turn.taken",
                kind=message.kind.value,
                outcome=outcome.result or "dropped",
                left=one.session.state if one.session else None,
                entered=outcome.session.state if outcome.session else None,
                says=len(outcome.replies),
            )
        self._metrics.messages.labels(
            message.kind.value, outcome.result or "dropped"
        ).inc()
        self._metrics.reply_seconds.observe(max(0.0, now - one.received_at))
        return answer

    def _failed(self, one: Claimed) -> Outcome:
        now = self._clock.now()
        if one.attempts + 1 >= TURNS_BEFORE_PARKED:
            return self._answers.apology(one, now)
        return Outcome(seq=one.seq, now=now, result=None, chat=one.chat)

    async def _tell_who_waits(self, now: float) -> None:
        for one in self._holds.to_be_told():
            text = self._library.say(
                "waiting", self._answers.language(one), {"count": str(one.blocking)}
            )
            notice = Notice(seq=one.seq, chat=one.chat.chat, body=text, now=now)
            await self._engine.run(notify, notice)
            self._wakes.sender.set()

    def _wake(self, outcomes: Sequence[Outcome]) -> None:
        if any(outcome.replies for outcome in outcomes):
            self._wakes.sender.set()
        if any(outcome.downloads for outcome in outcomes):
            self._wakes.fetcher.set()
        if any(outcome.effects for outcome in outcomes):
            self._wakes.runner.set()
