"""Whether the words people may type fit the transitions."""

from collections import defaultdict
from collections.abc import Iterator

from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import BUILT_IN_TRIGGERS
from bot.dialogue.draft import DraftTexts
from bot.dialogue.nearest import nearest
from bot.dialogue.words import Pattern
from bot.findings import Finding
from bot.yamlfile import Scalar


def check_words(subject: Subject) -> Iterator[Finding]:
    """Triggers without a word in some language, and words without a transition."""
    pulled: dict[str, None] = {}
    for way in subject.outline.ways:
        if way.trigger and way.trigger not in BUILT_IN_TRIGGERS:
            pulled[way.trigger] = None
    for texts in subject.texts:
        unused = {name for name in texts.triggers if name not in pulled}
        if not texts.triggers and pulled:
            place, language = texts.places["words"], texts.language
            yield finding(
                "F201", place, "no_words_at_all", language=language, doubtful=True
            )
            continue
        known_somewhere = {name for each in subject.texts for name in each.triggers}
        for trigger in pulled:
            if trigger not in texts.triggers and trigger in known_somewhere:
                meant = nearest(trigger, unused)
                unused.discard(meant or "")
                yield _missing(trigger, meant, texts)
        ways = subject.outline.ways
        if not ways or any(way.trigger is None for way in ways):
            continue
        for name in sorted(unused):
            place = texts.triggers[name].place
            yield finding("F208", place, "words_never_used", trigger=name)


def _missing(trigger: str, meant: str | None, texts: DraftTexts) -> Finding:
    place, key = texts.places["words"], "words_missing"
    if meant:
        place, key = texts.triggers[meant].place, "words_misspelt"
    return finding("F201", place, key, trigger=trigger, language=texts.language)


def check_one_meaning(subject: Subject) -> Iterator[Finding]:
    """Words that pull two triggers in one state."""
    states: dict[str, set[str]] = defaultdict(set)
    for way in subject.outline.ways:
        states[way.trigger or ""].update(way.sources)
    seen: dict[Pattern, dict[str, Scalar]] = defaultdict(dict)
    for texts in subject.texts:
        pulled = {name: it for name, it in texts.words.items() if name in states}
        for trigger, patterns in pulled.items():
            for scalar in patterns:
                others = seen[Pattern.parse(scalar.value)]
                for other, first in others.items():
                    both = states[other] & states[trigger]
                    if other != trigger and both:
                        yield _ambiguous(scalar, trigger, first, other, min(both))
                        break
                others.setdefault(trigger, scalar)


def _ambiguous(
    scalar: Scalar, trigger: str, first: Scalar, other: str, state: str
) -> Finding:
    return finding(
        "F203",
        scalar.place,
        "word_means_two",
        word=scalar.value,
        trigger=trigger,
        other=other,
        state=state,
        file=first.place.file,
        line=first.place.line,
    )
