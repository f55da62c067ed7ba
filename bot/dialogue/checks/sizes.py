"""Whether a flow is of a size that somebody can have written, and that can be run."""

from collections.abc import Iterable, Iterator, Sequence

from bot.dialogue.checks.outline import Way
from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftFlow, DraftTexts
from bot.findings import Finding, Place, phrase

MOST_STATES = 300
MOST_TRANSITIONS = 1500
MOST_FIELDS = 300
MOST_WORDS = 3000
MOST_TEXTS = 1500
"""What a flow may have of each, and a text file of words and texts."""

MOST_WAYS = 10_000
"""How many there may be from a single state to another, all transitions together."""


def check_ways(ways: Iterable[Way]) -> Iterator[Finding]:
    """Whether ``any`` and long lists make more ways than can be looked at."""
    count = 0
    for way in ways:
        count += len(way.sources)
        if count > MOST_WAYS:
            what = phrase("ways")
            place = way.written.place
            yield finding("Y003", place, "too_many", what=what, most=MOST_WAYS)
            return


def check_sizes(draft: DraftFlow, texts: Sequence[DraftTexts]) -> Iterator[Finding]:
    """What there is too much of; the checks would take long, and tell nothing."""
    states = [state.name.place for state in draft.states.values()]
    transitions = [written.place for written in draft.transitions]
    fields = [draft.place] * len(draft.fields)
    choices = [each.place for state in draft.states.values() for each in state.choices]
    sources = [each.place for way in draft.transitions for each in way.sources]
    counted: list[tuple[str, list[Place], int]] = [
        ("states", states, MOST_STATES),
        ("transitions", transitions, MOST_TRANSITIONS),
        ("fields", fields, MOST_FIELDS),
        ("options", choices, MOST_WORDS),
        ("sources", sources, MOST_WORDS),
    ]
    for each in texts:
        words = [word.place for several in each.words.values() for word in several]
        triggers = [trigger.place for trigger in each.triggers.values()]
        keys = [key.place for key in each.keys.values()]
        labels = [key.place for key, _ in each.labels.values()]
        counted += [
            ("words", words, MOST_WORDS),
            ("words", triggers, MOST_WORDS),
            ("texts", keys, MOST_TEXTS),
            ("labels", labels, MOST_TEXTS),
        ]
    for key, places, most in counted:
        if len(places) > most:
            what = phrase(key)
            yield finding("Y003", places[most], "too_many", what=what, most=most)
