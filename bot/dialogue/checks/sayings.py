"""Whether what is said is written in every language, and only that."""

from collections.abc import Iterator
from pathlib import PurePath

from bot.dialogue.builtin import WORD_PREFIX
from bot.dialogue.checks.subject import Subject
from bot.dialogue.checks.wording import is_known, placeholders
from bot.dialogue.codes import finding
from bot.dialogue.draft import DraftTexts
from bot.dialogue.nearest import did_you_mean, nearest
from bot.findings import Finding
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
            hint = f"add `{key}: …` under `texts:` in each language"
            if nearest(key, written):
                hint = f"{did_you_mean(key, written)} Or {hint}"
            yield finding("F301", scalar.place, f"there is no text {key!r}", hint)
            unused.discard(meant or "")
    for texts in subject.texts:
        here = unused.intersection(texts.keys)
        for key in said:
            if key in written and key not in texts.keys:
                alike = nearest(key, here)
                here.discard(alike or "")
                yield _missing(key, alike, texts)
        for key in sorted(here):
            hint = f"delete it, or say it: `say: {key}`"
            message = f"the text {key!r} is never said"
            yield finding("F302", texts.keys[key].place, message, hint)


def _unused(subject: Subject, keys: set[str]) -> set[str]:
    """Those of *keys* that neither code nor a misspelt action may say."""
    if not subject.outline.draft.complete or subject.wordless():
        return set()
    mentioned = subject.mentioned()
    return {
        key for key in keys if key not in mentioned and not subject.code.may_say(key)
    }


def _missing(key: str, meant: str | None, texts: DraftTexts) -> Finding:
    place = texts.places["texts"]
    hint = f"add `{key}: …` under `texts:`"
    if meant:
        place = texts.keys[meant].place
        hint = f"did you mean {key!r}? Or {hint}"
    message = f"the text {key!r} is missing in {texts.language}"
    return finding("F301", place, message, hint)


def check_languages(subject: Subject) -> Iterator[Finding]:
    """Texts that name other values than in the first language that has them."""
    first: dict[str, tuple[DraftTexts, frozenset[str]]] = {}
    for texts in subject.texts:
        for key, text in texts.texts.items():
            here = {found.name: found for found in placeholders(text)}
            if not is_known(subject, text):
                continue
            known, names = first.setdefault(key, (texts, frozenset(here)))
            added = [found for name, found in here.items() if name not in names]
            left_out = sorted(names.difference(here))
            if not added and not left_out:
                continue
            where = known.keys[key].place
            at = f"{PurePath(where.file).parent.name}, line {where.line}"
            if left_out:
                shown = ", ".join(f"{{{name}}}" for name in left_out)
                message = f"{key!r} does not show {shown}, as in {at}"
                place = texts.keys[key].place
            else:
                message = f"{key!r} shows {{{added[0].name}}}, unlike {at}"
                place = text.place_at(added[0].start, added[0].end)
            yield finding("F304", place, message, "let both show the same values")


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
                hint = "leave it out, or add a transition there"
                names = ", ".join(refusing)
                message = f"{key!r} tells people to type {trigger!r}: not in {names}"
                yield finding("F305", place, message, hint)


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
