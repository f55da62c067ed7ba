"""
Explores a flow, breadth first: from each spot everything that may be done there.

A move that leads back to its spot is followed by the next one in the same
conversation; one that leads elsewhere ends it, and the next conversation begins with
the shortest way to the spot. A spot that differs from one seen before in its fields
alone is looked at only as long as there are transitions that never ran.
"""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from bot.dialogue.builtin import CANCEL
from bot.dialogue.definition import ANYTHING, Flow
from bot.dialogue.stepreader import ENGINE_PREFIX
from bot.exploring.candidates import Candidates
from bot.exploring.found import Break, Exploration, Rule
from bot.exploring.moves import Move, Spot, Until
from bot.exploring.possible import moves_at
from bot.exploring.trail import Trail, dialogue_of, traced
from bot.exploring.walk import Kept, Walk, begin_walk, speaker_of
from bot.scenario.stage import Stage

MOST_MOVES = 1000
"""How many moves are made at most, those on the way to a spot apart."""

Path = tuple[Move, ...]
Told = Callable[[], None]
"""Called after each move."""


class _Broken(Exception):
    """A rule did not hold."""

    def __init__(self, rule: Rule, detail: str = "") -> None:
        super().__init__(rule, detail)
        self.rule, self.detail = rule, detail


@dataclass(slots=True, kw_only=True)
class _Known:
    """
    A spot.

    Attributes:
        path: A short way there, which may lead elsewhere after all.
        kept: The conversation that came there, or came near.
        then: What is left to do from there.
        onward: Where cancel, silence and effects lead from it.
        looked: Whether everything was tried there.
    """

    path: Path = ()
    kept: Kept | None = None
    then: Path = ()
    onward: set[Spot] = field(default_factory=set)
    looked: bool = False


async def explore(
    stage: Stage, name: str, said: Sequence[str], tell: Told
) -> Exploration:
    """
    Explore the flow *name*.

    Args:
        stage: Where it is played.
        name: Which.
        said: What people type in its scenarios.
        tell: Called after each move.

    Raises:
        KeyError: If no tenant has the flow.
        StorageError: If there is no place to play it.
    """
    trail = Trail()
    stage = traced(stage, name, trail)
    return await _Explorer(stage, name, said, trail, tell).explore()


