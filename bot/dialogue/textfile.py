"""
Reads the files under ``locales/``: the words people type and what the bot says.

Block texts lose their last line break, so that a text ends where its last word does.
"""

import errno
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bot.dialogue.codes import finding
from bot.dialogue.definition import BUILT_IN_TRIGGERS, FlowTexts
from bot.dialogue.draft import DraftTexts
from bot.dialogue.forms import Form, FormReader
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.schema import NAME, PLACEHOLDER_NAME, TEXTS
from bot.dialogue.words import Pattern
from bot.findings import Finding, Place, phrase
from bot.texts import BadTemplate, Template
from bot.yamlfile import MAX_BYTES, Node, Scalar, parse
from bot.yamlfile import Sequence as SequenceNode

ENGINE_TEXTS = "bot.yaml"
"""The file of each language with the engine's own texts."""


_REASONS = {
    errno.ENOENT: "is_not_there",
    errno.EACCES: "is_not_allowed",
    errno.EISDIR: "is_no_file",
}
"""Why a file cannot be read, by the system's number."""


def beginning(file: Path | str) -> Place:
    """The first character of *file*, for what has no better place."""
    return Place(file=str(file), line=1, column=1, end_line=1, end_column=1)


def read_file(file: Path) -> tuple[bytes, list[Finding]]:
    """The content of *file*, no more than can be accepted; or why it is unreadable."""
    try:
        # Whoever opens a pipe waits for somebody to write into it.
        if not stat.S_ISREG(file.stat().st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1), []
    except OSError as error:
        known, other = _REASONS.get(error.errno or 0), error.strerror or "?"
        reason = phrase(known) if known else other
        return b"", [finding("F003", beginning(file), "unreadable_file", reason=reason)]


def read_texts(file: Path, language: str) -> tuple[DraftTexts | None, list[Finding]]:
    """
    Read one text file.

    Returns:
        What it says and what does not fit. There is no draft, and no finding, if the
        file does not exist; and no draft if it cannot be understood.
    """
    if not os.path.lexists(file):
        return None, []
    content, findings = read_file(file)
    if findings:
        return None, findings
    root, findings = parse(content, file=str(file))
    if root is None:
        empty = DraftTexts(
            language=language, places=dict.fromkeys(TEXTS, beginning(file))
        )
        return (None if findings else empty), findings
    reader = _TextReader()
    draft = reader.texts(root, language, beginning(file))
    return draft, [*findings, *reader.findings]


def build_texts(draft: DraftTexts) -> FlowTexts:
    """
    The texts of a *draft* without errors.

    Raises:
        BadTemplate: If a brace in a text stands alone.
    """
    return FlowTexts(
        words={
            trigger: tuple(pattern.value for pattern in patterns)
            for trigger, patterns in draft.words.items()
        },
        labels={name: label.value for name, (_, label) in draft.labels.items()},
        texts={key: Template.parse(said(text)) for key, text in draft.texts.items()},
    )


def said(text: Scalar) -> str:
    """What the bot says for *text*."""
    return text.value.removesuffix("\n") if text.style in {"|", ">"} else text.value


def load_engine_texts(
    locales: Path, languages: Sequence[str], *, required: Collection[str]
) -> tuple[dict[str, dict[str, Template]], list[Finding]]:
    """
    Read the texts of the engine itself.

    Args:
        locales: The folder with one folder for each language.
        languages: Which to read.
        required: The keys that each has to have.

    Returns:
        The texts by language and key, those that can be used, and the mistakes.
    """
    loaded: dict[str, dict[str, Template]] = {}
    findings: list[Finding] = []
    for language in languages:
        file = locales / language / ENGINE_TEXTS
        draft, found = read_texts(file, language)
        findings.extend(found)
        if draft is None and found:
            continue
        draft = draft or _nothing(file, language)
        loaded[language], found = _engine_texts(draft, required)
        findings.extend(found)
    return loaded, sorted(findings, key=lambda found: (found.place, found.code))


def _nothing(file: Path, language: str) -> DraftTexts:
    return DraftTexts(language=language, places=dict.fromkeys(TEXTS, beginning(file)))


def usable_texts(
    draft: DraftTexts,
) -> tuple[dict[str, Template], list[Finding]]:
    """The texts of *draft* that can be shown, and the mistakes in the others."""
    texts: dict[str, Template] = {}
    findings = []
    for key, text in draft.texts.items():
        try:
            texts[key] = Template.parse(said(text))
        except BadTemplate as error:
            place = text.place_at(error.start, error.start + 1)
            brace = said(text)[error.start]
            findings.append(finding("F303", place, "single_brace", brace=brace))
    return texts, findings


def _engine_texts(
    draft: DraftTexts, required: Collection[str]
) -> tuple[dict[str, Template], list[Finding]]:
    texts, findings = usable_texts(draft)
    for key in sorted(set(required).difference(draft.keys)):
        place, language = draft.places["texts"], draft.language
        findings.append(
            finding("F301", place, "text_missing", text=key, language=language)
        )
    for key in sorted(set(draft.keys).difference(required)):
        cure, place = did_you_mean(key, required), draft.keys[key].place
        findings.append(
            finding("F302", place, "unknown_engine_text", text=key, cure=cure)
        )
    return texts, findings


class _TextReader(FormReader):
    """One method for each part of a text file."""

    def texts(self, root: Node, language: str, top: Place) -> DraftTexts | None:
        form = self.form(root, TEXTS, phrase("a_text_file"))
        if form is None:
            return None
        triggers, words = self._words(form)
        keys = {key.value: key for key, _ in form.entries("texts")}
        for key in keys.values():
            self.name(key, NAME, phrase("a_text"), ())
        return DraftTexts(
            language=language,
            places={
                key: form.keys[key].place if key in form.keys else top for key in TEXTS
            },
            triggers=triggers,
            words=words,
            labels={
                key.value: (key, label) for key, label in self._scalars(form, "labels")
            },
            keys=keys,
            texts={key.value: text for key, text in self._scalars(form, "texts")},
        )

    def _scalars(self, form: Form, part: str) -> Iterator[tuple[Scalar, Scalar]]:
        for key, node in form.entries(part):
            if isinstance(node, Scalar) and said(node).strip():
                yield key, node
            elif isinstance(node, Scalar):
                self.report("F003", key.place, "text_is_empty", text=key.value)
            else:
                self.report("F004", node.place, "no_text", text=key.value)

    def _words(
        self, form: Form
    ) -> tuple[dict[str, Scalar], dict[str, tuple[Scalar, ...]]]:
        triggers: dict[str, Scalar] = {}
        words: dict[str, tuple[Scalar, ...]] = {}
        for trigger, node in form.entries("words"):
            self.name(trigger, PLACEHOLDER_NAME, phrase("a_trigger"), BUILT_IN_TRIGGERS)
            parts = node.items if isinstance(node, SequenceNode) else (node,)
            patterns = tuple(part for part in parts if isinstance(part, Scalar))
            triggers[trigger.value] = trigger
            words[trigger.value] = tuple(filter(self._pattern, patterns))
            if len(patterns) != len(parts):
                self.report("F004", node.place, "no_words", trigger=trigger.value)
            elif not parts:
                trigger_name = trigger.value
                self.report(
                    "F003", trigger.place, "words_are_empty", trigger=trigger_name
                )
        return triggers, words

    def _pattern(self, written: Scalar) -> bool:
        text = Pattern.parse(written.value).text
        if not text:
            self.report("F003", written.place, "word_is_empty")
        elif "*" in text:
            self.report("F004", written.place, "misplaced_star", word=written.value)
        return bool(text)
