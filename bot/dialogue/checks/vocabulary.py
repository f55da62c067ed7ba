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
            hint = "add a part `words:`; until then those of other languages count"
            message = f"there are no words in {texts.language}"
            place = texts.places["words"]
            yield finding("F201", place, message, hint, doubtful=True)
            continue
        known_somewhere = {name for each in subject.texts for name in each.triggers}
        for trigger in pulled:
            if trigger not in texts.triggers and trigger in known_somewhere:
                meant = nearest(trigger, unused)
                unused.discard(meant or "")
                yield _missing(trigger, meant, texts)
        if any(way.trigger is None for way in subject.outline.ways):
            continue
        for name in sorted(unused):
            message = f"no transition has the trigger {name!r}"
            hint = "delete its words, or add a transition"
            yield finding("F208", texts.triggers[name].place, message, hint)


def _missing(trigger: str, meant: str | None, texts: DraftTexts) -> Finding:
    place = texts.places["words"]
    hint = f"add `{trigger}: […]` under `words:`"
    if meant:
        place = texts.triggers[meant].place
        hint = f"did you mean {trigger!r}? Or {hint}"
    message = f"{trigger!r} has no word in {texts.language}"
    return finding("F201", place, message, hint)


def check_one_meaning(subject: Subject) -> Iterator[Finding]:
    """Words that pull two triggers in one state."""
    states: dict[str, set[str]] = defaultdict(set)
    for way in subject.outline.ways:
        states[way.trigger or ""].update(way.sources)
    seen: dict[Pattern, dict[str, Scalar]] = defaultdict(dict)
    for texts in subject.texts:
        for trigger, patterns in texts.words.items():
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
    at = f"{first.place.file}:{first.place.line}"
    hint = f"delete one of the two; the other is at {at}"
    message = f"{scalar.value!r} means {trigger!r} and {other!r}, both in {state!r}"
    return finding("F203", scalar.place, message, hint)