class _Explorer:
    def __init__(
        self, stage: Stage, name: str, said: Sequence[str], trail: Trail, tell: Told
    ) -> None:
        self._stage, self._trail, self._tell = stage, trail, tell
        self._dialogue = dialogue_of(stage, name)
        self._flow: Flow = self._dialogue.flow
        self._candidates = Candidates(self._dialogue, said)
        self._spots: dict[Spot, _Known] = {Spot(): _Known()}
        self._new: deque[Spot] = deque([Spot()])
        self._alike: deque[Spot] = deque()
        self._moves = 0

    async def explore(self) -> Exploration:
        found = None
        while found is None and (spot := self._next()) is not None:
            found = await self._look(spot)
        return self._came(found or await self._without_end())

    def _next(self) -> Spot | None:
        """The spot to look at; None if that is enough."""
        if self._moves >= MOST_MOVES:
            return None
        if self._new:
            return self._new.popleft()
        if self._alike and len(self._trail.ever) < len(self._flow.transitions):
            return self._alike.popleft()
        return None

    def _came(self, found: Break | None) -> Exploration:
        been = {spot.state or self._flow.initial for spot in self._spots}
        been.update(
            dest
            for number in self._trail.ever
            if (dest := self._flow.transitions[number].dest) in self._flow.states
        )
        return Exploration(
            flow=self._flow,
            paths=self._moves,
            states=tuple(name for name in self._flow.states if name in been),
            ran=frozenset(self._trail.ever),
            whole=self._moves < MOST_MOVES,
            found=found,
        )

    async def _look(self, spot: Spot) -> Break | None:
        """Do at *spot* what may be done there; the first break, if there is one."""
        known = self._spots[spot]
        known.looked = True
        moves: deque[Move] | None = None
        while moves is None or moves:
            async with self._begin(known.kept) as walk:
                if broken := await self._go(walk, known.then, spot):
                    return broken
                if moves is None:
                    moves = deque(moves_at(walk, self._flow, self._candidates))
                done: list[Move] = []
                while moves and walk.spot == spot:
                    move = moves.popleft()
                    broken = await self._try(walk, move)
                    if broken:
                        return await self._shorter((*known.path, move), broken)
                    if move not in done[-1:] and self._repeats(walk, spot):
                        moves.appendleft(move)
                    done.append(move)
                    await self._found(spot, walk, done)
        return None

    def _begin(self, kept: Kept | None = None) -> AbstractAsyncContextManager[Walk]:
        return begin_walk(self._stage, self._flow, self._trail, kept)

    async def _go(self, walk: Walk, path: Path, spot: Spot) -> Break | None:
        for move in path:
            if broken := await self._try(walk, move, counts=False):
                return broken
        if walk.spot == spot:
            return None
        return self._broken(walk, _Broken(Rule.CHANGES, f"{walk.spot} is not {spot}"))

    async def _try(
        self, walk: Walk, move: Move, *, counts: bool = True
    ) -> Break | None:
        """Make one move; what is broken by it."""
        self._moves += counts
        before = walk.spot
        try:
            heard = await walk.take(move, self._trail)
            self._check(walk, before, move, heard)
        except _Broken as broken:
            return self._broken(walk, broken)
        except Exception as error:  # noqa: BLE001 - whatever ended the bot is told
            return self._broken(walk, _Broken(Rule.ENDED, repr(error)))
        if counts:
            self._tell()
        return None

    def _check(
        self, walk: Walk, before: Spot, move: Move, heard: Sequence[str]
    ) -> None:
        error, photos = self._trail.error, self._flow.photos
        if error is not None or walk.standing.refused or _APOLOGY in heard:
            raise _Broken(Rule.RAISES, repr(error) if error else "")
        if photos and walk.count > photos.maximum:
            raise _Broken(Rule.TOO_MANY_PHOTOS, str(walk.count))
        if not move.steps:
            return
        answered = [
            way
            for number in self._trail.lately
            if (way := self._flow.transitions[number]).trigger not in _OF_THE_BOT
        ]
        if not answered and before.state:
            raise _Broken(Rule.SILENT, "no transition takes it")
        ignored = all(way.trigger == ANYTHING for way in answered)
        own = [key for key in heard if not key.startswith(ENGINE_PREFIX)]
        if move.typed and not (own or ignored or walk.spot.running):
            raise _Broken(Rule.SILENT, "a transition takes it, and says nothing")

    def _repeats(self, walk: Walk, spot: Spot) -> bool:
        """Whether the same again may take a way that never ran."""
        if walk.spot != spot or not spot.state or not self._trail.lately:
            return False
        ran = [self._flow.transitions[number] for number in self._trail.lately]
        again = {way.trigger for way in ran if way.conditions or way.unless}
        ways = self._flow.by_state[spot.state]
        return any(
            way.number not in self._trail.ever and way.number > ran[0].number
            for trigger in again
            for way in ways.get(trigger, ())
        )

    async def _found(self, spot: Spot, walk: Walk, done: Sequence[Move]) -> None:
        """Note that the last of the moves *done* at *spot* leads where *walk* is."""
        known, move, reached = self._spots[spot], done[-1], walk.spot
        if move.until is not Until.NOTHING or move.trigger == CANCEL:
            known.onward.add(reached)
        if reached in self._spots:
            return
        looked = {each.rough for each in self._spots}
        (self._alike if reached.rough in looked else self._new).append(reached)
        path = (*known.path, move)
        if kept := await walk.keep(self._trail):
            self._spots[reached] = _Known(path=path, kept=kept)
        else:
            then = (*known.then, *done)
            self._spots[reached] = _Known(path=path, kept=known.kept, then=then)

    async def _shorter(self, path: Path, broken: Break) -> Break:
        """The same break on the shortest way to its spot, if it happens there, too."""
        async with self._begin() as walk:
            for move in path:
                again = await self._try(walk, move, counts=False)
                if again is not None:
                    return again if again.rule is broken.rule else broken
        return broken

    async def _without_end(self) -> Break | None:
        """The first spot from which neither cancel nor silence comes to an end."""
        ends = {spot for spot in self._spots if not spot.state}
        more = True
        while more:
            more = False
            for spot, known in self._spots.items():
                if spot not in ends and (not known.looked or known.onward & ends):
                    ends.add(spot)
                    more = True
        for spot, known in self._spots.items():
            if spot not in ends:
                async with self._begin(known.kept) as walk:
                    await self._go(walk, known.then, spot)
                    return self._broken(walk, _Broken(Rule.NO_END))
        return None

    def _broken(self, walk: Walk, broken: _Broken) -> Break:
        return Break(
            rule=broken.rule,
            detail=broken.detail,
            chat=tuple(walk.chat),
            given={name: tuple(tries) for name, tries in self._trail.tries.items()},
            person=speaker_of(self._flow),
            state=walk.spot.state,
        )


_APOLOGY = f"{ENGINE_PREFIX}apology"

_OF_THE_BOT = frozenset({"photos_settled", "reminder", "timeout", "done", "failed"})
"""Triggers that are no answer to anything a person said."""
