"""Flows that nobody wrote: made by hypothesis."""

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

STATES = ("one", "two", "three")
ENDS = ("over", "gone")
WORDS = ("go", "next", "back")
TEXTS = ("a", "b", "c")
FIELDS: dict[str, dict[str, Any]] = {
    "name": {"type": "text", "required": True},
    "size": {"type": "number", "min": 1, "max": 99},
    "kind": {"type": "choice", "choices": ["big", "small"]},
}
CONDITIONS = (
    "first_time",
    "first_photo",
    "some_failed",
    "data_complete",
    "data_changed",
    {"photos_at_least": 1},
    {"photos_at_least": 2},
    {"valid": "size"},
    "odd",
)
ACTIONS = (
    *({"say": key} for key in TEXTS),
    *({"save": field} for field in FIELDS),
    "repeat",
    "clear_photos",
    "hand_over",
    "note",
)
CODE = """\
def odd(turn):
    return len(turn.words) % 2 == 1


def note(turn):
    turn.session.values["noted"] = str(len(turn.words))


async def send(effect):
    pass


ACTIONS = {"note": note}
CONDITIONS = {"odd": odd}
EFFECTS = {"send": send}
PLACEHOLDERS = {"noted": "how much was typed"}
"""


@dataclass(frozen=True, kw_only=True)
class Made:
    """
    The files of a flow.

    Attributes:
        flow: What ``flow.yaml`` says.
        texts: What its text file says.
        expected: The code of the mistake that was put in; empty if none was.
    """

    flow: dict[str, Any]
    texts: dict[str, Any]
    expected: str = ""

    @property
    def files(self) -> dict[str, str]:
        """The content of each file, by its path."""
        return {
            "flows/made/flow.yaml": _dumped(self.flow),
            "flows/made/actions.py": CODE,
            "locales/id/made.yaml": _dumped(self.texts),
        }


calls = st.lists(st.sampled_from(ACTIONS), max_size=2)
asked = st.lists(st.sampled_from(CONDITIONS), max_size=2)


@st.composite
def ways(draw: st.DrawFn, sources: list[str], dests: list[str]) -> dict[str, Any]:
    """A transition from any of *sources* to any of *dests*."""
    trigger = draw(
        st.sampled_from(
            (
                *WORDS,
                "text",
                "text",
                "photo",
                "photo",
                "photo_full",
                "photos_settled",
                "voice",
                "anything",
            )
        )
    )
    way = {
        "trigger": trigger,
        "source": draw(st.sampled_from(sources)),
        "dest": draw(st.sampled_from([*dests, "stay", "again"])),
        "conditions": draw(asked),
        "unless": draw(asked),
        "before": draw(calls),
        "after": draw(calls),
        "prepare": draw(st.sampled_from(([], [], ["note"]))),
    }
    return {key: value for key, value in way.items() if value}


@st.composite
def _all_states(
    draw: st.DrawFn, inner: list[dict[str, Any]], *, nested: bool, effect: bool
) -> list[dict[str, Any]]:
    """The states *inner*, with those before and behind them."""
    states: list[dict[str, Any]] = [{"name": "idle"}]
    if nested:
        form = {"name": "form", "initial": "one", "states": inner, "timeout": "1 hour"}
        states.append({**form, "on_enter": draw(calls), "on_exit": draw(calls)})
    else:
        states += [{**one, "timeout": "1 hour"} for one in inner]
    if effect:
        states.append({"name": "sending", "on_enter": "send"})
    states += [
        {"name": "over", "final": True, "on_enter": [{"say": "a"}]},
        {
            "name": "gone",
            "final": True,
            "resumable": "1 day",
            "on_enter": [{"say": "c"}],
        },
    ]
    return states


def _always(
    group: str | list[str], first: str, *, effect: bool
) -> list[dict[str, Any]]:
    """The transitions that no flow may be without."""
    always: list[dict[str, Any]] = [
        {"trigger": "resume", "source": "idle", "dest": "resumed"},
        {"trigger": "timeout", "source": group, "dest": "gone"},
        {"trigger": "cancel", "source": "any", "dest": "gone"},
        {"trigger": "help", "source": "any", "dest": "stay", "after": [{"say": "b"}]},
        {"trigger": "text", "source": group, "dest": "stay", "after": [{"say": "b"}]},
        {"trigger": "anything", "source": "any", "dest": "stay"},
    ]
    if effect:
        always += [
            {"trigger": "done", "source": "sending", "dest": "over"},
            {"trigger": "failed", "source": "sending", "dest": first},
        ]
    return always


@st.composite
def flows(draw: st.DrawFn) -> Made:
    """A flow that may be accepted or not; nothing is wrong with it on purpose."""
    nested = draw(st.booleans())
    inner = [draw(_states(name)) for name in STATES]
    effect = draw(st.booleans())
    states = draw(_all_states(inner, nested=nested, effect=effect))
    lived = [f"form.{name}" for name in STATES] if nested else [*STATES]
    group = "form" if nested else lived
    dests = [*lived, *ENDS, *(["form"] if nested else [])]
    if effect:
        dests.append("sending")
    sources = [*lived, "any", "idle", *(["form"] if nested else [])]
    transitions = [
        {"trigger": "go", "source": "idle", "dest": lived[0], "after": [{"say": "a"}]},
        *draw(st.lists(ways(sources, dests), max_size=8)),
        *_always(group, lived[0], effect=effect),
    ]
    flow = {
        "flow": "made",
        "photos": {"max": 2},
        "data": FIELDS,
        "initial": "idle",
        "states": states,
        "transitions": transitions,
        "renamed": {"old": lived[0]} if draw(st.booleans()) else {},
    }
    words = {name: [name] for name in (*WORDS, "resume", "cancel", "help")}
    said = st.sampled_from(("Hi {name}", "{data}", "{choices} {photos}", "{noted}"))
    return Made(
        flow={key: value for key, value in flow.items() if value},
        texts={
            "words": words,
            "labels": {"big": "Big", "small": "Small"},
            "texts": {key: draw(said) for key in TEXTS},
        },
    )


@st.composite
def _states(draw: st.DrawFn, name: str) -> dict[str, Any]:
    state: dict[str, Any] = {"name": name}
    state["on_enter"] = draw(calls)
    state["on_exit"] = draw(calls)
    state["choices"] = draw(st.sampled_from(("", "", ["cancel", "help"], "kind")))
    return {key: value for key, value in state.items() if value}


def _dumped(content: dict[str, Any]) -> str:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as the library calls it
            return True

    return yaml.dump(content, Dumper=Plain, sort_keys=False)
