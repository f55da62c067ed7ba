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
import math
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import structlog

from bot.answer import Answers
from bot.clock import Clock
from bot.dialogue.library import Library
from bot.folders import Folders
from bot.hold import Holds
from bot.messages import digest
from bot.metrics import Metrics
from bot.outcome import Answer, in_pieces
from bot.round import Round
from bot.turn import NOTHING, Listed
from bot.wakes import Wakes
from storage.chats import commit
from storage.claims import Claim, Claims, claim
from storage.engine import Engine
from storage.errors import StorageDamaged, StorageError, StorageUnavailable
from storage.outbox import Notice, notify
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
        folders: Folders,
        library: Library,
        answers: Answers,
        holds: Holds,
        text_limits: Mapping[str, int],
        wakes: Wakes,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._engine = engine
        self._folders = folders
        self._library = library
        self._answers = answers
        self._holds = holds
        self._text_limits = text_limits
        self._wakes = wakes
        self._clock = clock
        self._metrics = metrics
        self._stopping = False
        self._timer: float | None = None
        self._after = ""
        self._look_at = 0.0
        self._round = Round(began=0.0, timed=False)
        self._turns = asyncio.Lock()

    async def run(self) -> None:
        """Answer whatever arrives, until ``stop``; the turns begun are finished."""
        while not self._stopping:
            try:
                async with self._turns:
                    found = await self._work()
                if not found and not self._stopping:
                    looked = self._timer if self._round.timed else self._look_at
                    due = self._holds.next_due(looked)
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
        first = not self._after
        if first:
            # Under load there is always something; then timers come now and then.
            self._round = Round(began=now, timed=now >= self._look_at)
        claims = await self._claim(now, first=first)
        self._after = claims.after
        self._round.add(claims)
        found = claims.messages
        ready = [one for one in found if not self._waits(one, now)]
        await self._tell_who_waits(now)
        again = await self._answer(ready) if ready else False
        if self._round.in_vain:
            self._holds.drop_overdue(self._round.began)
            self._look_at = 0.0 if self._round.untimed else self._look_at
            return self._round.untimed
        # Else whatever comes next wakes us, so there is nothing to look for now.
        once_round = first and self._round.over
        return again or not once_round or len(ready) < len(found)

    async def _claim(self, now: float, *, first: bool) -> Claims:
        """What may be answered of the next chats; *first*: a round begins with them."""
        wanted = Claim(
            now=now,
            settling=self._holds.asleep(now),
            held=self._holds.held(now),
            after=self._after,
        )
        # Not before: what is told until the transaction begins is in it, and would
        # wake us once more for nothing. What is told later, or of chats that this
        # round has passed, wakes us.
        heard = self._wakes.worker.clear if first else lambda: None
        claiming = self._engine.submit(claim, wanted, begun=heard)
        if not (first and self._round.timed):
            return await claiming
        firing = self._engine.submit(fire, now)
        self._timer, claims = await asyncio.gather(firing, claiming)
        self._look_at = min(now + TIMERS_EVERY_SECONDS, self._timer or math.inf)
        return claims

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
        listings = await self._listed(batch)
        taken = [self._take(one, listings) for one in batch]
        kept = [self._keep(answer) for answer in taken]
        # At once: who looks for replies now is told of these when they are kept.
        if any(answer.outcome.replies for answer in taken):
            self._wakes.sender.set()
        try:
            ends = [await _error_of(future) for future in kept]
        except BaseException:
            for future in kept:
                future.cancel()
            raise
        now = self._clock.now()
        postponed: StorageError | None = None
        unanswered = any(answer.outcome.result is None for answer in taken)
        for one, answer, error in zip(batch, taken, ends, strict=True):
            if error is None:
                self._tell(one, answer.outcome, now)
            elif isinstance(error, StorageUnavailable | StorageDamaged):
                postponed = error
            else:
                log.error("outcome.refused", error=type(error).__name__)
                failed = self._failed(one)
                unanswered = unanswered or failed.result is None
                await self._engine.run(commit, failed)
                self._wakes.sender.set()
                self._tell(one, failed, now)
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

    async def _listed(self, batch: Sequence[Claimed]) -> Mapping[str, Listed]:
        photos, voices = [], []
        for one in batch:
            session = one.session or one.resumable
            if session is None:
                continue
            dialogue = self._answers.inside(one)
            if dialogue is None or dialogue.flow.photos is not None:
                photos.append(session.folder)
            if dialogue is None or dialogue.flow.voices is not None:
                voices.append(session.home)
        return await self._folders.listed(photos, voices)

    def _keep(self, answer: Answer) -> asyncio.Future[None]:
        if answer.purge is None and answer.remove is None:
            return self._engine.submit(commit, answer.outcome)
        return asyncio.ensure_future(self._delete_and_keep(answer))

    async def _delete_and_keep(self, answer: Answer) -> None:
        # Before the commit: after a crash between the two the turn deletes again.
        if answer.remove is not None:
            await self._folders.delete(*answer.remove)
        if answer.purge is not None:
            await self._folders.purge(answer.purge)
        await self._engine.run(commit, answer.outcome)
        self._wakes.sender.set()

    def _take(self, one: Claimed, listings: Mapping[str, Listed]) -> Answer:
        structlog.contextvars.bind_contextvars(message=digest(one.message_id))
        try:
            listed = _listed_for(one, listings)
            answer = self._answers.answer(one, listed, self._clock.now())
            limit = self._text_limits.get("/".join(one.chat.chat.split("/", 2)[:2]))
            return answer if limit is None else in_pieces(answer, limit)
        except Exception:
            log.exception("turn.failed", attempt=one.attempts + 1)
            return Answer(outcome=self._failed(one))
        finally:
            structlog.contextvars.unbind_contextvars("message")

    def _tell(self, one: Claimed, outcome: Outcome, now: float) -> None:
        """Tell everybody concerned of what was kept by *now*."""
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
        self._metrics.reply_seconds.observe(max(0.0, now - one.received_at))
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


async def _error_of(kept: asyncio.Future[None]) -> Exception | None:
    """What went wrong; None if nothing did. One by one: they end all at once."""
    try:
        await kept
    except Exception as error:  # noqa: BLE001 - whoever asked looks at it
        return error
    return None


def _listed_for(one: Claimed, listings: Mapping[str, Listed]) -> Listed:
    """What is in the folder of the session that *one* is for, or of its draft."""
    session = one.session or one.resumable
    if session is None or not listings:
        return NOTHING
    photos = listings.get(session.folder, NOTHING).photos
    return Listed(photos=photos, voices=listings.get(session.home, NOTHING).voices)
