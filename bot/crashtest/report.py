"""
What came of killing the server, and how it is told.

    ✓ upload: without a photo: 27 kills, 27 passed
    ✗ upload: three photos at once, then finish: 52 kills, 51 passed
      killed after step 14 of 52, commit: settle
      flows/upload/scenarios.yaml:14
          user      /upload Honda Freed tahun 2012 harga 145jt
        - bot       first_photo
        + (nothing)
"""

from dataclasses import dataclass
from typing import Any

from bot.dialogue.scenarios import Scenario
from bot.findings import Finding
from bot.scenario.report import Played
from bot.scenario.report import told as told_play
from bot.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """
    A play that ended otherwise than the one without a kill.

    Attributes:
        killed: When its server was killed, in words.
        played: How it went, with what differed.
    """

    killed: str
    played: Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Crashed:
    """
    What came of one scenario.

    Attributes:
        scenario: Which.
        kills: How often its server was killed.
        lost: The kills of plays that ended otherwise.
        doubled: How many replies were said once more, as they may be.
        failures: The plays that ended otherwise, in the order they were begun.
        left_out: Why it was not played; empty if it was.
        crowd: How many played it how often, in words; empty for one at a time.
        alone: Whether it goes as written for one alone only: many at once hear
            something else, even without a kill.
    """

    scenario: Scenario
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    failures: tuple[Failure, ...] = ()
    left_out: str = ""
    crowd: str = ""
    alone: bool = False

    @property
    def passed(self) -> bool:
        """Whether every play ended as without a kill."""
        return not self.failures

    def __str__(self) -> str:
        title = f"{self.scenario.flow}: {self.scenario.name}"
        if self.crowd:
            title += f", {self.crowd}"
        if self.left_out:
            return f"- {title}: left out: {self.left_out}"
        counted = f"{self.kills} kills, {self.kills - self.lost} passed"
        if self.passed:
            return f"✓ {title}: {counted}"
        first = self.failures[0]
        _, *differs = told_play(first.played).splitlines()
        return "\n".join(
            [f"✗ {title}: {counted}", f"  killed {first.killed}", *differs]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    What came of all scenarios.

    Attributes:
        crashed: In order.
        findings: The mistakes in files of scenarios.
    """

    crashed: tuple[Crashed, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> int:
        """How many did not end as without a kill; a file with mistakes is one more."""
        broken = {finding.place.file for finding in self.findings}
        return sum(not one.passed for one in self.crashed) + len(broken)

    def __str__(self) -> str:
        played = [one for one in self.crashed if not one.left_out]
        passed = sum(one.passed for one in played)
        return f"{passed} passed, {self.failed} failed"

    def as_dict(self, wording: Wording) -> dict[str, Any]:
        """What ``alur crashtest --json`` prints."""
        return {
            "passed": sum(one.passed and not one.left_out for one in self.crashed),
            "failed": self.failed,
            "scenarios": [_as_dict(one) for one in self.crashed],
            "findings": [wording.as_dict(one) for one in self.findings],
        }


def _as_dict(one: Crashed) -> dict[str, Any]:
    return {
        "flow": one.scenario.flow,
        "name": one.scenario.name,
        "crowd": one.crowd or None,
        "kills": one.kills,
        "doubled": one.doubled,
        "passed": one.passed,
        "left_out": one.left_out or None,
        "failures": [
            {"killed": each.killed, "told": told_play(each.played)}
            for each in one.failures
        ],
    }
