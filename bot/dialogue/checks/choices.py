"""Whether the options of a state can be read, chosen and taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.checks.subject import SAY, Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import BUILT_IN_TRIGGERS, TEXT_TRIGGER
from bot.dialogue.draft import DraftState, DraftTexts
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.options import MOST_OPTIONS, number_in
from bot.dialogue.words import Pattern
from bot.fields import FieldType
from bot.findings import Finding
from bot.yamlfile import Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    The options of one state.

    Attributes:
        state: Which.
        options: Triggers, or choices of a field, in order; those that are none apart.
        of_field: Whether they are choices of a field.
    """

    state: DraftState
    options: tuple[str, ...]
    of_field: bool

    @property
    def name(self) -> str:
        """What the state is called."""
        return self.state.name.value


def check_choices(subject: Subject) -> Iterator[Finding]:
    """The options of each state: what they are, and whether it takes them."""
    outline = subject.outline
    for state in outline.states.values():
        if not state.choices:
            continue
        place = state.choices[0].place
        if state.final or state.name.value == outline.initial:
            key = "choices_after_end" if state.final else "choices_in_first_state"
            yield finding("F004", place, key, state=state.name.value)
            continue
        field = outline.draft.choice_field(state)
        yield from _field(field, state, subject) if field else _listed(state, subject)
        options = offer_of(state, subject).options
        if len(options) > MOST_OPTIONS:
            yield finding(
                "F211", place, "too_many_options", count=len(options), most=MOST_OPTIONS
            )
        if not _says(state, subject):
            yield finding("F212", place, "options_not_shown", state=state.name.value)


def check_titles(subject: Subject) -> Iterator[Finding]:
    """What the options are called in each language."""
    told: set[tuple[str, object]] = set()
    for state in subject.outline.states.values():
        if not state.choices:
            continue
        for found in _titles(offer_of(state, subject), subject):
            mark = (found.code, found.place)
            if mark not in told:
                told.add(mark)
                yield found


def _field(field: str, state: DraftState, subject: Subject) -> Iterator[Finding]:
    kind, place = subject.outline.draft.fields[field].type, state.choices[0].place
    if kind is not FieldType.CHOICE:
        yield finding("F004", place, "field_without_choices", name=field, type=kind)
    elif _refuses(TEXT_TRIGGER, state, subject):
        yield finding(
            "F209", place, "option_refused", state=state.name.value, trigger="text"
        )


def _listed(state: DraftState, subject: Subject) -> Iterator[Finding]:
    triggers = {name for texts in subject.texts for name in texts.triggers}
    fields = () if state.listed else subject.outline.draft.fields
    seen: set[str] = set()
    for scalar in state.choices:
        name = scalar.value
        if name in seen:
            yield finding("F210", scalar.place, "option_twice", option=name)
        elif name in BUILT_IN_TRIGGERS:
            yield finding("F004", scalar.place, "option_without_word", trigger=name)
        elif name not in triggers:
            if subject.whole and subject.outline.draft.complete:
                cure = did_you_mean(name, {*triggers, *fields})
                yield finding(
                    "F201", scalar.place, "unknown_option", name=name, cure=cure
                )
        elif _refuses(name, state, subject):
            yield finding(
                "F209",
                scalar.place,
                "option_refused",
                state=state.name.value,
                trigger=name,
            )
        seen.add(name)


def _refuses(trigger: str, state: DraftState, subject: Subject) -> bool:
    outline, name = subject.outline, state.name.value
    return not outline.unsure(name) and trigger not in outline.triggers(name)


def _says(state: DraftState, subject: Subject) -> bool:
    """Whether entering *state* says, or may say, anything."""
    code = subject.code
    return not code.known or any(
        call.name.value == SAY or call.name.value in code.code.actions
        for call in state.on_enter
    )


def offer_of(state: DraftState, subject: Subject) -> Offer:
    """What *state* offers, as far as it can be told."""
    draft = subject.outline.draft
    field = draft.choice_field(state)
    known = {name for texts in subject.texts for name in texts.triggers}
    named = dict.fromkeys(scalar.value for scalar in state.choices)
    listed = tuple(name for name in named if name in known)
    options = draft.fields[field].choices if field else listed
    return Offer(state=state, options=options, of_field=field is not None)


def _titles(offer: Offer, subject: Subject) -> Iterator[Finding]:
    """Titles that are missing, or that are not one line."""
    titles: list[tuple[str, Scalar]] = []
    for texts in subject.texts:
        for option in offer.options:
            title = title_of(option, texts)
            if title is not None:
                titles.append((option, title))
            elif offer.of_field:
                yield _missing(option, texts)
    for option, title in titles:
        if len(title.value.splitlines()) > 1:
            yield finding("F004", title.place, "title_of_lines", option=option)
    yield from _same_titles(titles, offer)
    yield from _same_answers(titles, offer, subject)


def _same_titles(
    titles: Sequence[tuple[str, Scalar]], offer: Offer
) -> Iterator[Finding]:
    for option, other, title in _shared(titles):
        yield finding(
            "F210",
            title.place,
            "same_title",
            title=title.value,
            option=option,
            other=other,
            state=offer.name,
        )


def _shared(titles: Sequence[tuple[str, Scalar]]) -> Iterator[tuple[str, str, Scalar]]:
    """Each title that an earlier option has, too, with both options."""
    first: dict[str, str] = {}
    for option, title in titles:
        other = first.setdefault(_asked(title), option)
        if other != option:
            yield option, other, title


def _same_answers(
    titles: Sequence[tuple[str, Scalar]], offer: Offer, subject: Subject
) -> Iterator[Finding]:
    """Titles, words and numbers of which one means what another does."""
    shared = {_asked(title) for _, _, title in _shared(titles)}
    words = list(_words(offer, subject))
    meant = {_asked(word): trigger for trigger, word in words}
    for option, answer in (*titles, *words):
        asked = _asked(answer)
        number = number_in(asked)
        # Two words that are the same are told apart from any options.
        others = [meant.get(asked, option)] if (option, answer) in titles else []
        if number is not None and number in range(1, len(offer.options) + 1):
            others.append(offer.options[number - 1])
        other = next((each for each in others if each != option), None)
        if other and asked not in shared:
            yield finding(
                "F203",
                answer.place,
                "answer_means_two",
                answer=answer.value,
                option=option,
                other=other,
                state=offer.name,
            )


def _words(offer: Offer, subject: Subject) -> Iterator[tuple[str, Scalar]]:
    """The words that the state takes, with their triggers."""
    heard = subject.outline.triggers(offer.name)
    for texts in subject.texts:
        for trigger, patterns in texts.words.items():
            yield from ((trigger, word) for word in patterns if trigger in heard)


def _asked(answer: Scalar) -> str:
    """A title or word as answers are compared with it."""
    return Pattern.parse(answer.value).text


def title_of(option: str, texts: DraftTexts) -> Scalar | None:
    """What *option* is called in *texts*; None if it has no label and no word."""
    labels: Mapping[str, tuple[Scalar, Scalar]] = texts.labels
    if option in labels:
        return labels[option][1]
    return next(iter(texts.words.get(option, ())), None)


def _missing(option: str, texts: DraftTexts) -> Finding:
    place, language = texts.places["labels"], texts.language
    return finding("F301", place, "title_missing", option=option, language=language)
