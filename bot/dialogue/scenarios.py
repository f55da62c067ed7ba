"""
Scenarios: conversations that must keep working, read from ``scenarios.yaml``.

    flow: upload
    now: 2025-10-28 17:07
    scenarios:
      - name: three photos at once
        group: photos
        chat:
          - user: /upload Honda Freed tahun 2012 harga 145jt
          - bot: data_accepted
          - photos: 3
          - bot: first_photo
        state: collecting_photos

``bot`` names the key of a text, so editing a text breaks no scenario. There is always
somebody of each role that may start the flow, called by the role, and a ``customer``
without any; ``people`` adds others, each with roles. The first of them speaks unless
``as`` or ``from`` names another, and what is heard is for who spoke last unless
``to`` names another.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.dialogue.codes import finding
from bot.dialogue.definition import Flow
from bot.dialogue.forms import Form
from bot.dialogue.schema import Key, Shape
from bot.dialogue.stepreader import StepReader
from bot.dialogue.steps import Step
from bot.dialogue.textfile import beginning, read_file
from bot.findings import Finding, Place, phrase
from bot.yamlfile import Node, Scalar, parse

SCENARIO_FILE = "scenarios.yaml"

CUSTOMER = "customer"
"""Somebody without any role, in every scenario."""

USUAL_TIME = datetime(2025, 10, 28, 17, 7)  # noqa: DTZ001 - by the clock of any tenant
"""When scenarios begin that do not say."""

FAIL, OK = "fail", "ok"
"""What may become of a try of an effect."""

_ONE = Key(shape=Shape.ONE)
_ONE_REQUIRED = Key(shape=Shape.ONE, required=True)
_MAPPING = Key(shape=Shape.MAPPING)
_LIST_REQUIRED = Key(shape=Shape.LIST, required=True)

_FILE: Mapping[str, Key] = {
    "flow": _ONE_REQUIRED,
    "now": _ONE,
    "people": _MAPPING,
    "unknown": _ONE,
    "scenarios": _LIST_REQUIRED,
}

_SCENARIO: Mapping[str, Key] = {
    "name": _ONE_REQUIRED,
    "group": _ONE,
    "as": _ONE,
    "now": _ONE,
    "people": _MAPPING,
    "unknown": _ONE,
    "given": _MAPPING,
    "chat": _LIST_REQUIRED,
    "state": _ONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """
    One conversation that must keep working.

    Attributes:
        flow: The flow whose it is.
        name: What it shows; no two of a flow have the same.
        group: What it belongs to, such as ``photos``; may be empty.
        now: When it begins, by the tenant's clock; without a time zone.
        people: Who takes part, and the roles each has.
        person: Whose state counts at the end.
        unknown: What people outside any dialogue get; None: what the tenant says.
        given: For each effect what becomes of its first tries, ``FAIL`` or ``OK``.
        steps: In order.
        state: Where *person* stands at the end; None if it does not matter.
        place: Where it stands in the file.
        end: Where its state stands, or its last step.
    """

    flow: str
    name: str
    group: str
    now: datetime
    people: Mapping[str, tuple[str, ...]]
    person: str
    unknown: str | None
    given: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...]
    state: str | None
    place: Place
    end: Place


def read_scenarios(
    folder: Path, flow: Flow, *, keys: Collection[str]
) -> tuple[list[Scenario], list[Finding]]:
    """
    Read the scenarios of *flow*.

    Args:
        folder: The flow's folder.
        flow: What they may name: states, effects, roles.
        keys: Of every text that may be heard: the flow's as they are, those of
            another flow as ``flow.key``, the engine's as ``engine.key``.

    Returns:
        The scenarios without mistakes, and every mistake. There are neither if the
        folder has no such file.
    """
    file = folder / SCENARIO_FILE
    if not os.path.lexists(file):
        return [], []
    content, findings = read_file(file)
    if findings:
        return [], findings
    root, findings = parse(content, file=str(file))
    if root is None:
        return [], findings or [finding("F003", beginning(file), "file_is_empty")]
    reader = _ScenarioReader(flow, keys)
    scenarios = reader.file(root)
    findings = [*findings, *reader.findings]
    return scenarios, sorted(findings, key=lambda one: (one.place, one.code))


class _ScenarioReader(StepReader):
    """One method for each part of the file."""

    def __init__(self, flow: Flow, keys: Collection[str]) -> None:
        super().__init__(keys)
        self._flow = flow
        self._usual = {role: (role,) for role in flow.allow or ()} | {CUSTOMER: ()}

    def file(self, root: Node) -> list[Scenario]:
        form = self.form(root, _FILE, phrase("a_file_of_scenarios"))
        if form is None:
            return []
        what = phrase("flow_of_this_folder")
        self.one_of(form.one("flow"), [self._flow.name], what)
        known = self._usual | self._cast(form)
        found: dict[str, Scenario] = {}
        for node in form.items("scenarios"):
            mistakes = len(self.findings)
            scenario = self._scenario(node, form, known)
            if scenario is None:
                continue
            if first := found.get(scenario.name):
                self.report(
                    "F004",
                    scenario.place,
                    "duplicate_scenario",
                    name=scenario.name,
                    line=first.place.line,
                )
            elif len(self.findings) == mistakes:
                found[scenario.name] = scenario
        return list(found.values())

    def _scenario(
        self, node: Node, file: Form, known: Mapping[str, tuple[str, ...]]
    ) -> Scenario | None:
        form = self.form(node, _SCENARIO, phrase("a_scenario"))
        name = form.one("name") if form else None
        if form is None or name is None:
            return None
        self.people = people = dict(known) | self._cast(form)
        self.person = self.speaker = self.who(form.one("as"), next(iter(people)))
        read = [self.step(each) for each in form.items("chat")]
        steps: tuple[Step, ...] = tuple(step for step in read if step is not None)
        state, group = form.one("state"), form.one("group")
        self.one_of(state, self._flow.states, phrase("a_state"))
        unknown = form.one("unknown") or file.one("unknown")
        self.one_of(unknown, ["ignore", "hint"], phrase("what_unknown_people_get"))
        last = steps[-1].place if steps else form.place
        return Scenario(
            flow=self._flow.name,
            name=name.value,
            group=group.value if group else "",
            now=self._time(form.one("now") or file.one("now")),
            people=people,
            person=self.person,
            unknown=unknown.value if unknown else None,
            given=self._given(form),
            steps=steps,
            state=state.value if state else None,
            place=form.place,
            end=state.place if state else last,
        )

    @staticmethod
    def _cast(form: Form) -> dict[str, tuple[str, ...]]:
        """The people whom *form* adds."""
        inner = _inner(form, "people")
        return {
            name: tuple(role.value for role in inner.many(name))
            for name in inner.values
        }

    def _time(self, written: Scalar | None) -> datetime:
        if written is None:
            return USUAL_TIME
        try:
            return datetime.fromisoformat(written.value).replace(tzinfo=None)
        except ValueError:
            self.report("F005", written.place, "no_day_and_time", value=written.value)
            return USUAL_TIME

    def _given(self, form: Form) -> dict[str, tuple[str, ...]]:
        inner = _inner(form, "given")
        for name, effect in inner.keys.items():
            self.one_of(effect, self._flow.code.effects, phrase("an_effect"))
            for each in inner.many(name):
                self.one_of(each, (FAIL, OK), phrase("what_becomes_of_a_try"))
        return {
            name: tuple(each.value for each in inner.many(name))
            for name in inner.values
        }


def _inner(form: Form, key: str) -> Form:
    """What stands under *key*, each entry by its name."""
    entries = form.entries(key)
    return Form(
        values={name.value: node for name, node in entries},
        keys={name.value: name for name, _ in entries},
        place=form.place,
    )
