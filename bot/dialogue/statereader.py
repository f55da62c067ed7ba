"""Reads the states of a flow, those inside others too, into a draft."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.dialogue.definition import AGAIN, ANY, RESUMED, STAY
from bot.dialogue.draft import DraftComposite, DraftState, Timer
from bot.dialogue.forms import Form, FormReader
from bot.dialogue.nesting import DOT
from bot.dialogue.schema import NAME, STATE
from bot.findings import phrase
from bot.yamlfile import Node, Scalar, Sequence

_RESERVED = frozenset({STAY, AGAIN, RESUMED, ANY})
_TIMERS = ("timeout", "reminder")
_NOT_COMPOSITE = ("choices", "final", "resumable")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """
    The composite state that states are read in.

    Attributes:
        name: Its whole name; empty outside any.
        timers: How long it lets people be silent, by trigger.
    """

    name: str = ""
    timers: dict[str, Timer | None]


class StateReader(FormReader):
    """
    Reads states, in the order of the file.

    Attributes:
        states: Those that people can be in, by their whole names.
        composites: Those that are made of states, the outer ones first.
        complete: False if one could not be read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[str, DraftState] = {}
        self.composites: dict[str, DraftComposite] = {}
        self.complete = True

    def read_states(self, nodes: Iterable[Node]) -> None:
        """Read the states that stand side by side in *nodes*."""
        self._side_by_side(nodes, _Around(timers={}))

    def _side_by_side(self, nodes: Iterable[Node], around: _Around) -> None:
        for node in nodes:
            form = self.form(node, STATE, phrase("a_state"))
            name = form.one("name") if form else None
            if form is None or name is None:
                self.complete = False
                continue
            self.name(name, NAME, phrase("a_state"), _RESERVED)
            whole = f"{around.name}{DOT}{name.value}" if around.name else name.value
            if first := self.states.get(whole) or self.composites.get(whole):
                line = first.name.place.line
                self.report(
                    "F002", name.place, "duplicate_state", name=whole, line=line
                )
                self.complete = False
                continue
            timers = {
                key: self.timer(form.one(key)) or around.timers.get(key)
                for key in _TIMERS
            }
            inside = _Around(name=whole, timers=timers)
            if "states" in form.keys:
                self._composite(replace(name, value=whole), form, inside)
            else:
                state = self._state(replace(name, value=whole), form, inside)
                self.states[whole] = state

    def _composite(self, name: Scalar, form: Form, inside: _Around) -> None:
        for key in _NOT_COMPOSITE:
            if key in form.keys:
                place = form.keys[key].place
                self.report("F004", place, "not_of_composite_state", key=key)
        if "initial" not in form.keys:
            what = phrase("a_composite_state")
            self.report("F003", form.place, "part_missing", what=what, key="initial")
        self.composites[name.value] = DraftComposite(
            name=name,
            initial=form.one("initial"),
            on_enter=form.calls("on_enter"),
            on_exit=form.calls("on_exit"),
        )
        before = len(self.states)
        self._side_by_side(form.items("states"), inside)
        if not form.items("states") and "states" in form.values:
            place = form.keys["states"].place
            self.report("F003", place, "composite_without_states")
        self.complete &= len(self.states) > before

    def _state(self, name: Scalar, form: Form, inside: _Around) -> DraftState:
        final = self.yes_no(form.one("final"))
        if "initial" in form.keys:
            self.report("F004", form.keys["initial"].place, "initial_without_states")
        if "resumable" in form.values and not final:
            place = form.keys["resumable"].place
            self.report("F004", place, "resumable_not_final")
        for key in _TIMERS:
            if final and key in form.values:
                place = form.keys[key].place
                self.report("F004", place, "timer_in_final_state", key=key)
        if final and DOT in name.value:
            place = form.keys["final"].place
            self.report("F004", place, "end_in_composite_state", state=name.value)
        return DraftState(
            name=name,
            on_enter=form.calls("on_enter"),
            on_exit=form.calls("on_exit"),
            reminder=None if final else inside.timers["reminder"],
            timeout=None if final else inside.timers["timeout"],
            final=final,
            resumable=self.timer(form.one("resumable")),
            choices=form.many("choices"),
            listed=isinstance(form.values.get("choices"), Sequence),
        )
