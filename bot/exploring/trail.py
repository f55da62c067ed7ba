"""What ran while somebody walked: transitions, effects, and what they raised."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.dialogue.definition import Flow
from bot.dialogue.library import Dialogue, Library
from bot.dialogue.machine import FlowMachine
from bot.dialogue.scenarios import FAIL, OK
from bot.effect import Effect
from bot.errors import BotError, EffectFailed
from bot.scenario.stage import Stage
from bot.turn import Turn

_Run = Callable[[Effect], Awaitable[None]]


class Trail:
    """
    What ran.

    Attributes:
        ever: The numbers of the transitions that ran at any time.
        lately: Those since ``clear``, in order.
        error: What an action or an effect raised since then; None if nothing did.
        succeeds: Whether the next try of an effect runs; else it fails.
        tries: For each effect what became of its tries since ``begin``.
    """

    def __init__(self) -> None:
        self.ever: set[int] = set()
        self.lately: list[int] = []
        self.error: Exception | None = None
        self.succeeds = False
        self.tries: dict[str, list[str]] = defaultdict(list)

    def begin(self, tries: Mapping[str, Sequence[str]]) -> None:
        """Begin a walk on which effects were tried as *tries* says."""
        self.clear()
        self.tries.clear()
        for name, ends in tries.items():
            self.tries[name] = list(ends)
        self.succeeds = False

    def clear(self) -> None:
        """Forget what ran lately."""
        self.lately, self.error = [], None

    def ran(self, number: int) -> None:
        """Note that the transition *number* ran."""
        self.ever.add(number)
        self.lately.append(number)

    def effect(self, name: str, run: _Run) -> _Run:
        """The effect *name*, which fails while nothing says that it succeeds."""

        async def run_or_fail(effect: Effect) -> None:
            self.tries[name].append(OK if self.succeeds else FAIL)
            if not self.succeeds:
                raise EffectFailed("it has to fail on this way")
            try:
                await run(effect)
            except Exception as error:
                if not isinstance(error, BotError):
                    self.error = error
                self.tries[name][-1] = FAIL
                raise

        return run_or_fail


class TracedMachine(FlowMachine):
    """
    Takes turns in a flow, and notes each transition that ran.

    Attributes:
        trail: Where.
    """

    def __init__(self, flow: Flow, trail: Trail) -> None:
        super().__init__(flow)
        self.trail = trail

    def _pull(self, trigger: str, turn: Turn) -> bool:
        try:
            pulled = super()._pull(trigger, turn)
        except Exception as error:
            self.trail.error = error
            raise
        if pulled:
            self.trail.ran(turn.pulled)
        return pulled


def traced(stage: Stage, name: str, trail: Trail) -> Stage:
    """
    The *stage* with the flow *name* alone, which notes in *trail* what it does.

    Raises:
        KeyError: If no tenant has it.
    """
    tenant = stage.tenant(name)
    dialogue = dialogue_of(stage, name)
    code = dialogue.flow.code
    effects = {one: trail.effect(one, run) for one, run in code.effects.items()}
    flow = replace(dialogue.flow, code=replace(code, effects=effects))
    alone = replace(dialogue, flow=flow, machine=TracedMachine(flow, trail))
    library = Library({tenant: [alone]}, engine=stage.library.engine)
    return replace(stage, library=library)


def dialogue_of(stage: Stage, name: str) -> Dialogue:
    """
    The dialogue *name*, as its first tenant has it.

    Raises:
        KeyError: If no tenant has it.
    """
    found = stage.library.of_tenant(stage.tenant(name))
    return next(one for one in found if one.flow.name == name)
