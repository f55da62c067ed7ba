"""Composite states are entered and left as the library's own machine does it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from transitions.extensions.nesting import HierarchicalMachine, NestedState

from bot.dialogue.build import build_flow
from bot.dialogue.definition import Code, Flow, FlowTexts
from bot.dialogue.machine import FlowMachine
from bot.dialogue.reader import read_flow
from bot.messages import Chat, Kind, Message
from bot.session import Session
from bot.turn import Turn
from bot.yamlfile import parse


class DottedState(NestedState):
    """A state whose whole name is written as ours is."""

    separator = "."


class Dotted(HierarchicalMachine):
    """The library's own machine of states inside states."""

    state_cls = DottedState


class Model:
    """What the library's own machine moves."""

    state: str
    go: Callable[[], bool]


@st.composite
def nested(draw, depth=3):
    """States side by side, some of them made of states."""
    states = []
    for number in range(draw(st.integers(1, 3))):
        inside = draw(nested(depth=depth - 1)) if depth and draw(st.booleans()) else []
        states.append({"name": f"s{number}", "inside": inside})
    return states


def leaves(states, around=""):
    for state in states:
        whole = f"{around}{state['name']}"
        if state["inside"]:
            yield from leaves(state["inside"], f"{whole}.")
        else:
            yield whole


def names(states, around=""):
    for state in states:
        whole = f"{around}{state['name']}"
        yield whole
        yield from names(state["inside"], f"{whole}.")


def as_yaml(states, around=""):
    parts = []
    for state in states:
        whole = f"{around}{state['name']}"
        calls = f"on_enter: {{say: in.{whole}}}, on_exit: {{say: out.{whole}}}"
        inside = ""
        if state["inside"]:
            first = state["inside"][-1]["name"]
            inside = (
                f", initial: {first}, states: {as_yaml(state['inside'], f'{whole}.')}"
            )
        parts.append(f"{{name: {state['name']}, {calls}{inside}}}")
    return f"[{', '.join(parts)}]"


def as_library(states, note, around=""):
    return [
        {
            "name": state["name"],
            "on_enter": [note(f"in.{around}{state['name']}")],
            "on_exit": [note(f"out.{around}{state['name']}")],
            **(
                {
                    "initial": state["inside"][-1]["name"],
                    "children": as_library(
                        state["inside"], note, f"{around}{state['name']}."
                    ),
                }
                if state["inside"]
                else {}
            ),
        }
        for state in states
    ]


def flow_of(states, ways, first) -> Flow:
    lines = "".join(
        f"  - {{trigger: {trigger}, source: {source}, dest: {dest}}}\n"
        for trigger, source, dest in ways
    )
    written = (
        f"flow: small\ninitial: {first}\n"
        f"states: {as_yaml(states)}\ntransitions:\n{lines}"
    )
    root, findings = parse(written, file="flow.yaml")
    assert root is not None
    draft, more = read_flow(root, name="small")
    assert draft is not None
    assert findings + more == []
    flow = build_flow(draft, (), Code(), source=written)
    words = {trigger: (trigger,) for trigger, _, _ in ways}
    return replace(flow, texts={"en": FlowTexts(words=words)})


def turn_in(flow: Flow, state: str, text: str) -> Turn:
    return Turn(
        message=Message(
            id="m",
            chat=Chat(tenant="shop", channel="wa", address="a"),
            kind=Kind.TEXT,
            sent_ms=1,
            text=text,
        ),
        session=Session(
            id="s",
            flow="small",
            version=flow.version,
            state=state,
            language="en",
            folder="",
            visit=1,
        ),
        state=state,
        now=datetime(2025, 10, 28, tzinfo=UTC),
        speak=lambda _turn, key: key,
    )


@settings(max_examples=40)
@given(nested())
def test_states_are_entered_and_left_in_the_order_of_the_library(states):
    every = list(names(states))
    ways = [
        (f"to{number}", source, dest)
        for number, dest in enumerate((*every, "again", "stay"))
        for source in leaves(states)
        if unmistakable(source, dest, every)
    ]
    first = next(leaves(states))
    flow = flow_of(states, ways, first)
    machine = FlowMachine(flow)

    for trigger, source, dest in ways:
        turn = turn_in(flow, source, trigger)
        machine.take(turn)

        assert (turn.state, turn.replies) == by_the_library(states, source, dest)


def unmistakable(source, dest, every):
    """Whether *dest* is the same from beside *source* and from outside everything."""
    parts = source.split(".")
    around = (".".join(parts[:end]) for end in range(1, len(parts)))
    return not any(f"{one}.{dest}" in every for one in around)


def by_the_library(states, source, dest):
    """Where its own machine goes from *source*, and what it enters and leaves."""
    said: list[str] = []

    def note(what):
        return lambda: said.append(what)

    model = Model()
    machine = Dotted(
        model=model,
        states=as_library(states, note),
        initial=source,
        auto_transitions=False,
    )
    machine.add_transition("go", source, {"again": "=", "stay": None}.get(dest, dest))
    said.clear()
    model.go()
    return model.state, said
