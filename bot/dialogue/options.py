"""
The options of a state: what a text offers, and what people answer to it.

An option is answered by its number, by its title in any language, or by a word of its
trigger. Whatever is a word of the state counts as that word first, so a number can be
a word, too.
"""

import re
from collections.abc import Iterator

from bot.dialogue.definition import TEXT_TRIGGER, Flow, FlowTexts, State
from bot.dialogue.words import Match, normalised

MOST_OPTIONS = 10
"""How many a state may have: what a list on WhatsApp holds."""

_NUMBER = re.compile(
    r"(?:(?:no|nomor|nomer|number|pilih|pilihan|option|choose)\b\.?\s*|#\s*|\(\s*)?"
    r"(\d{1,4})"
)
_KEYCAP = dict.fromkeys(map(ord, "\ufe0f\u20e3"))
"""What makes a digit a key on a phone's keyboard of pictures."""


class Options:
    """
    What people may answer to the options of each state of a flow.

    Attributes:
        flow: Whose.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._by_title = {
            name: dict(_titles(flow, state))
            for name, state in flow.states.items()
            if state.choices
        }

    def match(self, state: str, text: str) -> Match | None:
        """
        The option of *state* that *text* is an answer to.

        Returns:
            What it pulls: the option's trigger, or ``text`` with the choice of a field
            as its words; None if it is none of the options.
        """
        if state not in self._by_title:
            return None
        choices = self.flow.states[state].choices
        titles = self._by_title[state]
        asked = normalised(text.translate(_KEYCAP))
        option, language = titles.get(asked, ("", ""))
        number = number_in(asked)
        if not option and number is not None and 1 <= number <= len(choices):
            option = choices[number - 1]
        if not option:
            return None
        if self.flow.states[state].choice_field is None:
            return Match(trigger=option, rest="", language=language)
        return Match(trigger=TEXT_TRIGGER, rest=option, language=language)

    def chosen(self, state: str, option: str) -> Match | None:
        """
        The *option* that was tapped, where *state* offers it.

        Returns:
            As ``match`` does; None if it is none of the options, such as one of an
            earlier reply. Its language is empty: it was not typed.
        """
        offered = self.flow.states[state]
        if option not in offered.choices:
            return None
        if offered.choice_field is None:
            return Match(trigger=option, rest="", language="")
        return Match(trigger=TEXT_TRIGGER, rest=option, language="")


def number_in(text: str) -> int | None:
    """The number that *text*, as ``normalised`` makes it, answers with; or None."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def title(option: str, texts: FlowTexts) -> str | None:
    """What *option* is called in *texts*: its label, or its trigger's first word."""
    if option in texts.labels:
        return texts.labels[option]
    words = texts.words.get(option, ())
    return words[0].removesuffix("*").rstrip() if words else None


def _titles(flow: Flow, state: State) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each title of *state*, as it is compared, with its option and language."""
    known: dict[str, tuple[str, str]] = {}
    for language, texts in flow.texts.items():
        for option in state.choices:
            for said in (title(option, texts), _name(option, state)):
                if said is not None:
                    known.setdefault(normalised(said), (option, language))
    yield from known.items()


def _name(option: str, state: State) -> str | None:
    """What a choice of a field is always understood as: its own name."""
    return option if state.choice_field else None
