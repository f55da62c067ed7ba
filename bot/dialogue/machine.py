"""
The state machine: moves a turn along its flow.

Theory of operation
===================

A flow is a table of transitions (``definition.py``). This module loads the table
into one ``transitions.Machine``, shared by every chat; the model it moves is the
``Turn``, whose ``state`` comes from the session and goes back there. Where a
dialogue goes is in the table; what happens on the way is in ``bot/actions`` and in
the flow's ``actions.py``. Neither is here.

Eight habits of transitions 0.9.3 that this module exists to tame:

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

* The machines of states inside states keep the one they look at in themselves, so
  chats cannot share them. Ours are flat (``nesting.py``, ``passing.py``).

A message is tried as a word, then as an option, then as ``text``, then as
``anything``; whatever else it is, by its own trigger, then as ``anything``. A caption
comes before its photo.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from transitions import EventData, Machine, State

from bot.dialogue import definition
from bot.dialogue.definition import (
    AGAIN,
    ANYTHING,
    RESUMED,
    STAY,
    TEXT_TRIGGER,
    Flow,
)
from bot.dialogue.options import Options
from bot.dialogue.passing import Passing, no_caption
from bot.dialogue.words import Match, Words
from bot.messages import Kind, Message
from bot.turn import Turn


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
        self._options = Options(flow)
        self._passing = Passing(flow)
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
        elif kind is Kind.VOICE and self.flow.voices is not None:
            pulled = self._voice(turn)
        else:
            pulled = kind is not Kind.OTHER and self._pull(kind.value, turn)
        if not pulled and kind.from_person:
            pulled = self._pull(ANYTHING, turn)
        return pulled

    def waits(self, state: str, message: Message) -> bool:
        """
        Whether *message*, a text said in *state*, waits for the photos sent before it.

        Every text does but a word that the state takes at once.
        """
        ways = self.flow.by_state[state]
        for match in self._meant(state, message):
            return not any(way.immediate for way in ways[match.trigger])
        return True

    def takes_any_text(self, state: str) -> bool:
        """Whether *state* has a way for texts that are none of its words."""
        return TEXT_TRIGGER in self.flow.by_state[state]

    def takes_text(self, state: str, message: Message) -> bool:
        """Whether *state* has a way for *message*, as a word or as any text."""
        meant = any(True for _ in self._meant(state, message))
        return meant or self.takes_any_text(state)

    def _as_word(self, turn: Turn) -> bool:
        meant = self._meant(turn.state, turn.message)
        return any(self._said(match, turn) for match in meant)

    def _meant(self, state: str, message: Message) -> Iterator[Match]:
        """What *message* may be in *state*: a word that it takes, then an option."""
        ways, text = self.flow.by_state[state], message.text
        if message.option is not None:
            tapped = self._options.chosen(state, message.option)
            if tapped is not None and tapped.trigger in ways:
                yield tapped
        yield from (match for match in self.words.match(text) if match.trigger in ways)
        option = self._options.match(state, text)
        if option is not None and option.trigger in ways:
            yield option

    def _said(self, match: Match, turn: Turn) -> bool:
        session = turn.session
        before = turn.words, session.language
        turn.words = match.rest
        if session.visit == 0 and match.language:
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
        if turn.photos.count_after(turn.session.since) >= turn.photos_max:
            return self._pull("photo_full", turn)
        turn.accepted = self._pull("photo", turn)
        turn.session.taken += turn.accepted
        return turn.accepted

    def _voice(self, turn: Turn) -> bool:
        """Take a voice note; one whose sound cannot be had is none."""
        if turn.message.voice is None:
            return False
        if turn.voices.count_after(turn.session.since) >= turn.voices_max:
            return self._pull("voice_full", turn)
        turn.accepted = self._pull("voice", turn)
        return turn.accepted

    def _pull(self, trigger: str, turn: Turn) -> bool:
        if turn.ended or trigger not in self.flow.by_state[turn.state]:
            return False
        return bool(self._machine.events[trigger].trigger(turn))

    def _state(self, state: definition.State) -> State:
        return State(
            state.name,
            on_enter=self._passing.entering(state),
            on_exit=self._passing.leaving(state),
            ignore_invalid_triggers=True,
            final=state.final,
        )

    def _add(self, way: definition.Transition) -> None:
        passing = self._passing
        conditions = passing.conditions(way.conditions)
        if way.trigger == TEXT_TRIGGER and not way.prepare:
            conditions.insert(0, no_caption)
        after = [*passing.actions(way.after), passing.passed(way)]
        if way.dest == RESUMED:
            conditions.insert(0, passing.resumable)
            after.insert(0, passing.resume)
        self._machine.add_transition(
            way.trigger,
            list(way.sources),
            {STAY: None, AGAIN: "=", RESUMED: None}.get(way.dest, way.dest),
            prepare=passing.preparing(way),
            conditions=conditions,
            unless=passing.conditions(way.unless),
            before=passing.actions(way.before),
            after=after,
        )
