"""Mistakes that are put into flows which have none, each with its finding."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.bot.dialogue.random_flows import Made, flows


@st.composite
def mistaken(draw: st.DrawFn) -> Made:
    """A flow with one mistake that would go wrong while people talk."""
    made = draw(flows())
    code, change = draw(st.sampled_from(MISTAKES))
    ways = [dict(way) for way in made.flow["transitions"]]
    flow, texts = {**made.flow, "transitions": ways}, dict(made.texts)
    change(flow, texts)
    return replace(made, flow=flow, texts=texts, expected=code)


def _way(flow: dict[str, Any], trigger: str) -> dict[str, Any]:
    return next(
        way
        for way in reversed(flow["transitions"])
        if way["trigger"] == trigger and way["source"] in ("any", "idle")
    )


def _nowhere(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "go")["dest"] = "nowhere"


def _no_source(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "cancel")["source"] = "elsewhere"


def _unsaid(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "help")["after"] = [{"say": "zebra"}]


def _no_action(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "help")["after"] = ["dance"]


def _no_condition(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "anything")["conditions"] = ["raining"]


def _no_field(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "anything")["before"] = [{"save": "zebra"}]


def _no_number(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "anything")["conditions"] = [{"photos_at_least": "many"}]


def _cancel_maybe(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "cancel")["conditions"] = ["odd"]


def _help_maybe(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "help")["conditions"] = ["data_complete"]


def _effect_on_the_way(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    _way(flow, "help")["after"] = ["send"]


def _broken_text(_flow: dict[str, Any], texts: dict[str, Any]) -> None:
    texts["texts"] = {**texts["texts"], "a": "{name"}


def _unknown_value(_flow: dict[str, Any], texts: dict[str, Any]) -> None:
    texts["texts"] = {**texts["texts"], "a": "{zebra}"}


def _wordless(_flow: dict[str, Any], texts: dict[str, Any]) -> None:
    words = texts["words"]
    texts["words"] = {name: words[name] for name in words if name != "cancel"}


def _out_of_the_end(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    flow["transitions"].append({"trigger": "go", "source": "over", "dest": "idle"})


def _no_way_for_failed(flow: dict[str, Any], _texts: dict[str, Any]) -> None:
    flow["states"] = [*flow["states"], {"name": "calling", "on_enter": "send"}]
    flow["transitions"] += [
        {"trigger": "back", "source": "idle", "dest": "calling"},
        {"trigger": "done", "source": "calling", "dest": "over"},
        {"trigger": "failed", "source": "calling", "dest": "over", "unless": "odd"},
    ]


MISTAKES = (
    ("F101", _nowhere),
    ("F102", _no_source),
    ("F301", _unsaid),
    ("F401", _no_action),
    ("F402", _no_condition),
    ("F004", _no_field),
    ("F004", _no_number),
    ("F207", _cancel_maybe),
    ("F207", _help_maybe),
    ("F403", _effect_on_the_way),
    ("F303", _broken_text),
    ("F303", _unknown_value),
    ("F201", _wordless),
    ("F106", _out_of_the_end),
    ("F206", _no_way_for_failed),
)
"""What would go wrong, with the code of the finding that has to say so."""
