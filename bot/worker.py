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
import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.answer import Answers
from bot.clock import Clock
from bot.dialogue.library import Library
from bot.hold import Holds
from bot.messages import digest
from bot.metrics import Metrics
from bot.outcome import Answer
from bot.wakes import Wakes
from storage.chats import commit
from storage.claims import Claim, claim
from storage.engine import Engine
from storage.errors import StorageDamaged, StorageError, StorageUnavailable
from storage.outbox import Notice, notify
from storage.photos import BadKey, PhotoStore
from storage.records import Claimed, Outcome
from storage.timers import fire

log = structlog.get_logger(__name__)

TURNS_BEFORE_PARKED = 3
TIMERS_EVERY_SECONDS = 1.0
"""How late a timer may be while there is no end of messages."""

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
        self._after = ""
        self._look_at = 0.0
        self._turns = asyncio.Lock()

    async def run(self) -> None:
        """Answer whatever arrives, until ``stop``; the turns begun are finished."""
        while not self._stopping:
            self._wakes.worker.clear()
            try:
                async with self._turns:
                    found = await self._work()
                if not found:
                    due = self._holds.next_due(self._timer)
                    await self._clock.wait(self._wakes.worker, due)
            except StorageError as error:
                log.error("work.postponed", error=str(error))
                await self._clock.sleep(PAUSE_SECONDS)

    @asynccontextmanager
    async def pause(self) -> AsyncIterator[None]:
        """
        Wait until the turns begun are kept; meanwhile begin none.

        Whoever changes sessions behind the back of their turns does it in here: a
        turn that was being taken would write back what they were.
        """
        async with self._turns:
            yield

    def stop(self) -> None:
        """Begin no more turns."""
        self._stopping = True
        self._wakes.worker.set()

    async def _work(self) -> bool:
        """Take the turns that may be taken now; whether to look again at once."""
        now = self._clock.now()
        # Under load there is always something; then timers are looked at now and then.
        timed = now >= self._look_at
        wanted = Claim(
            now=now,
            settling=self._holds.asleep(now),
            held=self._holds.held(now),
            after=self._after,
        )
        if timed:
            self._timer, claims = await asyncio.gather(
                self._engine.submit(fire, now), self._engine.submit(claim, wanted)
            )
            self._look_at = min(now + TIMERS_EVERY_SECONDS, self._timer or math.inf)
        else:
            claims = await self._engine.run(claim, wanted)
        found, self._after = claims.messages, claims.after
        once_round = not wanted.after and not claims.after
        if once_round and not found:
            self._holds.drop_overdue(now)
            self._look_at = 0.0 if not timed else self._look_at
        ready = [one for one in found if not self._waits(one, now)]
        await self._tell_who_waits(now)
        again = await self._answer(ready) if ready else False
        if not found:
            return not (once_round and timed)
        # Else whatever comes next wakes us, so there is nothing to look for now.
        return again or not once_round or len(ready) < len(found)

    def _waits(self, one: Claimed, now: float) -> bool:
        try:
            return self._holds.hold(one, now)
        except Exception:
            # Its turn fails in the same way; there it is counted, and parked.
            log.exception("hold.failed")
            return False

    async def _answer(self, batch: Sequence[Claimed]) -> bool:
        """
        Take the turns of *batch*; what is wrong with one stops no other.

        Returns:
            Whether anything of these chats is still to be answered.
        """
        listings = await self._listings(batch)
        taken = [self._take(one, listings) for one in batch]
        kept = list(map(self._keep, taken))
        # At once: who looks for replies now is told of these when they are kept.
        if any(answer.outcome.replies for answer in taken):
            self._wakes.sender.set()
        ends = await asyncio.gather(*kept, return_exceptions=True)
        postponed: StorageError | None = None
        unanswered = any(answer.outcome.result is None for answer in taken)
        for one, answer, error in zip(batch, taken, ends, strict=True):
            if error is None:
                self._tell(one, answer.outcome)
            elif isinstance(error, StorageUnavailable | StorageDamaged):
                postponed = error
            else:
                log.error("outcome.refused", error=type(error).__name__)
                failed = self._failed(one)
                unanswered = unanswered or failed.result is None
                await self._engine.run(commit, failed)
                self._wakes.sender.set()
                self._tell(one, failed)
        if postponed is not None:
            raise postponed
        self._set_timer(answer.outcome for answer in taken)
        return unanswered or any(one.more for one in batch)

    def _set_timer(self, outcomes: Iterable[Outcome]) -> None:
        """Look at the timers in time for those that *outcomes* set."""
        sessions = (outcome.session for outcome in outcomes)
        times = [one.wake_at for one in sessions if one and one.wake_at is not None]
        if times:
            soonest = min(times)
            self._timer = min(soonest, self._timer or math.inf)
            self._look_at = min(soonest, self._look_at)

    async def _listings(
        self, batch: Sequence[Claimed]
    ) -> Mapping[str, tuple[str, ...]]:
        folders = sorted({folder for one in batch if (folder := self._folder(one))})
        try:
            return await self._photos.listings(folders) if folders else {}
        except BadKey:
            log.error("folder.refused")
        listings: dict[str, tuple[str, ...]] = {}
        for folder in folders:
            # No photo can be in a folder that cannot be: to its chat it is empty.
            with contextlib.suppress(BadKey):
                listings.update(await self._photos.listings([folder]))
        return listings

    def _keep(self, answer: Answer) -> Awaitable[None]:
        if answer.purge is None:
            return self._engine.submit(commit, answer.outcome)
        return self._purge_and_keep(answer.purge, answer.outcome)

    async def _purge_and_keep(self, folder: str, outcome: Outcome) -> None:
        # Before the commit: after a crash between the two the turn purges again.
        await self._photos.purge(folder)
        await self._engine.run(commit, outcome)
        self._wakes.sender.set()

    def _take(self, one: Claimed, listings: Mapping[str, tuple[str, ...]]) -> Answer:
        structlog.contextvars.bind_contextvars(message=digest(one.message_id))
        try:
            listed = listings.get(self._folder(one), ()) if listings else ()
            return self._answers.answer(one, listed, self._clock.now())
        except Exception:
            log.exception("turn.failed", attempt=one.attempts + 1)
            return Answer(outcome=self._failed(one))
        finally:
            structlog.contextvars.unbind_contextvars("message")

    def _tell(self, one: Claimed, outcome: Outcome) -> None:
        """Tell everybody concerned of what was kept."""
        result = outcome.result or "dropped"
        log.info(
            "turn.taken",
            message=digest(one.message_id),
            kind=one.kind,
            outcome=result,
            left=one.session.state if one.session else None,
            entered=outcome.session.state if outcome.session else None,
            says=len(outcome.replies),
        )
        self._metrics.message(one.kind, result).inc()
        seconds = self._clock.now() - one.received_at
        self._metrics.reply_seconds.observe(max(0.0, seconds))
        if outcome.downloads:
            self._wakes.fetcher.set()
        if outcome.effects:
            self._wakes.runner.set()

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

    def _folder(self, one: Claimed) -> str:
        """Where the photos are that its turn may speak of; empty if there are none."""
        dialogue = self._answers.inside(one)
        if dialogue is not None and dialogue.flow.photos is None:
            return ""
        session = one.session or one.resumable
        return session.folder if session else ""
