"""Whatever a kill may have changed is a difference."""

from dataclasses import replace
from typing import Any

import pytest

from bot.crashtest.trial import Trial, difference
from bot.dialogue.scenarios import USUAL_TIME, Scenario
from bot.findings import Place
from bot.scenario.report import Played
from storage.evidence import Evidence

END = Place(file="scenarios.yaml", line=9, column=5, end_line=9, end_column=9)
FOLDER = "demo/cars/freed"
LEFT = Evidence(
    sessions={"s1": ("published", "upload of demo/wa/1")},
    items={"cars/freed": ("s1", "Honda Freed")},
    photos={f"{FOLDER}/1761646020000-aaaaaaaaaaaaaaaa.jpg": "front"},
    parked=0,
    unfinished=(),
)
SCENARIO = Scenario(
    flow="upload",
    name="one",
    group="",
    now=USUAL_TIME,
    people={"staff": ("staff",)},
    person="staff",
    unknown=None,
    given={},
    steps=(),
    state=None,
    place=END,
    end=END,
)
REFERENCE = Trial(
    played=Played(scenario=SCENARIO, went=(), difference=None),
    said={"1": ("Halo!", "Selesai.")},
    left=LEFT,
    faults=(),
    steps=(),
    replies=2,
    kills=0,
    doubled=0,
    seconds=1.0,
)


def left(**changes: Any) -> Trial:
    return replace(REFERENCE, left=replace(LEFT, **changes))


CHANGED = {
    "a reply is missing": replace(REFERENCE, said={"1": ("Halo!",)}),
    "a reply is doubled": replace(
        REFERENCE, said={"1": ("Halo!", "Halo!", "Selesai.")}
    ),
    "a fault of the gateway": replace(REFERENCE, faults=("said twice",)),
    "another state": left(sessions={"s1": ("preview", "upload of demo/wa/1")}),
    "a car is twice": left(items={**LEFT.items, "cars/freed-2": ("s1", "Honda Freed")}),
    "a photo is missing": left(photos={}),
    "a photo is twice": left(
        photos={**LEFT.photos, f"{FOLDER}/1761646020001-aaaaaaaaaaaaaaaa.jpg": "front"}
    ),
    "a photo is another": left(photos=dict.fromkeys(LEFT.photos, "back")),
    "something is parked": left(parked=1),
    "something is not done": left(unfinished=("demo/wa/1",)),
    "it did not get that far": replace(REFERENCE, left=None),
}


@pytest.mark.parametrize("trial", CHANGED.values(), ids=CHANGED)
def test_a_change_is_a_difference(trial: Trial) -> None:
    assert difference(REFERENCE, REFERENCE) is None
    assert difference(REFERENCE, trial) is not None


def test_the_token_of_a_summary_link_is_no_difference() -> None:
    def told(token: str) -> Trial:
        link = f"https://bot.example/s/{token}"
        sessions = {"s1": ("sent", f'advice of demo/wa/1: {{"link":"{link}"}}')}
        return replace(REFERENCE, left=replace(LEFT, sessions=sessions))

    assert difference(told("AE-g0P5o1URk"), told("Oi4FsuNhDy_Z")) is None


def test_what_stands_behind_a_token_is_a_difference() -> None:
    def told(photo: str) -> Trial:
        link = f"https://bot.example/s/AE-g0P5o1URk/photos/{photo}"
        sessions = {"s1": ("sent", f'advice of demo/wa/1: {{"link":"{link}"}}')}
        return replace(REFERENCE, left=replace(LEFT, sessions=sessions))

    assert difference(told("1.jpg"), told("2.jpg")) is not None


def test_a_photo_that_was_sent_later_is_the_same() -> None:
    later = left(photos={f"{FOLDER}/1761646099000-aaaaaaaaaaaaaaaa.jpg": "front"})

    assert difference(REFERENCE, later) is None
