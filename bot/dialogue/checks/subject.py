"""All that a check may look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.channel import Limits
from bot.dialogue.builtin import BuiltIn
from bot.dialogue.checks.outline import Outline
from bot.dialogue.definition import AGAIN, STAY
from bot.dialogue.draft import DraftCall, DraftState, DraftTexts
from bot.dialogue.flowcode import FlowCode
from bot.yamlfile import Scalar

SAY = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """
    A flow and all that belongs to it.

    Attributes:
        outline: Its skeleton.
        texts: What it says and hears, by language, those that could be read.
        whole: Whether every text file there is could be read.
        code: What its ``actions.py`` brings.
        actions: The built-in ones.
        conditions: The same.
        limits: Of the types of channels that it runs over; empty if nobody knows.
    """

    outline: Outline
    texts: tuple[DraftTexts, ...]
    whole: bool
    code: FlowCode
    actions: Mapping[str, BuiltIn]
    conditions: Mapping[str, BuiltIn]
    limits: tuple[Limits, ...] = ()

    def mentioned(self) -> frozenset[str]:
        """Every value behind an action, misspelt ones too."""
        return frozenset(call.argument.value for call in self._done() if call.argument)

    def wordless(self) -> bool:
        """Whether something is said and nobody wrote what."""
        return any(
            call.name.value == SAY and call.argument is None for call in self._done()
        )

    def may_start_effect(self, state: DraftState) -> bool:
        """Whether entering *state* starts an effect, a misspelt one too."""
        others = {*self.code.code.actions, *self.actions}
        return not self.code.known or any(
            call.name.value not in others for call in state.on_enter
        )

    def _done(self) -> Iterator[DraftCall]:
        for state in self.outline.states.values():
            yield from (*state.on_enter, *state.on_exit)
        for composite in self.outline.draft.composites.values():
            yield from (*composite.on_enter, *composite.on_exit)
        for each in self.outline.draft.transitions:
            yield from (*each.prepare, *each.before, *each.after)

    def said(self) -> Iterator[tuple[Scalar, frozenset[str]]]:
        """Each key behind ``say``, with the states people may be in when they read."""
        for name, state in self.outline.states.items():
            for call in (*state.on_enter, *state.on_exit):
                if call.name.value == SAY and call.argument:
                    after = {name} if call in state.on_enter else frozenset[str]()
                    yield call.argument, frozenset(after)
        nesting = self.outline.draft.nesting()
        for name, composite in self.outline.draft.composites.items():
            entered = nesting.entered(name) or ""
            for call in (*composite.on_enter, *composite.on_exit):
                if call.name.value == SAY and call.argument:
                    after = (
                        {entered} if call in composite.on_enter else frozenset[str]()
                    )
                    yield call.argument, frozenset(after)
        for way in self.outline.ways:
            written = way.written
            remains = way.dest in {STAY, AGAIN, None}
            states = frozenset(way.sources if remains else {way.dest or ""})
            for call in (*written.prepare, *written.before, *written.after):
                if call.name.value == SAY and call.argument:
                    yield call.argument, states
