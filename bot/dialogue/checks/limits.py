"""Whether what is said fits the channels that the flow runs over."""

from collections.abc import Iterator

from bot.channel import Limits
from bot.dialogue.builtin import MAX_TEXT_CHARS
from bot.dialogue.checks.choices import Offer, offer_of, title_of
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.options import MOST_OPTIONS
from bot.dialogue.textfile import said
from bot.findings import Finding
from bot.pieces import length
from bot.texts import BadTemplate, Template


def check_limits(subject: Subject) -> Iterator[Finding]:
    """Options that are not shown as they are meant, and texts that are cut."""
    offers = [
        offer_of(state, subject)
        for state in subject.outline.states.values()
        if state.choices
    ]
    for offer in offers:
        yield from _options(offer, subject.limits)
    yield from dict.fromkeys(
        found for offer in offers for found in _titles(offer, subject)
    )
    yield from _texts(subject)


def _options(offer: Offer, limits: tuple[Limits, ...]) -> Iterator[Finding]:
    count = len(offer.options)
    if count > MOST_OPTIONS:
        return  # is an error of its own
    tight = [each for each in limits if 0 < each.options < count]
    if tight:
        least = min(tight, key=lambda each: each.options)
        yield finding(
            "F215",
            offer.state.choices[0].place,
            "more_options_than_shown",
            count=count,
            most=least.options,
            type=least.type,
        )


def _titles(offer: Offer, subject: Subject) -> Iterator[Finding]:
    count = len(offer.options)
    shown = [
        (most, each.type)
        for each in subject.limits
        if (most := each.title(count)) is not None
    ]
    if not shown:
        return
    most, kind = min(shown)
    for texts in subject.texts:
        for option in offer.options:
            title = title_of(option, texts)
            if title is None:
                continue
            chars = length(title.value.removesuffix("*").rstrip())
            if chars > most:
                yield finding(
                    "F216",
                    title.place,
                    "title_cut",
                    option=option,
                    chars=chars,
                    most=most,
                    count=count,
                    type=kind,
                )


def _texts(subject: Subject) -> Iterator[Finding]:
    if not subject.limits:
        return
    least = min(subject.limits, key=lambda each: each.text)
    if least.text >= MAX_TEXT_CHARS:
        return  # what is longer is an error of its own
    for texts in subject.texts:
        for text in texts.texts.values():
            chars = _literal(said(text))
            if least.text < chars <= MAX_TEXT_CHARS:
                yield finding(
                    "F308",
                    text.place,
                    "text_in_pieces",
                    chars=chars,
                    most=least.text,
                    type=least.type,
                )


def _literal(source: str) -> int:
    """How long *source* is without its placeholders; 0 if it cannot be read."""
    if len(source) > 2 * MAX_TEXT_CHARS:
        return 0
    try:
        parts = Template.parse(source).parts
    except BadTemplate:
        return 0
    return sum(length(part) for part in parts if isinstance(part, str))
