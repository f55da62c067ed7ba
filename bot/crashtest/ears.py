"""
By which text a reply was written, told from what it says.

The server sends nothing but words, and what it noted would be lost with it. So each
reply is compared with every template. Where several fit, it is taken for the one that
the scenario expects.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.crashtest.cast import Cast, number_of
from bot.dialogue.scenarios import Scenario
from bot.dialogue.stepreader import ENGINE_PREFIX
from bot.dialogue.steps import Hears
from bot.scenario.playable import Heard
from bot.scenario.stage import Stage
from bot.texts import Placeholder, Template

OPTION = f"{ENGINE_PREFIX}option"
WAITING = f"{ENGINE_PREFIX}waiting"
"""
The one reply that a kill may add: photos get their attempts anew after it, so a word
that waits for them waits longer, and says so.
"""

_TOKEN = re.compile(r"(https?://[^/\s]+/s/)[A-Za-z0-9_-]+")


class Sayings:
    """The texts that may be heard in the scenarios of one flow."""

    def __init__(self, stage: Stage, flow: str) -> None:
        known = list(_templates(stage, flow))
        # The options of a state stand below what it says, a line for each.
        options = "|".join(_form(t) for key, t in known if key == OPTION)
        self._forms = [
            (key, re.compile(rf"{_form(template)}(?:\n+(?:{options}))*", re.DOTALL))
            for key, template in known
            if key != OPTION
        ]

    def keys(self, text: str) -> list[str]:
        """The keys of the texts that *text* may be."""
        return [key for key, form in self._forms if form.fullmatch(text)]


class Ears:
    """
    What one cast hears of a scenario.

    Attributes:
        said: Every reply to each number, in order, without those a kill may add, and
            without the tokens of links.
    """

    def __init__(self, sayings: Sayings, scenario: Scenario, people: Cast) -> None:
        self.said: dict[str, list[str]] = {
            number_of(one): [] for one in people.values()
        }
        self._wording = sayings
        self._expected = {
            name: [
                step.key
                for step in scenario.steps
                if isinstance(step, Hears) and step.who == name
            ]
            for name in people
        }
        self._names = {number_of(chat): name for name, chat in people.items()}
        self._people = people
        self._heard: Counter[str] = Counter()

    @property
    def numbers(self) -> Mapping[str, str]:
        """The person behind each number."""
        return self._names

    def hear(self, number: str, text: str, *, killed: bool) -> Heard | None:
        """
        The reply *text* to *number*; None if a kill may have added it.

        Args:
            number: Whose it is.
            text: What it says.
            killed: Whether the server was killed before.
        """
        name = self._names[number]
        expected, place = self._expected[name], self._heard[name]
        following = expected[place] if place < len(expected) else None
        keys = self._wording.keys(text)
        if killed and WAITING in keys and following != WAITING:
            return None
        self.said[number].append(without_tokens(text))
        self._heard[name] += 1
        key = following if following in keys else next(iter(keys), "")
        return Heard(chat=self._people[name].key, key=key or "", text=text)


def without_tokens(text: str) -> str:
    """*text* with ``...`` for the token of each summary link: no two runs have one."""
    return _TOKEN.sub(r"\1...", text)


def _templates(stage: Stage, flow: str) -> Iterator[tuple[str, Template]]:
    for dialogue in stage.library.of_tenant(stage.tenant(flow)):
        name = dialogue.flow.name
        prefix = "" if name == flow else f"{name}."
        for texts in dialogue.flow.texts.values():
            for key, template in texts.texts.items():
                yield f"{prefix}{key}", template
    for own in stage.library.engine.values():
        for key, template in own.items():
            yield f"{ENGINE_PREFIX}{key}", template


def _form(template: Template) -> str:
    return "".join(
        ".*" if isinstance(part, Placeholder) else re.escape(part)
        for part in template.parts
    )
