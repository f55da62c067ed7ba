"""
The state machine: moves a turn along its flow.

Theory of operation
===================

A flow is a table of transitions (``definition.py``). This module loads the table
into one ``transitions.Machine``, shared by every chat; the model it moves is the
``Turn``, whose ``state`` comes from the session and goes back there. Where a
dialogue goes is in the table; what happens on the way is in ``bot/actions`` and in
the flow's ``actions.py``. Neither is here.

Seven habits of transitions 0.9.3 that this module exists to tame:

* Callbacks given by name are looked up as attributes and import paths, and called.
  We hand it functions only.
* ``add_model`` costs milliseconds and keeps the model for ever. A turn is never
  registered: ``events[name].trigger(turn)`` needs the attribute ``state`` alone.
* Generated ``to_X`` triggers would let anything jump: ``auto_transitions`` is off.
* A trigger that a state does not know raises, or warns: we look before we pull.
* A condition holds if what it returns equals True, so a list or None would be
  neither true nor false. Ours are asked for their truth.
* ``on_enter`` runs after the state has changed, so an error in it leaves the model
  in the new state. The worker drops a turn that raised as a whole.
* The asynchronous machines gather the callbacks of a step, take a cancellation for
  an answer, and let a second trigger cancel the first. Actions here are quick and
  never wait, so the plain ``Machine`` does, at an eighth of the time.

A message is tried as a word, then as ``text``, then as ``anything``; whatever else
it is, by its own trigger, then as ``anything``. A caption comes before its photo.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from transitions import EventData, Machine, State

from bot.actions import ACTIONS, CONDITIONS
from bot.dialogue import definition
from bot.dialogue.definition import (
    AGAIN,
    ANYTHING,
    RESUMED,
    STAY,
    TEXT_TRIGGER,
    Call,
    Flow,
)
from bot.dialogue.words import Match, Words
from bot.messages import Kind
from bot.turn import Turn

Callback = Callable[[EventData], Any]


class _Machine(Machine):
    """A machine whose callbacks are functions, so that nothing need be looked up."""

    def callbacks(self, funcs: Iterable[Any], event_data: EventData) -> None:
        for function in funcs:
            function(event_data)


class FlowMachine:
    """
    Takes turns in one version of one flow.

    Attributes:
        flow: Which.
        words: What people may type in it, in every language it has.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.words = Words(
            {language: texts.words for language, texts in flow.texts.items()}
        )
        self._machine = _Machine(
            model=None,
            states=[self._state(state) for state in flow.states.values()],
            initial=flow.initial,
            send_event=True,
            auto_transitions=False,
            ignore_invalid_triggers=True,
        )
        for transition in flow.transitions:
            self._add(transition)

    def begin(self, turn: Turn) -> bool:
        """
        Try to begin a dialogue with a word of the initial state.

        The word may stand below a photo; the photo is then taken, too, if the state
        that the word led to takes photos.

        Returns:
            Whether a transition ran.
        """
        if turn.message.kind is Kind.TEXT:
            return self._as_word(turn)
        if turn.message.kind is not Kind.PHOTO or not self._caption(turn, word=True):
            return False
        self._photo(turn)
        return True

    def begin_otherwise(self, turn: Turn) -> bool:
        """Try to begin a dialogue with a text or a photo that is no such word."""
        if turn.message.kind is Kind.TEXT:
            return self._pull(TEXT_TRIGGER, turn)
        if turn.message.kind is Kind.PHOTO:
            read = self._caption(turn)
            return self._photo(turn) or read
        return False

    def take(self, turn: Turn) -> bool:
        """
        Answer a message inside the dialogue.

        Returns:
            Whether a transition ran; if none did, the message meets silence.
        """
        kind = turn.message.kind
        if kind is Kind.TEXT:
            pulled = self._as_word(turn) or self._pull(TEXT_TRIGGER, turn)
        elif kind is Kind.PHOTO:
            read = self._caption(turn)
            pulled = self._photo(turn) or read
        else:
            pulled = kind is not Kind.OTHER and self._pull(kind.value, turn)
        if not pulled and kind.from_person:
            pulled = self._pull(ANYTHING, turn)
        return pulled

    def waits(self, state: str, text: str) -> bool:
        """
        Whether *text*, said in *state*, waits for the photos sent before it.

        Every text does but a word that the state takes at once.
        """
        ways = self.flow.by_state[state]
        for match in self.words.match(text):
            if match.trigger in ways:
                return not any(way.immediate for way in ways[match.trigger])
        return True

    def _as_word(self, turn: Turn) -> bool:
        ways = self.flow.by_state[turn.state]
        for match in self.words.match(turn.message.text):
            if match.trigger in ways and self._said(match, turn):
                return True
        return False

    def _said(self, match: Match, turn: Turn) -> bool:
        session = turn.session
        before = turn.words, session.language
        turn.words = match.rest
        if session.visit == 0:
            session.language = match.language
        if self._pull(match.trigger, turn):
            return True
        turn.words, session.language = before
        return False

    def _caption(self, turn: Turn, *, word: bool = False) -> bool:
        """Take what stands below a photo, as a *word* only or as any text."""
        if not turn.message.text:
            return False
        turn.caption = True
        taken = self._as_word(turn) or (not word and self._pull(TEXT_TRIGGER, turn))
        turn.caption = False
        return taken

    def _photo(self, turn: Turn) -> bool:
        if self.flow.photos is None:
            return False
        if turn.photos.count >= self.flow.photos.maximum:
            return self._pull("photo_full", turn)
        turn.accepted = self._pull("photo", turn)
        turn.session.taken += turn.accepted
        return turn.accepted

    def _pull(self, trigger: str, turn: Turn) -> bool:
        if turn.ended or trigger not in self.flow.by_state[turn.state]:
            return False
        return bool(self._machine.events[trigger].trigger(turn))

    def _state(self, state: definition.State) -> State:
        return State(
            state.name,
            on_enter=[partial(_entered, state), *self._actions(state.on_enter)],
            on_exit=self._actions(state.on_exit),
            ignore_invalid_triggers=True,
            final=state.final,
        )

    def _add(self, way: definition.Transition) -> None:
        conditions: list[str | Callback] = [
            self._condition(call) for call in way.conditions
        ]
        if way.trigger == TEXT_TRIGGER and not way.prepare:
            conditions.insert(0, _no_caption)
        after = [*self._actions(way.after), partial(_ran, way)]
        if way.dest == RESUMED:
            conditions.insert(0, self._resumable)
            after.insert(0, self._resume)
        self._machine.add_transition(
            way.trigger,
            list(way.sources),
            {STAY: None, AGAIN: "=", RESUMED: None}.get(way.dest, way.dest),
            prepare=[partial(_tried, way), *map(self._preparation, way.prepare)],
            conditions=conditions,
            unless=[self._condition(call) for call in way.unless],
            before=self._actions(way.before),
            after=after,
        )

    def _actions(self, calls: Iterable[Call]) -> list[str | Callback]:
        return [self._action(call) for call in calls]

    def _action(self, call: Call) -> Callback:
        if call.name == "repeat":
            return self._repeat
        own = self.flow.code.actions.get(call.name)
        if own is not None:
            return lambda event: own(_turn(event))
        built_in = ACTIONS[call.name]
        return lambda event: built_in(_turn(event), call.argument or "")

    def _condition(self, call: Call) -> Callback:
        own = self.flow.code.conditions.get(call.name)
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

    def _resumable(self, event: EventData) -> bool:
        return self._left(event) is not None

    def _resume(self, event: EventData) -> None:
        state = self._left(event)
        if state is not None:
            _turn(event).resume(state)
            self._machine.get_state(state).enter(event)

    def _left(self, event: EventData) -> str | None:
        """The state in which the draft was left; None if there is none to go on in."""
        draft = _turn(event).resumable
        if draft is None or draft.flow != self.flow.name or draft.left is None:
            return None
        state = self.flow.renamed.get(draft.left, draft.left)
        return state if state in self.flow.states else None

    def _repeat(self, event: EventData) -> None:
        turn = _turn(event)
        for call in self.flow.states[turn.state].on_enter:
            if call.name == "say" and call.argument:
                turn.say(call.argument)


def _turn(event: EventData) -> Turn:
    return cast("Turn", event.model)


def _entered(state: definition.State, event: EventData) -> None:
    turn = _turn(event)
    turn.session.visit += 1
    turn.session.ran.clear()
    turn.session.reminded = False
    turn.ended = state.final
    if state.effect:
        turn.effects.append(state.effect)
    if state.final:
        turn.session.left = event.transition.source if event.transition else None


def _tried(way: definition.Transition, event: EventData) -> None:
    _turn(event).pulled = way.number


def _ran(way: definition.Transition, event: EventData) -> None:
    ran = _turn(event).session.ran
    if way.dest == STAY and way.number not in ran:
        ran.append(way.number)


def _no_caption(event: EventData) -> bool:
    return not _turn(event).caption
