"""Whether each text can be sent as it is meant."""

import re
from collections.abc import Iterator

from bot.dialogue.builtin import BUILT_IN_PLACEHOLDERS, MAX_TEXT_CHARS, WORD_PREFIX
from bot.dialogue.checks.subject import Subject
from bot.dialogue.codes import finding
from bot.dialogue.definition import BUILT_IN_TRIGGERS
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.textfile import said
from bot.findings import Finding, Place
from bot.texts import BadTemplate, Placeholder, Template
from bot.yamlfile import Scalar

_BOLD = re.compile(r"\*\*(?=\S)([^*\n]*[^*\s])\*\*")
_BRACES = re.compile(r"\{([^{}\n]{1,64})\}")


def placeholders(text: Scalar) -> tuple[Placeholder, ...]:
    """The placeholders of *text*; none if a brace in it stands alone."""
    try:
        return Template.parse(said(text)).placeholders
    except BadTemplate:
        return ()


def known_names(subject: Subject) -> frozenset[str]:
    """Every placeholder that texts of the flow may have."""
    draft = subject.outline.draft
    # A trigger without a word is told where it is pulled.
    pulled = {way.trigger.value for way in draft.transitions if way.trigger}
    triggers = pulled.difference(BUILT_IN_TRIGGERS).union(
        *(texts.triggers for texts in subject.texts)
    )
    words = {f"{WORD_PREFIX}{trigger}" for trigger in triggers}
    own = subject.code.placeholders
    return BUILT_IN_PLACEHOLDERS.union(words, draft.fields, own)


def is_known(text: Scalar, known: frozenset[str] | None) -> bool:
    """Whether the placeholders of *text* are all among *known*; None: any are."""
    try:
        names = {found.name for found in Template.parse(said(text)).placeholders}
    except BadTemplate:
        return False
    return known is None or names <= known


def check_wording(subject: Subject) -> Iterator[Finding]:
    """Each text of each language by itself."""
    known = known_names(subject)
    complete = subject.outline.draft.complete and subject.code.known
    for texts in subject.texts:
        for text in texts.texts.values():
            if len(said(text)) > 2 * MAX_TEXT_CHARS:
                yield _too_long(text, len(said(text)))
            else:
                yield from _text(text, known, complete=complete)


def _text(text: Scalar, known: frozenset[str], *, complete: bool) -> Iterator[Finding]:
    source = said(text)
    for bold in _BOLD.finditer(source):
        place = text.place_at(bold.start(), bold.end())
        yield finding("F307", place, "two_stars", words=bold[1])
    try:
        template = Template.parse(source)
    except BadTemplate as error:
        yield _brace(text, source, error, known)
        return
    literal = sum(len(part) for part in template.parts if isinstance(part, str))
    if literal > MAX_TEXT_CHARS:
        yield _too_long(text, literal)
    for found in template.placeholders:
        if found.name in known:
            continue
        if not complete and not found.name.startswith(WORD_PREFIX):
            continue
        place = text.place_at(found.start, found.end)
        yield _unknown(place, found.name, known)


def _brace(
    text: Scalar, source: str, error: BadTemplate, known: frozenset[str]
) -> Finding:
    written = _BRACES.match(source, error.start)
    if written is None:
        place = text.place_at(error.start, error.start + 1)
        return finding("F303", place, "single_brace", brace=source[error.start])
    place = text.place_at(written.start(), written.end())
    return _unknown(place, written[1], known)


def _unknown(place: Place, name: str, known: frozenset[str]) -> Finding:
    cure = did_you_mean(name.strip(), known)
    return finding("F303", place, "unknown_placeholder", name=name, cure=cure)


def _too_long(text: Scalar, chars: int) -> Finding:
    most = MAX_TEXT_CHARS
    return finding("F306", text.place, "text_too_long", chars=chars, most=most)
