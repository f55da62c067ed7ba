"""What came of exploring a flow, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from bot.dialogue.definition import Flow, Transition

Step = dict[str, Any]

_SHOWN = 3
"""How many of the states that a transition leads from are told."""


class Rule(StrEnum):
    """A rule of the engine that a conversation may break."""

    RAISES = "an action or an effect raised an error, or a reply was refused"
    SILENT = "a message met silence"
    TOO_MANY_PHOTOS = "there are more photos than the flow takes"
    NO_END = "neither cancel nor silence comes to an end from here"
    ENDED = "the bot ended by itself"
    CHANGES = "the same conversation went otherwise the second time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """
    A conversation that breaks a rule of the engine.

    Attributes:
        rule: Which.
        detail: What exactly; empty if the rule says it.
        chat: The conversation, as the steps of a scenario.
        given: For each effect what became of its tries.
        person: Who speaks, as every scenario knows them.
        state: Where it stands at the end; empty outside any dialogue.
    """

    rule: Rule
    detail: str = ""
    chat: Sequence[Step]
    given: Mapping[str, Sequence[str]]
    person: str
    state: str

    def scenario(self) -> str:
        """The conversation as an entry for ``scenarios.yaml``."""
        entry: Step = {"name": f"explored: {self.rule}", "as": self.person}
        if self.given:
            entry["given"] = {name: list(tries) for name, tries in self.given.items()}
        entry["chat"] = list(self.chat)
        if self.state:
            entry["state"] = self.state
        dumped: str = yaml.safe_dump(
            [entry], allow_unicode=True, sort_keys=False, width=100
        )
        return "".join(f"  {line}\n" for line in dumped.splitlines())


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """
    What came of exploring a flow.

    Attributes:
        flow: Which.
        paths: How many ways were walked, each from the beginning.
        states: The states that were come to, in the order of the file.
        ran: The numbers of the transitions that ran.
        whole: Whether every spot was looked at; False: the bounds were reached.
        found: The first conversation that breaks a rule; None if none does.
    """

    flow: Flow
    paths: int = 0
    states: tuple[str, ...] = ()
    ran: frozenset[int] = frozenset()
    whole: bool = True
    found: Break | None = None

    @property
    def never_ran(self) -> tuple[Transition, ...]:
        """The transitions that did not run, in the order of the file."""
        return tuple(one for one in self.flow.transitions if one.number not in self.ran)

    def __str__(self) -> str:
        known = len(self.flow.transitions)
        lines = [
            f"{'✗' if self.found else '✓'} {self.flow.name}: {self.paths} paths, "
            f"{len(self.states)} of {len(self.flow.states)} states, "
            f"{known - len(self.never_ran)} of {known} transitions"
            + ("" if self.whole else "; more ways are left than are walked at a time")
        ]
        for one in self.never_ran:
            place = one.place
            lines.append(f"  never ran: {place.file}:{place.line}: {_shown(one)}")
        if self.found:
            detail = f": {self.found.detail}" if self.found.detail else ""
            lines += [f"  {self.found.rule}{detail}", "", self.found.scenario()]
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """What ``alur test --explore --json`` prints."""
        broken = self.found
        return {
            "flow": self.flow.name,
            "paths": self.paths,
            "states": list(self.states),
            "transitions": len(self.flow.transitions),
            "never_ran": [
                {
                    "file": one.place.file,
                    "line": one.place.line,
                    "trigger": one.trigger,
                    "dest": one.dest,
                }
                for one in self.never_ran
            ],
            "whole": self.whole,
            "broken": None
            if broken is None
            else {
                "rule": broken.rule.name.lower(),
                "detail": broken.detail,
                "scenario": broken.scenario(),
            },
        }


def _shown(one: Transition) -> str:
    sources = ", ".join(one.sources[:_SHOWN])
    sources += ", ..." if len(one.sources) > _SHOWN else ""
    return f"{one.trigger} from {sources} to {one.dest}"
