"""
What happens on the way: the callbacks that the machine hangs on its states and ways.

Composite states are gone from the machine. What they do on the way in and out is done
by those of their states that are entered from outside, or left for it.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from transitions import EventData

from bot.actions import ACTIONS, CONDITIONS
from bot.dialogue.definition import STAY, Call, Flow, State, Transition
from bot.dialogue.nesting import kept
from bot.turn import Turn

Callback = Callable[[EventData], Any]
Callbacks = list[str | Callback]
"""As the library has them; ours are functions, since it would look up a name."""


class Passing:
    """Makes the callbacks of one flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow

    def entering(self, state: State) -> Callbacks:
        """What is done on the way into *state*, first for what is around it."""
        callbacks: Callbacks = [partial(_entered, state)]
        for name in state.parents:
            actions = map(self._action, self._flow.composites[name].on_enter)
            callbacks += [partial(self._from_outside, name, each) for each in actions]
        return callbacks + self.actions(state.on_enter)

    def leaving(self, state: State) -> Callbacks:
        """What is done on the way out of *state*, last for what is around it."""
        callbacks = self.actions(state.on_exit)
        for name in reversed(state.parents):
            actions = map(self._action, self._flow.composites[name].on_exit)
            callbacks += [partial(self._to_outside, name, each) for each in actions]
        return callbacks

    def preparing(self, way: Transition) -> Callbacks:
        """What reads the message before *way* is asked for."""
        return [partial(_tried, way), *map(self._preparation, way.prepare)]

    def actions(self, calls: Iterable[Call]) -> Callbacks:
        """What *calls* do, in order."""
        return [self._action(call) for call in calls]

    def conditions(self, calls: Iterable[Call]) -> Callbacks:
        """What *calls* ask."""
        return [self._condition(call) for call in calls]

    @staticmethod
    def passed(way: Transition) -> Callback:
        """What notes that *way* was taken."""
        return partial(_ran, way)

    def resumable(self, event: EventData) -> bool:
        """Whether there is a draft to go on with, in a state that there still is."""
        return self._left(event) is not None

    def resume(self, event: EventData) -> None:
        """Go on with the draft, in the state in which it was left."""
        state = self._left(event)
        if state is not None:
            _turn(event).resume(state)
            event.machine.get_state(state).enter(event)

    def _left(self, event: EventData) -> str | None:
        draft = _turn(event).resumable
        if draft is None or draft.flow != self._flow.name or draft.left is None:
            return None
        return self._flow.state_now(draft.left)

    def _from_outside(self, composite: str, action: Callback, event: EventData) -> None:
        if composite not in self._kept(event, _source(event), _turn(event).state):
            action(event)

    def _to_outside(self, composite: str, action: Callback, event: EventData) -> None:
        if composite not in self._kept(event, _turn(event).state, _dest(event)):
            action(event)

    def _kept(self, event: EventData, source: str, dest: str) -> frozenset[str]:
        way = self._flow.transitions[_turn(event).pulled]
        return kept(source, dest, way.through)

    def _action(self, call: Call) -> Callback:
        if call.name == "repeat":
            return self._repeat
        own = self._flow.code.actions.get(call.name)
        if own is not None:
            return lambda event: own(_turn(event))
        built_in = ACTIONS[call.name]
        return lambda event: built_in(_turn(event), call.argument or "")

    def _condition(self, call: Call) -> Callback:
        own = self._flow.code.conditions.get(call.name)
        if own is not None:
            return lambda event: bool(own(_turn(event)))
        built_in = CONDITIONS[call.name]
        return lambda event: built_in(_turn(event), call.argument or "")

    def _preparation(self, call: Call) -> Callback:
        action = self._action(call)

        def prepare(event: EventData) -> None:
            turn = _turn(event)
            if call.name not in turn.prepared:
                turn.prepared.add(call.name)
                action(event)

        return prepare

    def _repeat(self, event: EventData) -> None:
        turn = _turn(event)
        turn.offers = True
        state = self._flow.states[turn.state]
        around = [self._flow.composites[name] for name in reversed(state.parents)]
        for calls in (state.on_enter, *(each.on_enter for each in around)):
            keys = [call.argument for call in calls if call.name == "say"]
            for key in filter(None, keys):
                turn.say(key)
            if keys:
                return


def no_caption(event: EventData) -> bool:
    """Whether what is read is a text of its own."""
    return not _turn(event).caption


def _turn(event: EventData) -> Turn:
    return cast("Turn", event.model)


def _source(event: EventData) -> str:
    return str(event.transition.source) if event.transition else ""


def _dest(event: EventData) -> str:
    return str(event.transition.dest) if event.transition else ""


def _entered(state: State, event: EventData) -> None:
    turn = _turn(event)
    turn.session.visit += 1
    turn.session.ran.clear()
    turn.session.reminded = False
    turn.ended = state.final
    turn.offers = True
    if state.effect:
        turn.effects.append(state.effect)
    if state.final:
        turn.session.left = event.transition.source if event.transition else None


def _tried(way: Transition, event: EventData) -> None:
    _turn(event).pulled = way.number


def _ran(way: Transition, event: EventData) -> None:
    ran = _turn(event).session.ran
    if way.dest == STAY and way.number not in ran:
        ran.append(way.number)
