"""Whether what is said is written in every language, and only that."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from bot.dialogue.builtin import WORD_PREFIX
from bot.dialogue.checks.subject import Subject
from bot.dialogue.checks.wording import is_known, known_names, placeholders
from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftTexts
from bot.dialogue.nearest import nearest
from bot.findings import Finding, phrase
from bot.yamlfile import Scalar


def check_texts(subject: Subject) -> Iterator[Finding]:
    """Texts that are said and missing, or written and never said."""
    if not subject.texts:
        return
    said: dict[str, Scalar] = {}
    for spoken, _ in subject.said():
        said.setdefault(spoken.value, spoken)
    written = {key for texts in subject.texts for key in texts.keys}
    unused = _unused(subject, written.difference(said))
    for key, scalar in said.items():
        if key not in written and subject.whole:
            meant = nearest(key, unused)
            cure = phrase("add_text_everywhere", text=key)
            if alike := nearest(key, written):
                cure = phrase("did_you_mean_or", meant=alike, otherwise=cure)
            yield finding("F301", scalar.place, "unknown_text", text=key, cure=cure)
            unused.discard(meant or "")
    needed = [key for key in said if key in written]
    for texts in subject.texts:
        yield from _compare(texts, needed, unused.intersection(texts.keys))


def _compare(
    texts: DraftTexts, needed: Sequence[str], unused: set[str]
) -> Iterator[Finding]:
    """What *texts* lack of *needed*, and those that are *unused*."""
    if needed and not texts.keys:
        place, language = texts.places["texts"], texts.language
        yield finding("F301", place, "no_texts_at_all", language=language)
        return
    for key in needed:
        if key not in texts.keys:
            alike = nearest(key, unused)
            unused.discard(alike or "")
            yield _missing(key, alike, texts)
    for key in sorted(unused):
        yield finding("F302", texts.keys[key].place, "text_never_said", text=key)


def _unused(subject: Subject, keys: set[str]) -> set[str]:
    """Those of *keys* that neither code nor a misspelt action may say."""
    outline = subject.outline
    if not (outline.draft.complete and outline.ways) or subject.wordless():
        return set()
    mentioned = subject.mentioned()
    return {
        key for key in keys if key not in mentioned and not subject.code.may_say(key)
    }


def _missing(key: str, meant: str | None, texts: DraftTexts) -> Finding:
    language = texts.language
    if not meant:
        place = texts.places["texts"]
        return finding("F301", place, "text_missing", text=key, language=language)
    place = texts.keys[meant].place
    return finding("F301", place, "text_misspelt", text=key, language=language)


def check_languages(subject: Subject) -> Iterator[Finding]:
    """Texts that name other values than in the first language that has them."""
    first: dict[str, tuple[DraftTexts, frozenset[str]]] = {}
    sayable = known_names(subject) if subject.code.known else None
    for texts in subject.texts:
        for key, text in texts.texts.items():
            here = {found.name: found for found in placeholders(text)}
            if not is_known(text, sayable):
                continue
            known, names = first.setdefault(key, (texts, frozenset(here)))
            added = [found for name, found in here.items() if name not in names]
            left_out = sorted(names.difference(here))
            if not added and not left_out:
                continue
            where = known.keys[key].place
            names_shown = left_out or [added[0].name]
            place = texts.keys[key].place
            if not left_out:
                place = text.place_at(added[0].start, added[0].end)
            yield finding(
                "F304",
                place,
                "values_left_out" if left_out else "values_added",
                text=key,
                names=tuple(f"{{{name}}}" for name in names_shown),
                language=PurePath(where.file).parent.name,
                line=where.line,
            )


def check_invitations(subject: Subject) -> Iterator[Finding]:
    """Texts that tell people to type a word that will not be taken."""
    outline = subject.outline
    heard: dict[str, set[str]] = {}
    for spoken, listening in subject.said():
        heard.setdefault(spoken.value, set()).update(listening & outline.reached)
    for texts in subject.texts:
        for key, states in heard.items():
            text = texts.texts.get(key)
            for found in placeholders(text) if text else ():
                trigger = found.name.removeprefix(WORD_PREFIX)
                refusing = _refusing(subject, states, trigger)
                if text is None or trigger == found.name or not refusing:
                    continue
                if trigger not in texts.triggers:
                    continue
                place = text.place_at(found.start, found.end)
                yield finding(
                    "F305",
                    place,
                    "word_refused",
                    text=key,
                    trigger=trigger,
                    states=tuple(refusing),
                )


def _refusing(subject: Subject, states: set[str], trigger: str) -> list[str]:
    """Those of *states* that do not take *trigger*; after an end the first one asks."""
    outline = subject.outline
    refusing = []
    for name in sorted(states):
        state = outline.states.get(name)
        asked = outline.initial if state and state.final else name
        if asked is None or state is None or outline.unsure(asked):
            continue
        if trigger not in outline.triggers(asked):
            refusing.append(name)
    return refusing
