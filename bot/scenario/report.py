"""
What came of playing scenarios, and how it is told.

    ✗ upload: three photos at once, then finish
      flows/upload/scenarios.yaml:14
          user      /upload Honda Freed tahun 2012 harga 145jt
          bot       data_accepted
          photos    3
        - bot       first_photo
        + bot       hint_photos
                  | Maaf, pesan itu belum saya pahami.

What went as written stands first; ``-`` is what was written next, ``+`` what was heard
in its place, with its text.
"""

from dataclasses import dataclass
from typing import Any

from bot.dialogue.scenarios import Scenario
from bot.dialogue.stepreader import KINDS
from bot.dialogue.steps import Hears, Restarts, Says, Sends, Step, Waits
from bot.findings import Finding, Place
from bot.wording import Wording

NOTHING = "(nothing)"
_NAMES = {kind: name for name, kind in KINDS.items()}
_WIDTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    Where what happened is not what was written.

    Attributes:
        place: The step that was not met, or before which too much was heard.
        expected: What was written there, in one line; None: to hear nothing more.
        heard: What happened instead, in one line; None if nothing did.
        text: What was heard, in full; empty if that was no text.
        broken: Whether the bot itself broke, or did what it never may.
    """

    place: Place
    expected: str | None
    heard: str | None
    text: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """
    What came of a scenario.

    Attributes:
        scenario: Which.
        went: The steps that went as written, each in one line.
        difference: What did not; None if everything did.
    """

    scenario: Scenario
    went: tuple[str, ...]
    difference: Difference | None

    @property
    def passed(self) -> bool:
        """Whether everything went as written."""
        return self.difference is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    What came of all scenarios.

    Attributes:
        played: In order.
        findings: The mistakes in files of scenarios.
    """

    played: tuple[Played, ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> int:
        """How many went as written."""
        return sum(each.passed for each in self.played)

    @property
    def failed(self) -> int:
        """How many did not; a file with mistakes counts as one more."""
        broken = {finding.place.file for finding in self.findings}
        return len(self.played) - self.passed + len(broken)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"

    def as_dict(self, wording: Wording) -> dict[str, Any]:
        """What ``alur test --json`` prints."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "scenarios": [_scenario(each) for each in self.played],
            "findings": [wording.as_dict(each) for each in self.findings],
        }


def written(step: Step, person: str) -> str:
    """*step* in one line; who takes it is told unless that is *person*."""
    match step:
        case Says():
            what, how = _NAMES[step.kind], step.text
            how += "  (doubled)" if step.doubled else ""
        case Sends():
            what, how = "photos", _photos(step)
        case Hears():
            return heard(step.key, step.who, person)
        case Waits():
            return line("wait", f"{step.seconds:g} seconds")
        case Restarts():
            return line("restart", "")
    return line(what, how, from_=step.who if step.who != person else "")


def heard(key: str, who: str, person: str) -> str:
    """That *who* heard the text *key*, in one line as *written* makes them."""
    return line("bot", key or "(a text without a key)", to=who if who != person else "")


def line(what: str, how: str, **others: str) -> str:
    """*what* happened and *how*, in one line; empty *others* are left out."""
    named = "".join(
        f"  ({name.rstrip('_')} {value})" for name, value in others.items() if value
    )
    return f"{what:<{_WIDTH}}{' '.join(how.split())}{named}".rstrip()


def told(played: Played) -> str:
    """One line for *played*; several if it went otherwise than written."""
    scenario, difference = played.scenario, played.difference
    title = f"{scenario.flow}: {scenario.name}"
    if difference is None:
        return f"✓ {title}"
    place = difference.place
    lines = [f"✗ {title}", f"  {place.file}:{place.line}"]
    lines += [f"      {each}" for each in played.went]
    if difference.expected is not None:
        lines.append(f"    - {difference.expected}")
    lines.append(f"    + {difference.heard or NOTHING}")
    margin = " " * (_WIDTH + 4)
    lines += [f"{margin}| {each}".rstrip() for each in difference.text.splitlines()]
    return "\n".join(lines)


def _scenario(played: Played) -> dict[str, Any]:
    scenario, difference = played.scenario, played.difference
    found: dict[str, Any] = {
        "flow": scenario.flow,
        "name": scenario.name,
        "group": scenario.group,
        "file": scenario.place.file,
        "line": scenario.place.line,
        "passed": played.passed,
        "difference": None,
    }
    if difference is not None:
        found["difference"] = {
            "file": difference.place.file,
            "line": difference.place.line,
            "went": list(played.went),
            "expected": difference.expected,
            "heard": difference.heard,
            "text": difference.text,
        }
    return found


def _photos(step: Sends) -> str:
    facts = {
        "broken": step.broken,
        "missing": step.missing,
        "late": f"{step.late_seconds:g} seconds" if step.late_seconds else "",
        "caption": step.caption,
        "doubled": "yes" if step.doubled else "",
        "reordered": "yes" if step.reordered else "",
    }
    named = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return ", ".join([str(step.count), *named])
